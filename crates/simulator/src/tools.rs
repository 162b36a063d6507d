//! Activity other than text models: embeddings, images, audio, searches, containers, sessions, adjustments.

use chrono::{Datelike, NaiveDate};

use crate::cell::{Cell, Meter, Profile, Provider, Stream};
use crate::company::Company;
use crate::generate::{anthropic_line, blank, openai_line, place, scaled};
use crate::rates;
use crate::workloads;

const GIB: i64 = 1 << 30;

/// A tool workload: key (or none), project, stream, subject for the seed, base per weekday.
struct Tool {
    key: Option<&'static str>,
    project: &'static str,
    stream: Stream,
    base: i64,
    profile: Profile,
    model: Option<&'static str>,
}

const fn tool(key: &'static str, stream: Stream, base: i64, model: &'static str) -> Tool {
    Tool { key: Some(key), project: "", stream, base, profile: Profile::Product, model: Some(model) }
}

const fn keyless(project: &'static str, stream: Stream, base: i64) -> Tool {
    Tool { key: None, project, stream, base, profile: Profile::Product, model: None }
}

const OPENAI: &[Tool] = &[
    tool("search-embeddings", Stream::Embeddings, 42_000, "text-embedding-3-small"),
    tool("research-lena", Stream::Embeddings, 3_000, "text-embedding-3-large"),
    tool("support-bot", Stream::Moderations, 21_000, "omni-moderation-latest"),
    Tool { profile: Profile::Office, ..tool("growth-copy", Stream::Images, 130, "gpt-image-1.5") },
    Tool { profile: Profile::Office, ..tool("growth-campaigns", Stream::Images, 60, "gpt-image-1.5") },
    tool("support-voice", Stream::AudioSpeeches, 410_000, "tts-1"),
    Tool { profile: Profile::Office, ..tool("growth-copy", Stream::AudioSpeeches, 24_000, "tts-1-hd") },
    tool("support-voice", Stream::AudioTranscriptions, 96_000, "whisper-1"),
    keyless("support", Stream::VectorStores, 18),
    keyless("research", Stream::VectorStores, 44),
    keyless("research", Stream::CodeInterpreterSessions, 150),
    keyless("insights", Stream::CodeInterpreterSessions, 90),
    Tool { model: None, ..tool("support-bot", Stream::FileSearchCalls, 3_900, "") },
    Tool { model: None, ..tool("research-omar", Stream::FileSearchCalls, 260, "") },
    Tool { profile: Profile::Office, ..tool("research-omar", Stream::WebSearchCalls, 420, "gpt-5.5") },
    tool("search-ranking", Stream::WebSearchCalls, 900, "gpt-5-mini"),
];

/// Adds OpenAI's tool cells of a day.
pub(crate) fn openai(company: &Company, on: NaiveDate, cells: &mut Vec<Cell>) {
    for (number, plan) in OPENAI.iter().enumerate() {
        let Some(mut at) = place(company, Provider::OpenAi, on, plan.key, plan.project) else { continue };
        if plan.key.is_none() {
            at.user = None;
        }
        let mut rng = company.rng(Provider::OpenAi, on, &format!("tool {number}"));
        let mut cell = blank(Provider::OpenAi, on, plan.stream, at, &mut rng);
        let quantity = scaled(plan.base, 1025, plan.profile, on, &mut rng);
        if quantity == 0 {
            continue;
        }
        cell.profile = plan.profile;
        cell.model = plan.model;
        fill(&mut cell, company, quantity, on);
        if plan.stream == Stream::Images {
            split_images(cell, quantity, cells);
        } else if plan.stream == Stream::WebSearchCalls {
            split_searches(&cell, cells);
        } else {
            cells.push(cell);
        }
    }
    adjustments(company, on, cells);
}

fn fill(cell: &mut Cell, company: &Company, quantity: i64, on: NaiveDate) {
    let model = cell.model.unwrap_or_default();
    let rate = rates::on(&company.rates, model, "standard", on);
    let tokens = quantity * if cell.stream == Stream::Moderations { 140 } else { 310 };
    let (meters, line) = match cell.stream {
        Stream::Embeddings => {
            let nanos = rate.map_or(0, |rate| rates::price(tokens, rate.input));
            let line = openai_line(format!("{model}, input"), nanos, Some(tokens), Some("tokens"));
            (vec![(Meter::Requests, quantity), (Meter::InputText, tokens)], Some(line))
        }
        // Moderation is free: usage without money.
        Stream::Moderations => (vec![(Meter::Requests, quantity), (Meter::InputText, tokens)], None),
        Stream::AudioSpeeches => {
            let per_character = if model == "tts-1-hd" { 30_000 } else { 15_000 };
            let line =
                openai_line(model.to_owned(), quantity * per_character, Some(quantity), Some("characters"));
            (vec![(Meter::Requests, quantity / 900 + 1), (Meter::Characters, quantity)], Some(line))
        }
        Stream::AudioTranscriptions => {
            let line =
                openai_line(model.to_owned(), quantity * 100_000, Some(quantity), Some("duration_seconds"));
            (vec![(Meter::Requests, quantity / 95 + 1), (Meter::Seconds, quantity)], Some(line))
        }
        Stream::VectorStores => {
            let line = openai_line(
                "Vector store storage".to_owned(),
                (quantity - 1).max(0) * 100_000_000,
                Some(quantity * 24),
                Some("gibibyte_hours"),
            );
            (vec![(Meter::Bytes, quantity * GIB)], Some(line))
        }
        Stream::CodeInterpreterSessions => {
            let line = openai_line(
                "Code interpreter sessions".to_owned(),
                quantity * 30_000_000,
                Some(quantity),
                None,
            );
            (vec![(Meter::Sessions, quantity)], Some(line))
        }
        Stream::FileSearchCalls => {
            cell.extra.vector_store =
                Some(if quantity > 1500 { "vs_68ac41Helpcentre" } else { "vs_68d0b7Papers" });
            let line =
                openai_line("File search tool calls".to_owned(), quantity * 2_500_000, Some(quantity), None);
            (vec![(Meter::Calls, quantity)], Some(line))
        }
        Stream::WebSearchCalls => {
            let line =
                openai_line("Web search tool calls".to_owned(), quantity * 10_000_000, Some(quantity), None);
            (vec![(Meter::Calls, quantity), (Meter::Requests, quantity * 3 / 4)], Some(line))
        }
        _ => (vec![(Meter::Requests, quantity)], None),
    };
    cell.meters = meters;
    cell.lines = line.into_iter().collect();
}

