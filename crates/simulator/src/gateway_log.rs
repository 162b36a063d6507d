//! The log of the company's own gateway: the requests of some keys, one by one, as LiteLLM's callbacks write them.
//!
//! What it tells adds up to a part of what the providers count: some keys do not go through the gateway, and of those that
//! do some calls go past it. Holds no prompt and no answer.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use crate::cell::{Cell, Meter, Provider, Stream};
use crate::company::Company;
use crate::rng::Rng;
use crate::world::{World, days};

/// A key whose calls go through the gateway.
struct Route {
    provider: Provider,
    /// The provider's key behind the gateway.
    key: &'static str,
    /// The gateway's own key.
    alias: &'static str,
    team: &'static str,
    feature: &'static str,
    environment: &'static str,
    /// Share of its calls that go through, in permille.
    permille: i64,
    /// Most calls of a model on a day that do.
    most: i64,
}

const ROUTES: &[Route] = &[
    Route {
        provider: Provider::OpenAi,
        key: "growth-copy",
        alias: "growth-copy-studio",
        team: "Growth",
        feature: "copy-studio",
        environment: "production",
        permille: 930,
        most: 400,
    },
    Route {
        provider: Provider::OpenAi,
        key: "insights-notebooks",
        alias: "insights-notebooks",
        team: "Insights",
        feature: "notebooks",
        environment: "production",
        permille: 900,
        most: 400,
    },
    Route {
        provider: Provider::OpenAi,
        key: "platform-gateway",
        alias: "platform-pilot",
        team: "Platform",
        feature: "assistant-pilot",
        environment: "staging",
        permille: 30,
        most: 80,
    },
    Route {
        provider: Provider::Anthropic,
        key: "growth-writer",
        alias: "growth-writer",
        team: "Growth",
        feature: "long-form",
        environment: "production",
        permille: 930,
        most: 400,
    },
    Route {
        provider: Provider::Anthropic,
        key: "shared-scripts",
        alias: "shared-scripts",
        team: "Operations",
        feature: "scripts",
        environment: "production",
        permille: 880,
        most: 400,
    },
    Route {
        provider: Provider::Anthropic,
        key: "platform-gateway",
        alias: "platform-pilot",
        team: "Platform",
        feature: "assistant-pilot",
        environment: "staging",
        permille: 30,
        most: 80,
    },
];

/// The log of whole days as JSON lines, in order of time.
pub(crate) fn log(world: &World, from: NaiveDate, to: NaiveDate) -> String {
    let mut calls = Vec::new();
    for day in days(from, to) {
        for (number, route) in ROUTES.iter().enumerate() {
            let cells = world.day(route.provider, day);
            for (place, cell) in
                cells.iter().enumerate().filter(|(_, cell)| is_of(&world.company, route, cell))
            {
                let subject = format!("gateway {number} {place}");
                cell_calls(route, cell, world.company.rng(route.provider, day, &subject), &mut calls);
            }
        }
    }
    calls.sort_by(|(a, line), (b, other)| a.cmp(b).then_with(|| line.cmp(other)));
    calls.into_iter().map(|(_, line)| line + "\n").collect()
}

fn is_of(company: &Company, route: &Route, cell: &Cell) -> bool {
    let keys = &company.org(route.provider).keys;
    let key = cell.key.and_then(|key| keys.get(key));
    let is_text = matches!(cell.stream, Stream::Completions | Stream::Messages) && cell.model.is_some();
    key.is_some_and(|key| key.name == route.key) && is_text && cell.batch != Some(true)
}

/// Tokens of one call; input is exclusive here and written inclusive, as LiteLLM does.
#[derive(Clone, Copy, Default)]
struct Tokens {
    fresh: i64,
    cached: i64,
    short: i64,
    long: i64,
    output: i64,
    list_nanos: i64,
}

