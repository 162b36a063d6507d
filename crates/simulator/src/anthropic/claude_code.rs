//! Surface D: one day of Claude Code per person, with estimates that are not billing.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::anthropic::Refusal;
use crate::anthropic::dimensions::cents;
use crate::anthropic::params::{self, rfc3339};
use crate::cell::{Known, Meter, Provider};
use crate::company::midnight;
use crate::http::{Answer, Call};
use crate::rates;
use crate::rng::{Rng, fingerprint};
use crate::server::Site;
use crate::workloads;

#[derive(Debug, Serialize)]
struct Page {
    data: Vec<Record>,
    has_more: bool,
    next_page: Option<String>,
}

#[derive(Debug, Serialize)]
struct Record {
    date: String,
    actor: Value,
    organization_id: String,
    customer_type: &'static str,
    subscription_type: Option<&'static str>,
    terminal_type: &'static str,
    core_metrics: Value,
    tool_actions: Value,
    model_breakdown: Vec<ModelUse>,
}

#[derive(Debug, Serialize)]
struct ModelUse {
    model: &'static str,
    tokens: Value,
    estimated_cost: Estimate,
}

#[derive(Debug, Serialize)]
struct Estimate {
    amount: Box<RawValue>,
    currency: &'static str,
}

/// Tokens and list price of one model: input, output, cache read, cache creation, nanos.
type Sums = (i64, i64, i64, i64, i64);

/// Answers `usage_report/claude_code`.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    params::refuse_unknown(&call.params, &["starting_at", "limit", "page"], &[])?;
    let text = call.params.one("starting_at").ok_or_else(|| Refusal::bad("starting_at: Field required"))?;
    let day: NaiveDate = text
        .parse()
        .map_err(|_| Refusal::bad("starting_at: Input should be a valid date in the format YYYY-MM-DD"))?;
    let limit = params::limit(site, &call.params, 20, 1000)?;
    let offset = params::offset(call, site.now, false)?;
    let records = records(site, day);
    let has_more = records.len() > offset + limit;
    let data = records.into_iter().skip(offset).take(limit).collect();
    let next_page = has_more.then(|| params::next_page(call, offset + limit, site.now));
    let page = Page { data, has_more, next_page };
    Ok(Answer::ok(serde_json::to_string(&page).unwrap_or_default()))
}

fn records(site: &Site<'_>, day: NaiveDate) -> Vec<Record> {
    let known = Known(site.now - Duration::hours(1));
    let end = midnight(day) + Duration::days(1);
    let mut by_person: BTreeMap<usize, BTreeMap<&'static str, Sums>> = BTreeMap::new();
    for cell in site.world.day(Provider::Anthropic, day).iter() {
        let (Some("claude_code"), Some(person), Some(model)) = (cell.extra.product, cell.user, cell.model)
        else {
            continue;
        };
        let Some(share) = cell.between(midnight(day), end, known) else { continue };
        let sums = by_person.entry(person).or_default().entry(model).or_default();
        sums.0 += share.meter(Meter::InputText);
        sums.1 += share.meter(Meter::OutputText);
        sums.2 += share.meter(Meter::CachedText);
        sums.3 += share.meter(Meter::WriteShort) + share.meter(Meter::WriteLong);
        sums.4 += share.lines.iter().map(|part| part.list).sum::<i64>();
    }
    let org = site.world.company.org(Provider::Anthropic);
    let mut records: Vec<Record> = Vec::new();
    for (person, models) in &by_person {
        let Some(person) = org.people.get(*person) else { continue };
        let mut rng = site.world.company.rng(Provider::Anthropic, day, person.name);
        // A deleted person is known by the key alone.
        let actor = if person.deleted {
            json!({"type": "api_actor", "api_key_name": "claude_code_key_omar"})
        } else {
            json!({"type": "user_actor", "email_address": person.email})
        };
        records.extend(record(org.id.clone(), day, actor, ("api", None), models, &mut rng));
    }
    let by_now = day < site.now.date_naive();
    for person in org.people.iter().filter(|person| by_now && matches!(person.role, "user" | "billing")) {
        let mut rng = site.world.company.rng(Provider::Anthropic, day, person.name);
        let Some(models) = subscription_models(site, day, &mut rng) else { continue };
        let actor = json!({"type": "user_actor", "email_address": person.email});
        records.extend(record(org.id.clone(), day, actor, ("subscription", Some("team")), &models, &mut rng));
    }
    records
}

/// What a subscriber's sessions would have cost by list price; nothing on most weekends and before the company starts.
fn subscription_models(
    site: &Site<'_>,
    day: NaiveDate,
    rng: &mut Rng,
) -> Option<BTreeMap<&'static str, Sums>> {
    let weekend = workloads::weekday(crate::cell::Profile::Office, day) < 500;
    if day < site.world.company.options().first_day || (weekend && rng.chance(850)) {
        return None;
    }
    let (model, _) = *workloads::models_on(workloads::SONNET, day).first()?;
    let rate = rates::on(&site.world.company.rates, model, "standard", day)?;
    let input = rng.between(40_000, 400_000);
    let (output, read, written) = (input / 5, input * 9, input / 2);
    let nanos = rates::price(input, rate.input)
        + rates::price(output, rate.output)
        + rates::price(read, rate.cache_read.unwrap_or(rate.input))
        + rates::price(written, rate.write_short.unwrap_or(rate.input));
    Some(BTreeMap::from([(model, (input, output, read, written, nanos))]))
}

fn record(
    organization_id: String,
    day: NaiveDate,
    actor: Value,
    (customer_type, subscription_type): (&'static str, Option<&'static str>),
    models: &BTreeMap<&'static str, Sums>,
    rng: &mut Rng,
) -> Option<Record> {
    let terminals = ["vscode", "iTerm.app", "tmux", "Apple_Terminal"];
    let terminal_type =
        if fingerprint(&actor.to_string()).is_multiple_of(2) { terminals.first() } else { terminals.get(2) };
    let mut tool = || json!({"accepted": rng.between(2, 60), "rejected": rng.between(0, 9)});
    let tool_actions = json!({
        "edit_tool": tool(), "multi_edit_tool": tool(), "write_tool": tool(), "notebook_edit_tool": tool(),
    });
    let model_breakdown = models
        .iter()
        .filter_map(|(model, (input, output, cache_read, cache_creation, nanos))| {
            Some(ModelUse {
                model,
                tokens: json!({
                    "input": input, "output": output, "cache_read": cache_read, "cache_creation": cache_creation,
                }),
                estimated_cost: Estimate {
                    amount: RawValue::from_string(cents(*nanos)).ok()?,
                    currency: "USD",
                },
            })
        })
        .collect();
    Some(Record {
        date: rfc3339(midnight(day)),
        actor,
        organization_id,
        customer_type,
        subscription_type,
        terminal_type: terminal_type?,
        core_metrics: json!({
            "num_sessions": rng.between(1, 14),
            "lines_of_code": {"added": rng.between(20, 1900), "removed": rng.between(5, 700)},
            "commits_by_claude_code": rng.between(0, 12),
            "pull_requests_by_claude_code": rng.between(0, 4),
        }),
        tool_actions,
        model_breakdown,
    })
}
