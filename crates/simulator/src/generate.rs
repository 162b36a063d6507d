//! The cells of one day, from the tables and the seed alone.

use chrono::NaiveDate;

use crate::cell::{Cell, Extra, Late, Line, Meter, Profile, Provider, Stream};
use crate::company::{Company, Owner, day};
use crate::rates::{self, Rate};
use crate::rng::Rng;
use crate::tools;
use crate::workloads::{self, Variant, Workload};

/// All cells of a provider's day, whole-day finals.
pub(crate) fn cells(company: &Company, provider: Provider, on: NaiveDate) -> Vec<Cell> {
    if on < company.options().first_day {
        return Vec::new();
    }
    let plans = match provider {
        Provider::OpenAi => workloads::OPENAI,
        Provider::Anthropic => workloads::ANTHROPIC,
    };
    let mut cells = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        workload_cells(company, provider, on, (number, plan), &mut cells);
    }
    match provider {
        Provider::OpenAi => tools::openai(company, on, &mut cells),
        Provider::Anthropic => tools::anthropic(company, on, &mut cells),
    }
    cells
}

/// Where a cell belongs: project, key and who is attributed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) project: usize,
    pub(crate) key: Option<usize>,
    pub(crate) user: Option<usize>,
    pub(crate) service_account: Option<usize>,
}

/// The place of a key that exists on the day, or of a project without a key.
pub(crate) fn place(
    company: &Company,
    provider: Provider,
    on: NaiveDate,
    key: Option<&str>,
    slug: &str,
) -> Option<Place> {
    let org = company.org(provider);
    let Some(name) = key else {
        let project = org.project_named(slug)?;
        return Some(Place { project, key: None, user: Some(0), service_account: None });
    };
    let index = org.key_named(name)?;
    let key = org.keys.get(index)?;
    if on < key.created || key.deleted.is_some_and(|deleted| on >= deleted) {
        return None;
    }
    let (user, service_account) = match key.owner {
        Owner::Person(person) => (Some(person), None),
        Owner::Service(account) => (None, Some(account)),
    };
    Some(Place { project: key.project, key: Some(index), user, service_account })
}

/// A cell without figures yet.
pub(crate) fn blank(provider: Provider, on: NaiveDate, stream: Stream, at: Place, rng: &mut Rng) -> Cell {
    Cell {
        provider,
        day: on,
        stream,
        project: at.project,
        key: at.key,
        user: at.user,
        service_account: if provider == Provider::Anthropic { at.service_account } else { None },
        model: None,
        tier: None,
        batch: None,
        extra: Extra::default(),
        meters: Vec::new(),
        lines: Vec::new(),
        profile: Profile::Product,
        late: Late::draw(provider, rng),
    }
}

/// Scales a weekday's figure to the day: growth, weekday, noise.
pub(crate) fn scaled(base: i64, per_month: i64, profile: Profile, on: NaiveDate, rng: &mut Rng) -> i64 {
    let grown = base * workloads::growth(per_month, on) / 1000;
    grown * workloads::weekday(profile, on) / 1000 * rng.between(860, 1140) / 1000
}

fn workload_cells(
    company: &Company,
    provider: Provider,
    on: NaiveDate,
    (number, plan): (usize, &Workload),
    cells: &mut Vec<Cell>,
) {
    if on < day(plan.from) || on >= day(plan.until) {
        return;
    }
    let Some(at) = place(company, provider, on, plan.key, plan.project) else { return };
    let mut rng = company.rng(provider, on, &format!("workload {number}"));
    let mut requests = scaled(plan.requests, plan.growth, plan.profile, on, &mut rng);
    let storm = workloads::storm(plan.key, on);
    if storm {
        requests *= rng.between(9, 14);
    }
    for (model, share) in workloads::models_on(plan.ladder, on) {
        let requests = requests * share / 1000;
        let Some(rate) = rates::on(&company.rates, model, plan.tier, on) else { continue };
        if requests == 0 {
            continue;
        }
        let mut cell = blank(provider, on, stream_of(provider, plan), at, &mut rng);
        cell.model = Some(rate.model);
        cell.profile = plan.profile;
        let billed = company.options().billing.rate(&company.rates, &rate, plan.tier, on);
        let output = if storm { plan.output / 8 } else { plan.output };
        cell.meters = token_meters(plan, requests, output, &rate, &mut rng);
        match provider {
            Provider::OpenAi => openai_cell(&mut cell, plan, &billed, company, on),
            Provider::Anthropic => anthropic_cell(&mut cell, plan, &billed, company, (on, &mut rng)),
        }
        cells.push(cell);
    }
}

