//! Surface B, usage: messages by bucket, empty buckets included.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};

use crate::anthropic::dimensions::{in_default_workspace, passes, tokens, value};
use crate::anthropic::{Refusal, params};
use crate::cell::{Cell, Meter, Provider, Stream};
use crate::http::{Answer, Call, Width, buckets};
use crate::server::Site;
use crate::world::Surface;

const DIMENSIONS: &[&str] = &[
    "account_id",
    "api_key_id",
    "context_window",
    "inference_geo",
    "model",
    "service_account_id",
    "service_tier",
    "speed",
    "workspace_id",
];
const FILTERS: &[&str] = &[
    "account_ids",
    "api_key_ids",
    "context_window",
    "inference_geos",
    "models",
    "service_account_ids",
    "service_tiers",
    "speeds",
    "workspace_ids",
];

/// Answers `usage_report/messages`.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    let sent = &call.params;
    let mut arrays: Vec<&str> = FILTERS.to_vec();
    arrays.push("group_by");
    params::refuse_unknown(sent, &["starting_at", "ending_at", "bucket_width", "limit", "page"], &arrays)?;
    let width = params::width(sent, "bucket_width", &["1d", "1h", "1m"])?.unwrap_or(Width::Day);
    let start = params::start(sent)?;
    let end = params::instant(sent, "ending_at")?;
    if end.is_some_and(|end| end <= start) {
        return Err(Refusal::bad("Invalid date range: ending date must be after starting date"));
    }
    let (default, maximum) = width.buckets();
    let limit = params::limit(site, sent, default, maximum)?;
    let group_by = params::group_by(sent, DIMENSIONS, &[])?;
    let filters = params::filters(sent, FILTERS);
    let offset = params::offset(call, site.now, false)?;
    let end = end.unwrap_or(site.now).min(site.now.max(start));
    let mut all = buckets(start.timestamp(), end.timestamp(), width).skip(offset);
    let (mut data, mut rows) = (Vec::new(), 0);
    for (from, to) in all.by_ref().take(limit) {
        let results = results(site, &group_by, &filters, from, to);
        rows += results.len();
        data.push(
            json!({"starting_at": params::unix(from), "ending_at": params::unix(to), "results": results}),
        );
    }
    if site.options.anthropic_report_rows.is_some_and(|most| rows > most) {
        return Err(Refusal::bad(
            "Too many groups in the requested range, reduce limit or group_by[] dimensions",
        ));
    }
    let next = all.next().map(|_| params::next_page(call, offset + limit, site.now));
    Ok(Answer::json(&json!({"data": data, "has_more": next.is_some(), "next_page": next})))
}

/// The default workspace has no identifier here, and a model without regions says so.
fn spelled(site: &Site<'_>, cell: &Cell, name: &str) -> Option<String> {
    match name {
        "workspace_id" if in_default_workspace(site, cell) => None,
        "inference_geo" => value(site, cell, name).or_else(|| Some("not_available".to_owned())),
        _ => value(site, cell, name),
    }
}

fn results(
    site: &Site<'_>,
    group_by: &[String],
    filters: &[(&'static str, Vec<String>)],
    from: i64,
    to: i64,
) -> Vec<Value> {
    let (Some(start), Some(end)) = (DateTime::from_timestamp(from, 0), DateTime::from_timestamp(to, 0))
    else {
        return Vec::new();
    };
    let known = site.known(Provider::Anthropic, Surface::Admin);
    let mut groups: BTreeMap<Vec<Option<String>>, BTreeMap<Meter, i64>> = BTreeMap::new();
    let cells = site.world.day(Provider::Anthropic, start.date_naive());
    for cell in cells.iter().filter(|cell| cell.stream == Stream::Messages && passes(site, cell, filters)) {
        let Some(share) = cell.between(start, end, known) else { continue };
        let group = group_by.iter().map(|name| spelled(site, cell, name)).collect();
        let sums = groups.entry(group).or_default();
        for (meter, quantity) in share.meters {
            *sums.entry(meter).or_default() += quantity;
        }
    }
    groups
        .into_iter()
        .map(|(group, sums)| {
            let mut row = tokens(&sums);
            for name in DIMENSIONS {
                row.insert((*name).to_owned(), Value::Null);
            }
            for (name, value) in group_by.iter().zip(group) {
                row.insert(name.clone(), json!(value));
            }
            Value::Object(row)
        })
        .collect()
}