fn split_images(cell: Cell, quantity: i64, cells: &mut Vec<Cell>) {
    let kinds = [
        ("1024x1024", "image.generation", 700, 42_000_000),
        ("1024x1792", "image.generation", 200, 63_000_000),
        ("1024x1024", "image.edit", 100, 46_000_000),
    ];
    for (size, source, share, nanos) in kinds {
        let images = quantity * share / 1000;
        if images == 0 {
            continue;
        }
        let mut part = cell.clone();
        part.extra.size = Some(size);
        part.extra.source = Some(source);
        part.meters = vec![(Meter::Images, images), (Meter::Requests, (images + 1) / 2)];
        part.lines =
            vec![openai_line("Image models".to_owned(), images * nanos, Some(images), Some("images"))];
        cells.push(part);
    }
}

fn split_searches(cell: &Cell, cells: &mut Vec<Cell>) {
    let mut rest = cell.clone();
    for (level, share) in [("low", 200), ("high", 150)] {
        let mut part = cell.clone();
        part.extra.context_level = Some(level);
        part.extra.api_source = Some("unlabeled");
        for (kept, taken) in rest.meters.iter_mut().zip(&mut part.meters) {
            taken.1 = taken.1 * share / 1000;
            kept.1 -= taken.1;
        }
        for (kept, taken) in rest.lines.iter_mut().zip(&mut part.lines) {
            let calls = taken.quantity.map_or(0, |quantity| quantity * share / 1000);
            taken.billed = calls * 10_000_000;
            taken.list = taken.billed;
            taken.quantity = Some(calls);
            kept.billed -= taken.billed;
            kept.list -= taken.list;
            kept.quantity = kept.quantity.map(|quantity| quantity - calls);
        }
        cells.push(part);
    }
    rest.extra.context_level = Some("medium");
    rest.extra.api_source = Some("unlabeled");
    cells.push(rest);
}

/// Money that no usage explains: fine-tuning on the 12th, a credit on the 3rd of every second month.
fn adjustments(company: &Company, on: NaiveDate, cells: &mut Vec<Cell>) {
    let (slug, model, line) = match on.day() {
        12 => {
            let model = "ft:gpt-4.1-2025-04-14";
            let item = format!("{model}, training");
            let tokens = 1_800_000 * workloads::growth(1020, on) / 1000;
            let nanos = rates::price(tokens, 25_000_000);
            ("research", Some(model), openai_line(item, nanos, Some(tokens), Some("tokens")))
        }
        3 if on.month().is_multiple_of(2) => {
            let item = "Service credit adjustment".to_owned();
            ("platform", None, openai_line(item, -18_437_500_000, None, None))
        }
        _ => return,
    };
    let Some(mut at) = place(company, Provider::OpenAi, on, None, slug) else { return };
    at.user = None;
    let mut rng = company.rng(Provider::OpenAi, on, "adjustment");
    let mut cell = blank(Provider::OpenAi, on, Stream::CostOnly, at, &mut rng);
    cell.model = model;
    cell.lines = vec![line];
    cells.push(cell);
}

/// Adds Anthropic's money-only cells of a day: code execution and managed sessions.
pub(crate) fn anthropic(company: &Company, on: NaiveDate, cells: &mut Vec<Cell>) {
    let plans = [
        ("platform-review", Stream::CodeExecution, "code_execution", "Code Execution Usage", 34, 50_000_000),
        ("lab-agents", Stream::CodeExecution, "code_execution", "Code Execution Usage", 52, 50_000_000),
        (
            "lab-agents",
            Stream::ManagedSessions,
            "session_usage",
            "Managed Agents Session Usage",
            160,
            80_000_000,
        ),
    ];
    for (key, stream, cost_type, description, base, nanos_per_hour) in plans {
        let Some(at) = place(company, Provider::Anthropic, on, Some(key), "") else { continue };
        let mut rng = company.rng(Provider::Anthropic, on, &format!("{cost_type} {key}"));
        let hours = scaled(base, 1040, Profile::Office, on, &mut rng);
        if hours == 0 {
            continue;
        }
        let nanos = hours * nanos_per_hour;
        let mut cell = blank(Provider::Anthropic, on, stream, at, &mut rng);
        cell.profile = Profile::Office;
        cell.tier = Some("standard");
        cell.extra.product =
            Some(if stream == Stream::ManagedSessions { "managed_agents_api" } else { "messages_api" });
        cell.meters = vec![(Meter::Requests, hours * 3)];
        cell.lines = vec![anthropic_line(cost_type, description, None, (nanos, nanos), Some(hours))];
        cells.push(cell);
    }
}