fn cell_calls(route: &Route, cell: &Cell, mut rng: Rng, calls: &mut Vec<(DateTime<Utc>, String)>) {
    let of = |wanted: Meter| -> i64 {
        cell.meters.iter().filter(|(meter, _)| *meter == wanted).map(|(_, quantity)| quantity).sum()
    };
    let all = of(Meter::Requests);
    let through = (all * route.permille / 1000).min(route.most);
    if through <= 0 {
        return;
    }
    let part = |whole: i64| whole * through / all;
    let whole = Tokens {
        fresh: part(of(Meter::InputText) + of(Meter::InputImage)),
        cached: part(of(Meter::CachedText)),
        short: part(of(Meter::WriteShort)),
        long: part(of(Meter::WriteLong)),
        output: part(of(Meter::OutputText)),
        list_nanos: part(cell.lines.iter().map(|line| line.list).sum()),
    };
    let weights: Vec<i64> = (0..through).map(|_| rng.between(300, 1700)).collect();
    let sum: i64 = weights.iter().sum::<i64>().max(1);
    let mut before = 0;
    let mut task = String::new();
    for weight in weights {
        let share = |total: i64| cut(total, before, before + weight, sum);
        let tokens = Tokens {
            fresh: share(whole.fresh),
            cached: share(whole.cached),
            short: share(whole.short),
            long: share(whole.long),
            output: share(whole.output),
            list_nanos: share(whole.list_nanos),
        };
        before += weight;
        // A session is a few calls of one person; the next one starts when it is over.
        if task.is_empty() || rng.chance(280) {
            task = format!("{}-{}", route.feature, rng.token(10));
        }
        call(route, cell, &tokens, &task, &mut rng, calls);
    }
}

/// The part of a whole between two marks, so that all parts add up to it.
fn cut(total: i64, from: i64, to: i64, sum: i64) -> i64 {
    let at = |mark: i64| i64::try_from(i128::from(total) * i128::from(mark) / i128::from(sum)).unwrap_or(0);
    at(to) - at(from)
}

/// A call with the failed attempts before it. A few run into a limit again and again.
fn call(
    route: &Route,
    cell: &Cell,
    tokens: &Tokens,
    task: &str,
    rng: &mut Rng,
    calls: &mut Vec<(DateTime<Utc>, String)>,
) {
    let call_id = rng.token(24);
    let mut at = instant(cell, rng);
    let is_loop = rng.chance(4);
    let failures = match (is_loop, rng.chance(35)) {
        (true, _) => rng.between(5, 14),
        (false, true) => rng.between(1, 2),
        (false, false) => 0,
    };
    let name = format!("{task}-retries");
    let task = if is_loop { name.as_str() } else { task };
    for attempt in 0..failures {
        let took = rng.between(120, 2400);
        calls.push((at, failed(route, cell, (&call_id, task, attempt), (at, took), rng)));
        at += Duration::milliseconds(took + rng.between(400, 2000) * (attempt + 1));
    }
    let took = rng.between(600, 1400) + tokens.output * 14;
    calls.push((at, answered(route, cell, tokens, (&call_id, task, failures), (at, took), rng)));
}

/// An instant of the cell's day by its profile.
fn instant(cell: &Cell, rng: &mut Rng) -> DateTime<Utc> {
    let weights = cell.profile.weights();
    let mut left = rng.between(0, weights.iter().sum::<i64>() - 1);
    let mut hour = 0;
    for weight in weights {
        if left < weight {
            break;
        }
        left -= weight;
        hour += 1;
    }
    let start = cell.day.and_time(NaiveTime::MIN).and_utc();
    start + Duration::hours(hour) + Duration::milliseconds(rng.between(0, 3_540_000))
}

fn seller(provider: Provider) -> (&'static str, &'static str) {
    match provider {
        Provider::OpenAi => ("openai", "https://api.openai.com/v1"),
        Provider::Anthropic => ("anthropic", "https://api.anthropic.com"),
    }
}

/// Seconds since 1970 with their fraction, as a JSON number.
fn seconds(at: DateTime<Utc>) -> Value {
    let micros = at.timestamp_micros();
    number(&format!("{}.{:06}", micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000)))
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn metadata(route: &Route, usage: Value) -> Value {
    json!({
        "user_api_key_hash": format!("88dc{:0>12}", route.alias.len()),
        "user_api_key_alias": route.alias,
        "user_api_key_team_alias": route.team,
        "user_api_key_request_route": "/chat/completions",
        "requester_metadata": { "feature": route.feature, "environment": route.environment },
        "usage_object": usage,
    })
}

fn failed(
    route: &Route,
    cell: &Cell,
    (call_id, task, attempt): (&str, &str, i64),
    (at, took): (DateTime<Utc>, i64),
    rng: &mut Rng,
) -> String {
    let (provider, base) = seller(route.provider);
    let (code, class) = if rng.chance(700) { ("429", "RateLimitError") } else { ("408", "Timeout") };
    let line = json!({
        "id": format!("{call_id}-{attempt}"),
        "litellm_call_id": call_id,
        "trace_id": task,
        "session_id": task,
        "call_type": "acompletion",
        "stream": Value::Null,
        "status": "failure",
        "custom_llm_provider": provider,
        "startTime": seconds(at),
        "endTime": seconds(at + Duration::milliseconds(took)),
        "model": cell.model,
        "model_group": cell.model,
        "api_base": base,
        "response_cost": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "total_tokens": 0,
        "request_tags": [],
        "metadata": metadata(route, Value::Null),
        "error_information": { "error_code": code, "error_class": class, "llm_provider": provider },
    });
    line.to_string()
}

