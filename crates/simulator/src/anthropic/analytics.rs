//! Surface A: analytics usage and cost. Rows exist only where there is data.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Duration, TimeZone, Timelike, Utc};
use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::anthropic::dimensions::{cents, deleted_user, passes, value};
use crate::anthropic::params::{self, rfc3339, unix};
use crate::anthropic::{Refusal, dimensions};
use crate::cell::{Meter, Provider, Share, Stream};
use crate::http::{Answer, Call, Width, buckets};
use crate::server::Site;
use crate::world::{Surface, days};

const DIMENSIONS: &[&str] = &[
    "actor",
    "actor_type",
    "agent_id",
    "api_key_id",
    "claude_tag_category",
    "claude_tag_user_id",
    "context_window",
    "cost_type",
    "deployment_id",
    "environment_id",
    "inference_geo",
    "model",
    "organization_id",
    "product",
    "rbac_group_id",
    "service_tier",
    "session_id",
    "slack_channel_id",
    "speed",
    "token_type",
    "user_profile_id",
    "workspace_id",
];
const FAN_OUT: &[&str] = &["cost_type", "token_type"];
const SINGLE: &[&str] = &[
    "starting_at",
    "ending_at",
    "time_bucket_width",
    "limit",
    "page",
    "order",
    "order_by",
    "exclude_deleted_users",
];
const FILTERS: &[&str] = &[
    "actor_ids",
    "actor_types",
    "agent_ids",
    "api_key_ids",
    "claude_tag_categories",
    "claude_tag_user_ids",
    "context_windows",
    "deployment_ids",
    "environment_ids",
    "inference_geos",
    "models",
    "organization_ids",
    "products",
    "rbac_group_ids",
    "service_tiers",
    "session_ids",
    "slack_channel_ids",
    "speeds",
    "user_profile_ids",
    "workspace_ids",
];

