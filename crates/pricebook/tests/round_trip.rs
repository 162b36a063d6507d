//! Every row of the collected price table is in the book and is found at its dates; no channel loses a rate.
#![cfg(test)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use showback_pricebook::{Book, Channel, Rate, RateStatus, compile};

/// Names a file with the columns of [`COLUMNS`].
const TABLE: &str = "SHOWBACK_PRICE_TABLE";

/// Where that file may stand beside the project; without either the comparison with the table is left out.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/reference/prices/prices.csv");

const COLUMNS: &str = "provider,model,region,service_tier,context_over_tokens,token_class,\
     usd_per_million,effective_from,effective_to,source";

/// Rates by channel in the first book. History is only added to, so no later book has fewer.
const FIRST_BOOK: &[(&str, usize)] = &[
    ("anthropic", 292),
    ("aws-bedrock", 1_267),
    ("azure-openai", 1_320),
    ("cohere", 25),
    ("deepseek", 62),
    ("google-aistudio", 470),
    ("google-vertex", 30),
    ("groq", 43),
    ("meta", 19),
    ("mistral", 202),
    ("openai", 1_140),
    ("openrouter", 0),
    ("xai", 187),
];

fn book() -> Book {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../prices");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).expect("the folder of prices is part of the repository") {
        let path = entry.expect("an entry of the folder of prices").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        files.push((name, fs::read_to_string(&path).expect("a file of prices is text")));
    }
    files.sort();
    match compile(&files) {
        Ok(compiled) => compiled.book,
        Err(findings) => {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            panic!("the book is broken:\n{}", lines.join("\n"));
        }
    }
}

/// One line of the table.
struct Row {
    channel: String,
    model: String,
    geo: String,
    tier: String,
    /// Side of the clock the row is for, where the price depends on the hour.
    is_inside: Option<bool>,
    over: u64,
    meter: String,
    per_million: Decimal,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    is_disputed: bool,
}

/// Fields of one line; a quoted field may hold commas, and quotes written twice.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                fields.last_mut().expect("there is a field").push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("there is a field").push(letter),
        }
    }
    fields
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    if text.is_empty() {
        return None;
    }
    if text.contains('T') {
        return Some(DateTime::parse_from_rfc3339(text).expect("an instant").to_utc());
    }
    let day: NaiveDate = text.parse().expect("a day");
    Some(day.and_hms_opt(0, 0, 0).expect("midnight").and_utc())
}

fn row(line: &str) -> Row {
    let fields = fields(line);
    let [provider, model, geo, tier, over, meter, price, from, to, source] = fields.as_slice() else {
        panic!("a line of the table has other columns: {line}");
    };
    let from = instant(from);
    // The table writes hours as tiers: peak of 2026 is inside its windows, off-peak of 2025 inside those of that year.
    let was_2025 = from.is_some_and(|from| from.year() == 2025);
    let is_inside = match tier.as_str() {
        "peak" => Some(true),
        "off_peak" => Some(was_2025),
        "standard" if provider == "deepseek" => Some(false),
        _ => None,
    };
    Row {
        channel: if provider == "google" { "google-aistudio".to_owned() } else { provider.clone() },
        model: model.clone(),
        geo: geo.clone(),
        tier: if matches!(tier.as_str(), "peak" | "off_peak") { "standard".to_owned() } else { tier.clone() },
        is_inside,
        over: over.parse().expect("a count of tokens"),
        meter: meter.clone(),
        per_million: price.parse().expect("a price"),
        from,
        to: instant(to),
        is_disputed: source.ends_with(": disputed)"),
    }
}

fn rates_of<'b>(channel: &'b Channel, model: &str) -> &'b [Rate] {
    if model == "*" {
        return &channel.fees;
    }
    channel.models.iter().find(|known| known.id == model).map_or(&[], |known| &known.rates)
}