fn answered(
    route: &Route,
    cell: &Cell,
    tokens: &Tokens,
    (call_id, task, retries): (&str, &str, i64),
    (at, took): (DateTime<Utc>, i64),
    rng: &mut Rng,
) -> String {
    let (provider, base) = seller(route.provider);
    let written = tokens.short + tokens.long;
    let prompt = tokens.fresh + tokens.cached + written;
    let mut usage = json!({
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt + tokens.output,
        "prompt_tokens_details": { "cached_tokens": tokens.cached, "cache_write_tokens": written },
    });
    if let (Provider::Anthropic, Some(usage)) = (route.provider, usage.as_object_mut()) {
        usage.insert("cache_read_input_tokens".to_owned(), json!(tokens.cached));
        usage.insert("cache_creation_input_tokens".to_owned(), json!(written));
        let lifetimes =
            json!({ "ephemeral_5m_input_tokens": tokens.short, "ephemeral_1h_input_tokens": tokens.long });
        usage.insert("cache_creation".to_owned(), lifetimes);
    }
    let prefix = if route.provider == Provider::OpenAi { "chatcmpl" } else { "msg" };
    let cost = number(&format!(
        "{}.{:09}",
        tokens.list_nanos.div_euclid(1_000_000_000),
        tokens.list_nanos.rem_euclid(1_000_000_000)
    ));
    let line = json!({
        "id": format!("{prefix}-{}", rng.token(24)),
        "litellm_call_id": call_id,
        "trace_id": task,
        "session_id": task,
        "call_type": "acompletion",
        "stream": true,
        "status": "success",
        "custom_llm_provider": provider,
        "startTime": seconds(at),
        "completionStartTime": seconds(at + Duration::milliseconds(took.min(rng.between(250, 900)))),
        "endTime": seconds(at + Duration::milliseconds(took)),
        "model": cell.model,
        "model_group": cell.model,
        "api_base": base,
        "response_cost": cost,
        "cache_hit": Value::Null,
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt + tokens.output,
        "request_tags": [],
        "metadata": metadata(route, usage),
        "hidden_params": { "additional_headers": { "x-litellm-attempted-retries": retries, "x-ratelimit-limit-requests": 5000 } },
    });
    line.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::company::CompanyOptions;

    fn world() -> World {
        World::new(Company::new(CompanyOptions::default()))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_days_give_the_same_log_and_it_stays_small() {
        let made = log(&world(), day("2026-10-01"), day("2026-10-13"));
        assert_eq!(made, log(&world(), day("2026-10-01"), day("2026-10-13")));
        let lines = made.lines().count();
        assert!((6_000..20_000).contains(&lines), "{lines} requests");
    }

    #[test]
    fn a_gateway_never_sees_more_than_the_provider_counts() {
        let world = world();
        let on = day("2026-10-07");
        let made = log(&world, on, day("2026-10-08"));
        let mut seen = std::collections::BTreeMap::<String, i64>::new();
        for line in made.lines() {
            let call: Value = serde_json::from_str(line).unwrap();
            *seen.entry(call["model"].as_str().unwrap().to_owned()).or_default() +=
                call["completion_tokens"].as_i64().unwrap();
        }
        for (model, output) in seen {
            let counted: i64 = [Provider::OpenAi, Provider::Anthropic]
                .into_iter()
                .flat_map(|provider| world.day(provider, on).as_ref().clone())
                .filter(|cell| cell.model == Some(model.as_str()))
                .flat_map(|cell| cell.meters)
                .filter(|(meter, _)| *meter == Meter::OutputText)
                .map(|(_, quantity)| quantity)
                .sum();
            assert!(output < counted, "{model}: {output} of {counted}");
        }
    }

    #[test]
    fn parts_of_a_whole_add_up_to_it() {
        let marks = [0, 3, 4, 9, 10];
        let parts: i64 = marks.windows(2).map(|pair| cut(101, pair[0], pair[1], 10)).sum();
        assert_eq!(parts, 101);
    }
}
