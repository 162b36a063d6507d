//! Reading and refusing parameters common to Anthropic's reports.

use chrono::{DateTime, Utc};

use crate::anthropic::Refusal;
use crate::http::{Call, Cursor, Params, Width};
use crate::server::Site;

/// Refuses any parameter not in the two lists; the second one holds the arrays, sent as `name[]`.
pub(crate) fn refuse_unknown(params: &Params, single: &[&str], arrays: &[&str]) -> Result<(), Refusal> {
    for name in params.names() {
        let known = match name.strip_suffix("[]") {
            Some(bare) => arrays.contains(&bare),
            None => single.contains(&name),
        };
        if !known {
            return Err(Refusal::bad(format!("{name}: Extra inputs are not permitted")));
        }
    }
    Ok(())
}

/// A timestamp parameter.
pub(crate) fn instant(params: &Params, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    params
        .one(name)
        .map(|text| {
            DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).map_err(|_| {
                Refusal::bad(format!("{name}: Input should be a valid datetime in RFC 3339 format"))
            })
        })
        .transpose()
}

/// The required start of the range.
pub(crate) fn start(params: &Params) -> Result<DateTime<Utc>, Refusal> {
    instant(params, "starting_at")?.ok_or_else(|| Refusal::bad("starting_at: Field required"))
}

/// A bucket width.
pub(crate) fn width(params: &Params, name: &str, allowed: &[&str]) -> Result<Option<Width>, Refusal> {
    match params.one(name) {
        None => Ok(None),
        Some(text) if allowed.contains(&text) => Ok(Width::parse(text)),
        Some(_) => {
            let allowed: Vec<String> = allowed.iter().map(|width| format!("'{width}'")).collect();
            Err(Refusal::bad(format!("{name}: Input should be {}", allowed.join(", "))))
        }
    }
}

/// A limit between 1 and its maximum, further bounded by the page cap of the test.
pub(crate) fn limit(site: &Site<'_>, params: &Params, default: i64, maximum: i64) -> Result<usize, Refusal> {
    let limit = match params.one("limit") {
        None => default,
        Some(text) => text.parse().map_err(|_| {
            Refusal::bad("limit: Input should be a valid integer, unable to parse string as an integer")
        })?,
    };
    if limit < 1 {
        return Err(Refusal::bad("limit: Input should be greater than or equal to 1"));
    }
    if limit > maximum {
        return Err(Refusal::bad(format!("limit: Input should be less than or equal to {maximum}")));
    }
    Ok(usize::try_from(limit).unwrap_or(1).min(site.options.page_cap.unwrap_or(usize::MAX)))
}

/// The dimensions asked for, refused beyond five counted ones.
pub(crate) fn group_by(
    params: &Params,
    allowed: &[&str],
    uncounted: &[&str],
) -> Result<Vec<String>, Refusal> {
    let mut names: Vec<String> = Vec::new();
    for (at, name) in params.many("group_by", false).into_iter().enumerate() {
        if !allowed.contains(&name) {
            let allowed: Vec<String> = allowed.iter().map(|name| format!("'{name}'")).collect();
            return Err(Refusal::bad(format!("group_by.{at}: Input should be {}", allowed.join(", "))));
        }
        if !names.iter().any(|had| had == name) {
            names.push(name.to_owned());
        }
    }
    let counted = names.iter().filter(|name| !uncounted.contains(&name.as_str())).count();
    if counted > 5 {
        return Err(Refusal::bad("Cannot specify more than 5 group_by[] dimensions."));
    }
    Ok(names)
}

/// The array filters that were sent.
pub(crate) fn filters(params: &Params, names: &[&'static str]) -> Vec<(&'static str, Vec<String>)> {
    names
        .iter()
        .map(|name| (*name, params.many(name, false).into_iter().map(str::to_owned).collect::<Vec<_>>()))
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

/// Where the page starts: 400 when the cursor is of another request, 410 when it is of older data.
pub(crate) fn offset(call: &Call, known: DateTime<Utc>, expires: bool) -> Result<usize, Refusal> {
    let Some(page) = call.params.one("page") else { return Ok(0) };
    let request = call.params.fingerprint(&call.path);
    let cursor = Cursor::decode(page).ok_or_else(|| Refusal::bad("page: Invalid page token"))?;
    if cursor.request != request {
        return Err(Refusal::bad("page: Query parameters must not change between pages"));
    }
    if expires && cursor.known != known.timestamp() {
        return Err(stale());
    }
    Ok(cursor.offset)
}

/// The refusal of a cursor whose data was refreshed.
pub(crate) fn stale() -> Refusal {
    Refusal {
        status: 410,
        kind: "invalid_request_error",
        message: "page: This page token has expired, restart the query from the first page".to_owned(),
    }
}

/// The cursor of the next page.
pub(crate) fn next_page(call: &Call, offset: usize, known: DateTime<Utc>) -> String {
    Cursor { offset, request: call.params.fingerprint(&call.path), known: known.timestamp() }.encode()
}

/// An instant as the provider prints it.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Unix seconds as the provider prints an instant.
pub(crate) fn unix(at: i64) -> String {
    DateTime::from_timestamp(at, 0).map(rfc3339).unwrap_or_default()
}
