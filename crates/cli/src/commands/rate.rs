//! Usage of a file, rated line by line: constant memory, nothing of a workspace.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use showback_core::kernel::day_start;
use showback_core::pricing::{
    Contract, MAX_LINE, Pricer, RateAnswer, RateTotals, Reason, UsageLine, contract_hash, parse_usage_line,
};

use super::books;
use crate::failure::{Exit, Failure, usage};
use crate::price_arguments::Rate;
use crate::table::Table;
use crate::words::{grouped, spaced};
use crate::{out, period};

pub(super) fn rate(ask: &Rate, is_json: bool) -> Result<(), Failure> {
    let pricer = pricer(ask)?;
    let is_stream = ask.file == Path::new("-");
    let name = if is_stream { "standard input".to_owned() } else { ask.file.display().to_string() };
    let totals = if is_stream {
        rated(io::stdin().lock(), &name, &pricer, is_json)?
    } else {
        // A file is read twice, so that a bad line is told before anything is written.
        each_line(open(&ask.file)?, &name, |_, _| Ok(()))?;
        rated(open(&ask.file)?, &name, &pricer, is_json)?
    };
    if !is_json {
        out::answer(&summary(&totals));
    }
    if ask.strict && totals.has_unpriced() {
        out::note(&format!(
            "showback: {} of {} lines have usage without a price",
            totals.partial + totals.unpriced,
            totals.lines()
        ));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}

fn pricer(ask: &Rate) -> Result<Pricer, Failure> {
    let known_at = ask.known_on.as_deref().map(period::day).transpose()?.map(day_start);
    let (book, hash) = books::from_path(ask.book.as_deref())?;
    let text = match &ask.contract {
        Some(path) => books::text(path)?,
        None => String::new(),
    };
    let findings = |findings: Vec<_>| books::contract_findings(ask.contract.as_deref(), &findings);
    let contract = Contract::parse(&text).map_err(findings)?;
    let contract_hash = contract_hash(&text).map_err(findings)?;
    Pricer::new(book, hash, Arc::new(contract), contract_hash, known_at)
        .map_err(|error| usage(error.to_string(), "Check the book with showback prices check"))
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    let file = File::open(path).map_err(|error| {
        usage(
            format!("{} cannot be read: {error}", path.display()),
            "Check the path, or use - for the standard input",
        )
    })?;
    Ok(BufReader::with_capacity(1 << 16, file))
}

/// Rates and writes each line as it comes.
fn rated(reader: impl BufRead, name: &str, pricer: &Pricer, is_json: bool) -> Result<RateTotals, Failure> {
    let mut totals = RateTotals::default();
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut is_heard = true;
    each_line(reader, name, |line, usage| {
        let answer = usage.answer(line, &pricer.rate(&usage.usage()));
        totals.add(&answer);
        if is_heard {
            let written = if is_json { write_json(&mut out, &answer) } else { write_text(&mut out, &answer) };
            is_heard = heard(written, name)?;
        }
        Ok(())
    })?;
    if is_heard {
        heard(out.flush(), name)?;
    }
    Ok(totals)
}

/// A reader that went away (`| head`) is no failure; a full disk is.
fn heard(written: io::Result<()>, name: &str) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => {
            Err(usage(format!("the answers to {name} cannot be written: {error}"), "Free some space"))
        }
    }
}

/// Gives each usage of the lines to `take`, with its line from 1.
fn each_line(
    mut reader: impl BufRead,
    name: &str,
    mut take: impl FnMut(u64, &UsageLine) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let mut line = 0_u64;
    loop {
        bytes.clear();
        line += 1;
        let at = |what: &dyn std::fmt::Display| format!("{name}:{line}: {what}");
        let longest = u64::try_from(MAX_LINE).unwrap_or(u64::MAX).saturating_add(2);
        let read = io::Read::take(&mut reader, longest).read_until(b'\n', &mut bytes);
        let read = read.map_err(|error| usage(at(&error), "Check the file"))?;
        if read == 0 {
            return Ok(());
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| usage(at(&"the line is not UTF-8"), "Write the file as UTF-8 text"))?;
        let text = if line == 1 { text.trim_start_matches('\u{feff}') } else { text };
        let parsed = parse_usage_line(text)
            .map_err(|error| usage(at(&error), "Mend the line; docs/rating.md has the form"))?;
        if let Some(usage) = parsed {
            take(line, &usage)?;
        }
    }
}

