//! Reading and refusing the parameters of the usage and costs reports.

use crate::http::{Call, Cursor, Params, Width};
use crate::openai::Refusal;
use crate::server::Site;

/// What a report accepts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) group_by: &'static [&'static str],
    /// Array filters.
    pub(crate) filters: &'static [&'static str],
    /// Whether the `batch` filter exists.
    pub(crate) batch: bool,
    pub(crate) widths: &'static [&'static str],
    /// Maximum number of daily buckets.
    pub(crate) days: i64,
}

/// A request that is well formed.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) width: Width,
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    pub(crate) request: u64,
    pub(crate) group_by: Vec<String>,
    pub(crate) filters: Vec<(&'static str, Vec<String>)>,
    pub(crate) batch: Option<bool>,
}

/// Reads a report request or says what is wrong with it.
pub(crate) fn read(site: &Site<'_>, call: &Call, rules: &Rules) -> Result<Report, Refusal> {
    let params = &call.params;
    refuse_unknown(params, rules)?;
    let now = site.now.timestamp();
    let from = integer(params, "start_time")?.ok_or_else(|| {
        Refusal::bad(
            "start_time",
            "Missing required parameter: 'start_time'.".to_owned(),
            Some("missing_required_parameter"),
        )
    })?;
    let to = integer(params, "end_time")?;
    if to.is_some_and(|to| to <= from) {
        return Err(Refusal::bad("end_time", "'end_time' must be after 'start_time'.".to_owned(), None));
    }
    let width = width(params, rules)?;
    let limit = limit(params, width, rules)?;
    let group_by = group_by(params, rules)?;
    let filters = rules
        .filters
        .iter()
        .map(|name| (*name, params.many(name, true).into_iter().map(str::to_owned).collect::<Vec<_>>()))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let batch = match params.one("batch") {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(other) => {
            let message = format!("Invalid type for 'batch': expected a boolean, but got '{other}' instead.");
            return Err(Refusal::bad("batch", message, Some("invalid_type")));
        }
    };
    let request = params.fingerprint(&call.path);
    let offset = match params.one("page") {
        None => 0,
        Some(page) => match Cursor::decode(page) {
            Some(cursor) if cursor.request == request => cursor.offset,
            _ => {
                let message = "Invalid 'page': the cursor does not belong to this query.".to_owned();
                return Err(Refusal::bad("page", message, Some("invalid_value")));
            }
        },
    };
    let cap = site.options.page_cap.unwrap_or(usize::MAX);
    let to = to.unwrap_or(now).min(now.max(from));
    Ok(Report { from, to, width, limit: limit.min(cap), offset, request, group_by, filters, batch })
}

fn refuse_unknown(params: &Params, rules: &Rules) -> Result<(), Refusal> {
    const COMMON: &[&str] = &["start_time", "end_time", "bucket_width", "limit", "page"];
    for name in params.names() {
        let bare = name.strip_suffix("[]").unwrap_or(name);
        let array = bare == "group_by" || rules.filters.contains(&bare);
        let single = name == bare && (COMMON.contains(&bare) || (rules.batch && bare == "batch"));
        if !array && !single {
            return Err(Refusal::bad(
                bare,
                format!("Unknown parameter: '{bare}'."),
                Some("unknown_parameter"),
            ));
        }
    }
    Ok(())
}

/// An integer parameter.
pub(crate) fn integer(params: &Params, name: &str) -> Result<Option<i64>, Refusal> {
    params
        .one(name)
        .map(|text| {
            text.parse().map_err(|_| {
                let message =
                    format!("Invalid type for '{name}': expected an integer, but got '{text}' instead.");
                Refusal::bad(name, message, Some("invalid_type"))
            })
        })
        .transpose()
}

fn width(params: &Params, rules: &Rules) -> Result<Width, Refusal> {
    let text = params.one("bucket_width").unwrap_or("1d");
    match Width::parse(text) {
        Some(width) if rules.widths.contains(&text) => Ok(width),
        _ => {
            let supported: Vec<String> = rules.widths.iter().map(|width| format!("'{width}'")).collect();
            let message = format!("Invalid value: '{text}'. Supported values are: {}.", supported.join(", "));
            Err(Refusal::bad("bucket_width", message, Some("invalid_value")))
        }
    }
}

fn limit(params: &Params, width: Width, rules: &Rules) -> Result<usize, Refusal> {
    let (default, maximum) = match width {
        Width::Day => (7, rules.days),
        other => other.buckets(),
    };
    within(integer(params, "limit")?.unwrap_or(default), maximum)
}

/// A limit between 1 and its maximum.
pub(crate) fn within(limit: i64, maximum: i64) -> Result<usize, Refusal> {
    let (wrong, bound, code) = match limit {
        ..1 => ("below minimum", ">= 1".to_owned(), "integer_below_min_value"),
        _ if limit > maximum => ("above maximum", format!("<= {maximum}"), "integer_above_max_value"),
        _ => return Ok(usize::try_from(limit).unwrap_or(1)),
    };
    let message =
        format!("Invalid 'limit': integer {wrong} value. Expected a value {bound}, but got {limit} instead.");
    Err(Refusal::bad("limit", message, Some(code)))
}

fn group_by(params: &Params, rules: &Rules) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    for (at, name) in params.many("group_by", true).into_iter().enumerate() {
        if !rules.group_by.contains(&name) {
            let supported: Vec<String> = rules.group_by.iter().map(|name| format!("'{name}'")).collect();
            let message = format!("Invalid value: '{name}'. Supported values are: {}.", supported.join(", "));
            return Err(Refusal::bad(&format!("group_by[{at}]"), message, Some("invalid_value")));
        }
        if !names.iter().any(|had| had == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