struct Query {
    cost: bool,
    ranges: Vec<(i64, i64)>,
    group_by: Vec<String>,
    filters: Vec<(&'static str, Vec<String>)>,
    without_deleted: bool,
    order_by: String,
    ascending: bool,
}

/// Answers `analytics/usage` or, with `cost`, `analytics/cost`.
pub(crate) fn answer(site: &Site<'_>, call: &Call, cost: bool) -> Result<Answer, Refusal> {
    let query = read(site, call, cost)?;
    let known = site.known(Provider::Anthropic, Surface::Analytics);
    let limit = params::limit(site, &call.params, 20, 1000)?;
    let offset = params::offset(call, known.0, true)?;
    let request = (call.params.fingerprint(&call.path), known.0.timestamp());
    let rows = site.analytics.get(request, || collect(site, &query));
    let has_more = rows.len() > offset + limit;
    let data = rows.iter().skip(offset).take(limit).flat_map(|row| render(&query, row)).collect();
    let next_page = has_more.then(|| params::next_page(call, offset + limit, known.0));
    let page = Page { data, has_more, next_page, data_refreshed_at: rfc3339(known.0) };
    Ok(Answer::ok(serde_json::to_string(&page).unwrap_or_default()))
}

fn read(site: &Site<'_>, call: &Call, cost: bool) -> Result<Query, Refusal> {
    let sent = &call.params;
    let mut arrays: Vec<&str> = FILTERS.to_vec();
    arrays.push("group_by");
    params::refuse_unknown(sent, SINGLE, &arrays)?;
    let width = params::width(sent, "time_bucket_width", &["1d", "1h", "1m"])?;
    let (from, to) = range(site, call, width)?;
    let allowed: Vec<&str> =
        DIMENSIONS.iter().copied().filter(|name| cost || !FAN_OUT.contains(name)).collect();
    let group_by = params::group_by(sent, &allowed, FAN_OUT)?;
    let grouped = |name: &str| group_by.iter().any(|had| had == name);
    if grouped("claude_tag_user_id") && grouped("rbac_group_id") {
        return Err(Refusal::bad("claude_tag_user_id cannot be combined with rbac_group_id"));
    }
    if grouped("organization_id") || sent.one("organization_ids[]").is_some() {
        return Err(Refusal::bad("organization_id requires a key created at the parent organization"));
    }
    let without_deleted = choice(call, "exclude_deleted_users", &["true", "false"], "false")? == "true";
    if without_deleted && !grouped("actor") {
        return Err(Refusal::bad("exclude_deleted_users: requires group_by[]=actor"));
    }
    let orders: &[&str] = if cost {
        &["amount", "list_amount", "time"]
    } else {
        &["total_tokens", "output_tokens", "uncached_input_tokens", "requests", "time"]
    };
    let order_by = choice(call, "order_by", orders, if cost { "amount" } else { "total_tokens" })?;
    let ascending = choice(call, "order", &["asc", "desc"], "desc")? == "asc";
    let ranges = match width {
        Some(width) => buckets(from.timestamp(), to.timestamp(), width).collect(),
        None => vec![(from.timestamp(), to.timestamp())],
    };
    let filters = params::filters(sent, FILTERS);
    Ok(Query { cost, ranges, group_by, filters, without_deleted, order_by, ascending })
}

fn choice(call: &Call, name: &str, allowed: &[&str], default: &str) -> Result<String, Refusal> {
    let text = call.params.one(name).unwrap_or(default);
    if allowed.contains(&text) {
        return Ok(text.to_owned());
    }
    let allowed: Vec<String> = allowed.iter().map(|value| format!("'{value}'")).collect();
    Err(Refusal::bad(format!("{name}: Input should be {}", allowed.join(", "))))
}

type Range = (DateTime<Utc>, DateTime<Utc>);

fn range(site: &Site<'_>, call: &Call, width: Option<Width>) -> Result<Range, Refusal> {
    let start = params::start(&call.params)?;
    let floor = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().unwrap_or_default();
    if start < floor {
        return Err(Refusal::bad("starting_at: must be on or after 2026-01-01T00:00:00Z"));
    }
    if start < site.now - Duration::days(365) {
        return Err(Refusal::bad("starting_at: must be within the last 365 days"));
    }
    let end = match (params::instant(&call.params, "ending_at")?, width) {
        (Some(end), _) => end,
        (None, Some(_)) => {
            return Err(Refusal::bad("ending_at: required when time_bucket_width is set"));
        }
        (None, None) => site.now.min(start + Duration::days(31)),
    };
    if end <= start {
        return Err(Refusal::bad("ending_at: must be after starting_at"));
    }
    let (longest, words) = match width {
        Some(Width::Minute) => (Duration::hours(24), "24 hours"),
        _ => (Duration::days(31), "31 days"),
    };
    if end - start > longest {
        return Err(Refusal::bad(format!("ending_at: the time range must not exceed {words}")));
    }
    if width.is_some() { Ok((start, end)) } else { Ok((to_hour(start), to_hour(end))) }
}

fn to_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_minute(0).and_then(|at| at.with_second(0)).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

type Group = Vec<Option<String>>;

/// Cost type and token type, as far as they are grouped.
type Split = (Option<&'static str>, Option<&'static str>);

/// A row before the fan-out by cost and token type.
#[derive(Debug)]
pub(crate) struct Base {
    start: i64,
    end: i64,
    group: Group,
    meters: BTreeMap<Meter, i64>,
    /// Billed and list.
    money: BTreeMap<Split, (i64, i64)>,
}

fn collect(site: &Site<'_>, query: &Query) -> Vec<Base> {
    let known = site.known(Provider::Anthropic, Surface::Analytics);
    let mut rows: BTreeMap<(i64, Group), Base> = BTreeMap::new();
    for (start, end) in &query.ranges {
        let (Some(from), Some(to)) = (DateTime::from_timestamp(*start, 0), DateTime::from_timestamp(*end, 0))
        else {
            continue;
        };
        let last = (to - Duration::seconds(1)).date_naive().succ_opt().unwrap_or_default();
        for day in days(from.date_naive(), last) {
            for cell in site.world.day(Provider::Anthropic, day).iter() {
                if (!query.cost && cell.stream != Stream::Messages)
                    || !passes(site, cell, &query.filters)
                    || (query.without_deleted && deleted_user(site, cell))
                {
                    continue;
                }
                let Some(share) = cell.between(from, to, known) else { continue };
                let group: Group = query
                    .group_by
                    .iter()
                    .filter(|name| !FAN_OUT.contains(&name.as_str()))
                    .map(|name| value(site, cell, name))
                    .collect();
                let base = rows.entry((*start, group.clone())).or_insert_with(|| Base {
                    start: *start,
                    end: *end,
                    group,
                    meters: BTreeMap::new(),
                    money: BTreeMap::new(),
                });
                add(base, query, &share);
            }
        }
    }
    let mut rows: Vec<Base> = rows.into_values().filter(|row| !query.cost || !row.money.is_empty()).collect();
    // The map is in time order already; a stable sort keeps that order among equals.
    rows.sort_by(|one, other| order(query, one, other));
    rows
}

fn add(base: &mut Base, query: &Query, share: &Share<'_>) {
    for (meter, quantity) in &share.meters {
        *base.meters.entry(*meter).or_default() += quantity;
    }
    if !query.cost {
        return;
    }
    let grouped = |name: &str| query.group_by.iter().any(|had| had == name);
    let (by_cost, by_token) = (grouped("cost_type"), grouped("token_type"));
    for part in &share.lines {
        // Grouping by token type alone drops the money that is not of tokens.
        if by_token && !by_cost && part.line.token_type.is_none() {
            continue;
        }
        let key = (by_cost.then_some(part.line.cost_type), part.line.token_type.filter(|_| by_token));
        let sum = base.money.entry(key).or_default();
        sum.0 += part.billed;
        sum.1 += part.list;
    }
}

fn order(query: &Query, one: &Base, other: &Base) -> Ordering {
    let measure = |row: &Base| -> i64 {
        match query.order_by.as_str() {
            "amount" => row.money.values().map(|(billed, _)| billed).sum(),
            "list_amount" => row.money.values().map(|(_, list)| list).sum(),
            "output_tokens" => meter(row, Meter::OutputText),
            "uncached_input_tokens" => meter(row, Meter::InputText),
            "requests" => meter(row, Meter::Requests),
            "total_tokens" => row.meters.iter().filter(|(meter, _)| meter.is_tokens()).map(|(_, n)| n).sum(),
            _ => row.start,
        }
    };
    let ascending = measure(one).cmp(&measure(other));
    if query.ascending { ascending } else { ascending.reverse() }
}

fn meter(row: &Base, wanted: Meter) -> i64 {
    row.meters.get(&wanted).copied().unwrap_or(0)
}

#[derive(Serialize)]
struct Page<'a> {
    data: Vec<Row<'a>>,
    has_more: bool,
    next_page: Option<String>,
    data_refreshed_at: String,
}