fn stream_of(provider: Provider, plan: &Workload) -> Stream {
    match provider {
        Provider::OpenAi => plan.stream,
        Provider::Anthropic => Stream::Messages,
    }
}

fn token_meters(
    plan: &Workload,
    requests: i64,
    output: i64,
    rate: &Rate,
    rng: &mut Rng,
) -> Vec<(Meter, i64)> {
    let input = requests * plan.input * rng.between(900, 1100) / 1000;
    let share = |permille: i64, priced: bool| if priced { input * permille / 1000 } else { 0 };
    let cached = share(plan.cached, rate.cache_read.is_some());
    let written = share(plan.written, rate.write_short.is_some());
    let long = if rate.write_long.is_some() { written / 6 } else { 0 };
    let image = share(plan.image, true);
    let fresh = input - cached - written - image;
    let audio = if rate.input_audio.is_some() { fresh * plan.audio / 1000 } else { 0 };
    let output = requests * output * rng.between(880, 1120) / 1000;
    let spoken = if rate.output_audio.is_some() { output * plan.audio / 1000 } else { 0 };
    [
        (Meter::Requests, requests),
        (Meter::InputText, fresh - audio),
        (Meter::InputAudio, audio),
        (Meter::InputImage, image),
        (Meter::CachedText, cached),
        (Meter::WriteShort, written - long),
        (Meter::WriteLong, long),
        (Meter::OutputText, output - spoken),
        (Meter::OutputAudio, spoken),
    ]
    .into_iter()
    .filter(|(_, quantity)| *quantity != 0)
    .collect()
}

fn rate_of(meter: Meter, rate: &Rate) -> Option<i64> {
    match meter {
        Meter::InputText | Meter::InputImage => Some(rate.input),
        Meter::InputAudio => rate.input_audio,
        Meter::CachedText => rate.cache_read,
        Meter::WriteShort => rate.write_short,
        Meter::WriteLong => rate.write_long,
        Meter::OutputText => Some(rate.output),
        Meter::OutputAudio => rate.output_audio,
        _ => None,
    }
}

fn openai_cell(cell: &mut Cell, plan: &Workload, rate: &Rate, company: &Company, on: NaiveDate) {
    // The provider renamed its tiers on 2026-07-30; earlier rows keep the earlier words.
    let renamed = on >= day("2026-07-30");
    cell.tier = Some(match plan.tier {
        "priority" if renamed => "fast",
        "standard" if !renamed => "default",
        "batch" if renamed => "standard",
        "batch" => "default",
        other => other,
    });
    cell.batch = Some(plan.tier == "batch");
    let agents = on >= day("2026-11-01") && plan.key == Some("platform-gateway");
    cell.extra.api_source = Some(if agents { "agents_api" } else { "unlabeled" });
    let mut lines: Vec<Line> = Vec::new();
    for (meter, quantity) in &cell.meters {
        let Some(price) = rate_of(*meter, rate) else { continue };
        let list = rates::price(*quantity, price);
        let nanos = company.options().billing.billed(Provider::OpenAi, rate.model, list, on);
        let item = format!("{}, {}", rate.model, item_class(*meter, on));
        match lines.iter_mut().find(|line| line.item == item) {
            Some(line) => {
                line.billed += nanos;
                line.list += nanos;
                line.quantity = line.quantity.map(|had| had + quantity);
            }
            None => lines.push(openai_line(item, nanos, Some(*quantity), Some("tokens"))),
        }
    }
    cell.lines = lines;
}

/// A line of money at OpenAI, where list and billed are the same.
pub(crate) fn openai_line(
    item: String,
    nanos: i64,
    quantity: Option<i64>,
    unit: Option<&'static str>,
) -> Line {
    Line { item, cost_type: "", token_type: None, billed: nanos, list: nanos, quantity, unit }
}

/// The words after the comma changed with the models of autumn 2026.
fn item_class(meter: Meter, on: NaiveDate) -> &'static str {
    let new = on >= day("2026-09-01");
    match meter {
        Meter::CachedText if new => "cached_input_tokens",
        Meter::CachedText => "cached input",
        Meter::WriteShort => "cache_write_30m_tokens",
        Meter::WriteLong => "cache_write_12h_tokens",
        Meter::InputAudio if new => "audio_input_tokens",
        Meter::InputAudio => "audio input",
        Meter::OutputAudio if new => "audio_output_tokens",
        Meter::OutputAudio => "audio output",
        Meter::OutputText if new => "output_tokens",
        Meter::OutputText => "output",
        _ if new => "input_tokens",
        _ => "input",
    }
}