fn write_json(out: &mut impl Write, answer: &RateAnswer) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer)?;
    out.write_all(b"\n")
}

fn write_text(out: &mut impl Write, answer: &RateAnswer) -> io::Result<()> {
    let model = answer.model.as_deref().unwrap_or("no model");
    let id = answer.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
    let cost = amount(answer.cost.cost.as_ref(), answer.cost.cost_high.as_ref());
    let currency = answer.currency.as_deref().map(|code| format!(" {code}")).unwrap_or_default();
    let at_least =
        if answer.status == showback_core::pricing::RatingStatus::Partial { "at least " } else { "" };
    let status = word(&answer.status);
    writeln!(
        out,
        "line {}{id}: {status}, {at_least}{cost}{currency}, {} {model}",
        answer.line, answer.provider
    )?;
    let mut table = Table::default()
        .text("  Meter")
        .number("Quantity")
        .number("Unit price")
        .text("Rate")
        .text("Factors")
        .number("Amount");
    for line in &answer.lines {
        let rates = |of: &dyn Fn(&showback_core::pricing::AnswerRate) -> String| {
            let words: Vec<String> = line.rates.iter().map(of).filter(|word| !word.is_empty()).collect();
            if words.is_empty() { "-".to_owned() } else { words.join(", ") }
        };
        table.row(vec![
            format!("  {}", line.meter),
            grouped(&line.quantity.to_string()),
            rates(&|rate| rate.unit_price.to_string()),
            rates(&|rate| rate.rate.map_or_else(|| rate.terms.join(" "), |rate| rate.to_string())),
            rates(&|rate| {
                let factors: Vec<String> =
                    rate.factors.iter().map(|factor| format!("{} x {}", factor.id, factor.factor)).collect();
                factors.join(" ")
            }),
            amount(line.cost.cost.as_ref(), line.cost.cost_high.as_ref()),
        ]);
    }
    writeln!(out, "{}", table.render())?;
    for line in &answer.lines {
        for reason in line.reasons.iter() {
            writeln!(out, "  {}: {}", line.meter, said(reason))?;
        }
    }
    answer.reasons.iter().try_for_each(|reason| writeln!(out, "  {}", said(reason)))?;
    answer.notes.iter().try_for_each(|note| writeln!(out, "  {note}"))?;
    writeln!(out)
}

fn amount(low: Option<&rust_decimal::Decimal>, high: Option<&rust_decimal::Decimal>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => low.to_string(),
        (None, _) => "no price".to_owned(),
    }
}

fn said(reason: &Reason) -> String {
    let code = word(&reason.code);
    if reason.subject.is_empty() { code } else { format!("{code}: {}", reason.subject) }
}

/// A word of the contract as a sentence would have it.
fn word(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_value(value).unwrap_or_default();
    spaced(text.as_str().unwrap_or_default())
}

fn summary(totals: &RateTotals) -> String {
    let mut table = Table::default().text("Total").number("Lines").number("Amount");
    let count = |count: u64| grouped(&count.to_string());
    let sums = |of: &dyn Fn(&showback_core::pricing::MoneyTotals) -> String| {
        let sums: Vec<String> =
            totals.money.iter().map(|(currency, money)| format!("{} {currency}", of(money))).collect();
        if sums.is_empty() { "-".to_owned() } else { sums.join(", ") }
    };
    table.row(vec!["priced".to_owned(), count(totals.priced), sums(&|money| money.priced.to_string())]);
    if totals.range > 0 {
        let range = sums(&|money| format!("{} to {}", money.range_low, money.range_high));
        table.row(vec!["range".to_owned(), count(totals.range), range]);
    }
    if totals.partial > 0 {
        let partial = sums(&|money| format!("at least {}", money.partial));
        table.row(vec!["partial".to_owned(), count(totals.partial), partial]);
    }
    if totals.unpriced > 0 {
        table.row(vec!["unpriced".to_owned(), count(totals.unpriced), "no price".to_owned()]);
    }
    let mut text = table.render();
    if !totals.unpriced_tokens.is_zero() {
        text.push_str(&format!("\n{} tokens without a price", grouped(&totals.unpriced_tokens.to_string())));
    }
    text
}