/// Prices of a million that hold for the row at the instant, by what is known now.
fn found(rates: &[Rate], row: &Row, at: DateTime<Utc>) -> Vec<Decimal> {
    let holds = |rate: &&Rate| {
        rate.meter.name() == row.meter
            && rate.tier == row.tier
            && rate.geo == row.geo
            && rate.band.over == row.over
            && rate.valid.contains(at)
            && rate.known.to.is_none()
            && rate.clock.as_ref().is_none_or(|clock| Some(clock.is_inside) == row.is_inside)
    };
    let per_million =
        |rate: &Rate| rate.price.map(|price| price * Decimal::from(1_000_000) / Decimal::from(rate.per));
    rates.iter().filter(holds).filter_map(per_million).collect()
}

/// The first and the last instant the row speaks of.
fn edges(row: &Row) -> [DateTime<Utc>; 2] {
    let second = TimeDelta::seconds(1);
    let last = row.to.map(|to| to - second);
    let first = row.from.or(last).unwrap_or(DateTime::UNIX_EPOCH);
    [first, last.unwrap_or(first + TimeDelta::days(3650))]
}

#[test]
fn every_row_of_the_table_that_is_not_disputed_is_found_at_its_dates() {
    let beside = || Some(PathBuf::from(BESIDE)).filter(|path| path.exists());
    let Some(path) = env::var_os(TABLE).map(PathBuf::from).or_else(beside) else {
        println!("left out: {TABLE} names no table of prices");
        return;
    };
    let text = fs::read_to_string(&path).expect("the table of prices can be read");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(COLUMNS), "the table has other columns");
    let book = book();
    let channels: BTreeMap<&str, &Channel> =
        book.channels.iter().map(|channel| (channel.id.as_str(), channel)).collect();
    let (mut found_rows, mut disputed, mut missing) = (0_usize, 0_usize, Vec::new());
    for line in lines {
        let row = row(line);
        if row.is_disputed {
            disputed += 1;
            continue;
        }
        let rates =
            channels.get(row.channel.as_str()).map_or(&[][..], |channel| rates_of(channel, &row.model));
        if edges(&row).into_iter().all(|at| found(rates, &row, at) == [row.per_million]) {
            found_rows += 1;
        } else {
            missing.push(line);
        }
    }
    println!(
        "{found_rows} rows of the table found at their dates, {disputed} disputed, {} missing",
        missing.len()
    );
    assert!(missing.is_empty(), "not in the book as in the table:\n{}", missing.join("\n"));
    assert!(found_rows > 0, "the table has no rows");
}

#[test]
fn disputed_prices_are_kept_beside_each_other() {
    let book = book();
    let disputed: Vec<&Rate> = book
        .channels
        .iter()
        .flat_map(|channel| channel.models.iter().filter(|model| model.id == "mistral-large-4"))
        .flat_map(|model| model.rates.iter())
        .filter(|rate| rate.status == RateStatus::Disputed && rate.meter.name() == "input")
        .collect();
    assert_eq!(disputed.len(), 2, "both prices of mistral-large-4 since 2026-10-29");
}

#[test]
fn no_channel_has_fewer_rates_than_the_first_book() {
    let book = book();
    for (id, first) in FIRST_BOOK {
        let channel = book.channels.iter().find(|channel| channel.id == *id);
        let channel = channel.unwrap_or_else(|| panic!("the channel {id} is gone"));
        let rates = channel.fees.len() + channel.models.iter().map(|model| model.rates.len()).sum::<usize>();
        println!("{id}: {} models, {rates} rates", channel.models.len());
        assert!(rates >= *first, "{id} had {first} rates in the first book and has {rates}");
    }
}

#[test]
fn every_source_of_a_channel_is_used() {
    for channel in &book().channels {
        let rates = channel.models.iter().flat_map(|model| &model.rates).chain(&channel.fees);
        let mut used: Vec<&str> = rates.map(|rate| rate.source.as_str()).collect();
        used.extend(channel.modifiers.iter().map(|modifier| modifier.source.as_str()));
        used.extend(channel.allowances.iter().map(|allowance| allowance.source.as_str()));
        used.extend(channel.credits.iter().map(|credit| credit.source.as_str()));
        used.extend(channel.capacities.iter().map(|capacity| capacity.source.as_str()));
        for source in &channel.sources {
            assert!(
                used.contains(&source.id.as_str()),
                "{}: nothing names the source {}",
                channel.id,
                source.id
            );
        }
    }
}
