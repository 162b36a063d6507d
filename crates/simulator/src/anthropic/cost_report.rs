//! Surface B, cost: whole days, cents as decimal strings, the committed tier absent.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime};
use serde_json::{Value, json};

use crate::anthropic::dimensions::{cents_padded, in_default_workspace, value};
use crate::anthropic::{Refusal, params};
use crate::cell::{Cell, LineShare, Provider};
use crate::http::{Answer, Call, Width, buckets};
use crate::server::Site;
use crate::world::Surface;

/// What is parsed out of a description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Description {
    text: String,
    cost_type: &'static str,
    model: Option<String>,
    token_type: Option<&'static str>,
    context_window: Option<String>,
    inference_geo: Option<String>,
    service_tier: Option<String>,
}

type Group = (Option<String>, Option<Description>);

/// Answers `cost_report`.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    let sent = &call.params;
    params::refuse_unknown(
        sent,
        &["starting_at", "ending_at", "bucket_width", "limit", "page"],
        &["group_by"],
    )?;
    params::width(sent, "bucket_width", &["1d"])?;
    let start = params::start(sent)?.date_naive().and_time(NaiveTime::MIN).and_utc();
    // Without an end the report stops at the last finished day.
    let finished = site.now.date_naive().and_time(NaiveTime::MIN).and_utc();
    let end = params::instant(sent, "ending_at")?.unwrap_or(finished);
    if end <= start {
        return Err(Refusal::bad("Invalid date range: ending date must be after starting date"));
    }
    let limit = params::limit(site, sent, 7, 31)?;
    let group_by = params::group_by(sent, &["workspace_id", "description"], &[])?;
    let offset = params::offset(call, site.now, false)?;
    let end = end.min(site.now.max(start));
    let mut all = buckets(start.timestamp(), end.timestamp(), Width::Day).skip(offset);
    let mut data = Vec::new();
    for (from, to) in all.by_ref().take(limit) {
        let results = results(site, &group_by, from, to);
        data.push(
            json!({"starting_at": params::unix(from), "ending_at": params::unix(to), "results": results}),
        );
    }
    let next = all.next().map(|_| params::next_page(call, offset + limit, site.now));
    Ok(Answer::json(&json!({"data": data, "has_more": next.is_some(), "next_page": next})))
}

fn results(site: &Site<'_>, group_by: &[String], from: i64, to: i64) -> Vec<Value> {
    let (Some(start), Some(end)) = (DateTime::from_timestamp(from, 0), DateTime::from_timestamp(to, 0))
    else {
        return Vec::new();
    };
    let by_workspace = group_by.iter().any(|name| name == "workspace_id");
    let by_description = group_by.iter().any(|name| name == "description");
    let known = site.known(Provider::Anthropic, Surface::Admin);
    let mut groups: BTreeMap<Group, i64> = BTreeMap::new();
    for cell in site.world.day(Provider::Anthropic, start.date_naive()).iter() {
        let Some(share) = cell.between(start, end, known) else { continue };
        let workspace = if by_workspace && !in_default_workspace(site, cell) {
            value(site, cell, "workspace_id")
        } else {
            None
        };
        for part in &share.lines {
            let description = by_description.then(|| describe(site, cell, part));
            *groups.entry((workspace.clone(), description)).or_default() += part.billed;
        }
    }
    groups.into_iter().map(|(group, nanos)| row(group, nanos)).collect()
}

fn describe(site: &Site<'_>, cell: &Cell, part: &LineShare<'_>) -> Description {
    let of_tokens = part.line.token_type.is_some();
    let token_dimension = |name: &str| if of_tokens { value(site, cell, name) } else { None };
    Description {
        text: part.line.item.clone(),
        cost_type: part.line.cost_type,
        model: token_dimension("model"),
        token_type: part.line.token_type,
        context_window: token_dimension("context_window"),
        inference_geo: token_dimension("inference_geo"),
        service_tier: token_dimension("service_tier"),
    }
}

fn row((workspace, description): Group, nanos: i64) -> Value {
    let described = description.as_ref();
    json!({
        "amount": cents_padded(nanos),
        "currency": "USD",
        "cost_type": described.map(|it| it.cost_type),
        "description": described.map(|it| it.text.as_str()),
        "model": described.and_then(|it| it.model.as_deref()),
        "token_type": described.and_then(|it| it.token_type),
        "context_window": described.and_then(|it| it.context_window.as_deref()),
        "inference_geo": described.and_then(|it| it.inference_geo.as_deref()),
        "service_tier": described.and_then(|it| it.service_tier.as_deref()),
        "workspace_id": workspace,
    })
}