fn anthropic_cell(
    cell: &mut Cell,
    plan: &Workload,
    rate: &Rate,
    company: &Company,
    (on, rng): (NaiveDate, &mut Rng),
) {
    let geo_priced = !matches!(rate.model, "claude-opus-4-5" | "claude-sonnet-4-5" | "claude-haiku-4-5");
    let us = plan.variant == Variant::UnitedStates && geo_priced;
    cell.tier = Some(if plan.tier == "fast" { "standard" } else { plan.tier });
    cell.batch = Some(plan.tier == "batch");
    cell.extra.speed = Some(if plan.tier == "fast" { "fast" } else { "standard" });
    cell.extra.inference_geo = match (geo_priced, us) {
        (false, _) => None,
        (true, true) => Some("us"),
        (true, false) => Some("global"),
    };
    let long = plan.variant == Variant::LongContext;
    cell.extra.context_window = Some(if long { "200k-1M" } else { "0-200k" });
    cell.extra.product = Some(match plan.variant {
        Variant::ClaudeCode => "claude_code",
        Variant::Console => "claude_console",
        Variant::Managed => "managed_agents_api",
        _ if plan.tier == "batch" => "message_batches_api",
        _ => "messages_api",
    });
    if plan.variant == Variant::WebSearch {
        let requests = cell.meters.first().map_or(0, |(_, quantity)| *quantity);
        cell.meters.push((Meter::Calls, requests * rng.between(300, 700) / 1000));
    }
    // The committed tier is paid for by contract and never shows as cost.
    if plan.tier != "priority" {
        cell.lines = anthropic_lines(cell, rate, company, on, (us, long));
    }
}

fn anthropic_lines(
    cell: &Cell,
    rate: &Rate,
    company: &Company,
    on: NaiveDate,
    (us, long): (bool, bool),
) -> Vec<Line> {
    // Sonnet 4.5 and the 4.6 models charged long prompts double until 2026-03-13.
    let surcharge = long && on < day("2026-03-13");
    cell.meters
        .iter()
        .filter_map(|(meter, quantity)| {
            if *meter == Meter::Calls {
                let nanos = quantity * 10_000_000;
                return Some(anthropic_line(
                    "web_search",
                    "Web Search Usage",
                    None,
                    (nanos, nanos),
                    Some(*quantity),
                ));
            }
            let mut price = rate_of(*meter, rate)?;
            if surcharge {
                price = if *meter == Meter::OutputText { price * 3 / 2 } else { price * 2 };
            }
            if us {
                price = price * 11 / 10;
            }
            let list = rates::price(*quantity, price);
            let (token_type, class) = token_class(*meter)?;
            let description = format!("{} Usage - {class}", display_name(rate.model));
            Some(anthropic_line(
                "tokens",
                &description,
                Some(token_type),
                (company.options().billing.billed(Provider::Anthropic, rate.model, list, on), list),
                Some(*quantity),
            ))
        })
        .collect()
}

/// A line of money at Anthropic: (billed, list) in nanos.
pub(crate) fn anthropic_line(
    cost_type: &'static str,
    description: &str,
    token_type: Option<&'static str>,
    (billed, list): (i64, i64),
    quantity: Option<i64>,
) -> Line {
    Line { item: description.to_owned(), cost_type, token_type, billed, list, quantity, unit: None }
}

fn token_class(meter: Meter) -> Option<(&'static str, &'static str)> {
    Some(match meter {
        Meter::InputText | Meter::InputImage => ("uncached_input_tokens", "Input Tokens"),
        Meter::OutputText => ("output_tokens", "Output Tokens"),
        Meter::CachedText => ("cache_read_input_tokens", "Input Tokens, Cache Hit"),
        Meter::WriteShort => ("cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write 5m"),
        Meter::WriteLong => ("cache_creation.ephemeral_1h_input_tokens", "Input Tokens, Cache Write 1h"),
        _ => return None,
    })
}

/// `claude-opus-5-5` as the provider prints it: `Claude Opus 5.5`.
fn display_name(model: &str) -> String {
    let mut name = String::new();
    let mut number = false;
    for part in model.split('-') {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        if !name.is_empty() {
            name.push(if digits && number { '.' } else { ' ' });
        }
        number = digits;
        let mut letters = part.chars();
        if let Some(first) = letters.next() {
            name.extend(first.to_uppercase());
        }
        name.push_str(letters.as_str());
    }
    name
}