#[derive(Serialize)]
struct Row<'a> {
    starting_at: String,
    ending_at: String,
    group: GroupView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<Cost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Value>,
}

#[derive(Serialize)]
struct Cost {
    amount: String,
    list_amount: String,
    currency: &'static str,
    requests: Option<i64>,
}

/// Every dimension in its order, null where it is not grouped.
struct GroupView<'a> {
    query: &'a Query,
    row: &'a Base,
    split: Option<Split>,
}

impl Serialize for GroupView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counted = || self.query.group_by.iter().filter(|name| !FAN_OUT.contains(&name.as_str()));
        let mut map = serializer.serialize_map(None)?;
        for name in DIMENSIONS {
            match (*name, self.split) {
                ("cost_type" | "token_type", None) => {}
                ("cost_type", Some((cost_type, _))) => map.serialize_entry(name, &cost_type)?,
                ("token_type", Some((_, token_type))) => map.serialize_entry(name, &token_type)?,
                _ => {
                    let value = counted().zip(&self.row.group).find(|(had, _)| had == name);
                    match value.and_then(|(_, value)| value.as_deref()) {
                        Some(actor) if *name == "actor" => {
                            let actor = serde_json::from_str::<&RawValue>(actor).map_err(S::Error::custom)?;
                            map.serialize_entry(name, actor)?;
                        }
                        value => map.serialize_entry(name, &value)?,
                    }
                }
            }
        }
        map.end()
    }
}

fn render<'a>(query: &'a Query, row: &'a Base) -> Vec<Row<'a>> {
    let line = |split, cost, usage| Row {
        starting_at: unix(row.start),
        ending_at: unix(row.end),
        group: GroupView { query, row, split },
        cost,
        usage,
    };
    if !query.cost {
        return vec![line(None, None, Some(usage(row)))];
    }
    let fanned = query.group_by.iter().any(|name| FAN_OUT.contains(&name.as_str()));
    let requests = (!fanned).then(|| meter(row, Meter::Requests));
    row.money
        .iter()
        .map(|(split, (billed, list))| {
            let cost = Cost { amount: cents(*billed), list_amount: cents(*list), currency: "USD", requests };
            line(Some(*split), Some(cost), None)
        })
        .collect()
}

fn usage(row: &Base) -> Value {
    let total: i64 = row.meters.iter().filter(|(meter, _)| meter.is_tokens()).map(|(_, n)| n).sum();
    let mut figures = dimensions::tokens(&row.meters);
    figures.insert("total_tokens".to_owned(), json!(total));
    figures.insert("requests".to_owned(), json!(meter(row, Meter::Requests)));
    Value::Object(figures)
}
