//! Prices: models and their rates, the book, what has no price, rated against billed.

use std::path::Path;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_pricebook::{Finding, Severity};

use super::{books, price_diff, price_tables};
use crate::arguments::DaysOf;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::price_arguments::Prices;
use crate::words::{items, text};
use crate::{out, period};

/// Models asked for at once: the most the contract gives.
const PAGE: u32 = 1000;

/// Commands on files alone.
pub(super) fn run_alone(command: &Prices, is_json: bool) -> Option<Result<(), Failure>> {
    match command {
        Prices::Check { path } => Some(check(path, is_json)),
        Prices::Diff { before, after } if !price_diff::is_kept(before) && !price_diff::is_kept(after) => {
            Some(price_diff::files(before, after, is_json))
        }
        _ => None,
    }
}

/// Commands on a workspace.
pub(super) async fn prices(core: &Core, command: Prices) -> Result<(), Failure> {
    if matches!(command, Prices::Unpriced { .. } | Prices::Compare { .. }) {
        core.rate_waiting().await?;
    }
    match command {
        Prices::List { channel, search, used } => list(core, channel, &search, used).await,
        Prices::Show { channel, model, at } => show(core, &channel, &model, at.as_deref()).await,
        Prices::Check { path } => check(&path, core.is_json),
        Prices::Import { file, unsigned, rollback, preview } => {
            let file = std::path::absolute(&file)
                .map_err(|error| usage(format!("{} is not a path: {error}", file.display()), ""))?;
            let request = json!({ "path": file, "allowUnsigned": unsigned, "allowRollback": rollback });
            import(core, request, preview).await
        }
        Prices::Diff { before, after } => price_diff::kept(core, &before, &after).await,
        Prices::Unpriced { days, limit, fail_over } => unpriced(core, &days, limit, fail_over).await,
        Prices::Compare { by, days, limit, fail_over } => compare(core, by, &days, limit, fail_over).await,
    }
}

fn check(path: &Path, is_json: bool) -> Result<(), Failure> {
    let checked = books::check(path)?;
    if is_json {
        out::json(&check_json(&checked));
    } else {
        for finding in &checked.findings {
            out::answer(&finding.to_string());
        }
        out::answer(&match &checked.book {
            Some((book, hash)) => format!(
                "{}: version {}, {} channels, {} models, {} rates, {} notes, hash {hash}",
                path.display(),
                book.version,
                book.channels.len(),
                book.channels.iter().map(|channel| channel.models.len()).sum::<usize>(),
                book.row_count(),
                checked.findings.len(),
            ),
            None => format!("{}: the book is broken, {} findings", path.display(), checked.findings.len()),
        });
    }
    if checked.book.is_some() { Ok(()) } else { Err(Failure::Told(Exit::Threshold)) }
}

fn check_json(checked: &books::Checked) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "file": finding.file,
            "line": finding.line,
            "column": finding.column,
            "severity": if finding.severity == Severity::Error { "error" } else { "note" },
            "rule": finding.rule,
            "what": finding.what,
            "remedy": finding.remedy,
        })
    };
    json!({
        "isGood": checked.book.is_some(),
        "hash": checked.book.as_ref().map(|(_, hash)| hash),
        "version": checked.book.as_ref().map(|(book, _)| &book.version),
        "rates": checked.book.as_ref().map(|(book, _)| book.row_count()),
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

async fn list(core: &Core, channel: Option<String>, search: &str, used: bool) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut view = loop {
        let request = json!({
            "text": search,
            "channel": channel,
            "isUsedOnly": used,
            "page": { "offset": rows.len(), "limit": PAGE },
        });
        let view = core.call("prices.models", request).await?;
        let page = items(&view, "rows");
        rows.extend_from_slice(page);
        if page.len() < PAGE as usize {
            break view;
        }
    };
    if let Some(fields) = view.as_object_mut() {
        fields.insert("rows".to_owned(), Value::Array(rows));
    }
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&price_tables::models(&view));
    }
    Ok(())
}

async fn show(core: &Core, channel: &str, model: &str, at: Option<&str>) -> Result<(), Failure> {
    let mut view = core.call("prices.model", json!({ "channel": channel, "model": model })).await?;
    if let Some(day) = at {
        let day = period::day(day)?;
        let holds = |rate: &Value| {
            let from = text(rate, "from");
            let to = text(rate, "to");
            let first = day.to_string();
            // Instants in the contract's one form sort as text; the day is asked at its first instant.
            let first = format!("{first}T00:00:00.000Z");
            (from.is_empty() || from <= first.as_str()) && (to.is_empty() || first.as_str() < to)
        };
        if let Some(rates) = view.get_mut("rates").and_then(Value::as_array_mut) {
            rates.retain(holds);
        }
    }
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&price_tables::model(&view));
    }
    Ok(())
}

async fn import(core: &Core, request: Value, is_preview: bool) -> Result<(), Failure> {
    let view =
        core.call(if is_preview { "prices.bookPreview" } else { "prices.bookImport" }, request).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&if is_preview { price_tables::preview(&view) } else { price_tables::book(&view) });
    }
    Ok(())
}

async fn unpriced(core: &Core, days: &DaysOf, limit: u32, fail_over: Option<String>) -> Result<(), Failure> {
    let limit_share = fail_over.as_deref().map(percent).transpose()?;
    let range = period::range(days, &core.today().await?)?;
    let request = json!({ "range": range, "page": { "offset": 0, "limit": limit.min(PAGE) } });
    let view = core.call("prices.unpriced", request).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&price_tables::unpriced(&view));
    }
    let tokens = |field: &str| text(&view, field).parse::<Decimal>().unwrap_or_default();
    let without = tokens("tokensUnpriced");
    let all = without + tokens("tokensPriced") + tokens("tokensRange");
    broken(limit_share, without, all, "of tokens have no price")
}

async fn compare(
    core: &Core,
    by: Vec<String>,
    days: &DaysOf,
    limit: u32,
    fail_over: Option<String>,
) -> Result<(), Failure> {
    let limit_share = fail_over.as_deref().map(percent).transpose()?;
    let range = period::range(days, &core.today().await?)?;
    let request = json!({ "range": range, "by": by, "page": { "offset": 0, "limit": limit.min(PAGE) } });
    let view = core.call("prices.compare", request).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&price_tables::comparison(&by, &view));
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    let totals = view.get("totals").unwrap_or(&Value::Null);
    let amount = |field: &str| text(totals, field).parse::<Decimal>().unwrap_or_default();
    broken(
        limit_share,
        amount("difference").abs(),
        amount("rated").abs(),
        "of rated is the difference to billed",
    )
}

/// A share in percent, as typed.
fn percent(typed: &str) -> Result<Decimal, Failure> {
    let number = typed.trim_end_matches('%').trim().parse::<Decimal>().ok();
    number
        .filter(|share| !share.is_sign_negative())
        .ok_or_else(|| usage(format!("\"{typed}\" is not a share in percent"), "Use a number such as 0.5"))
}

/// A broken threshold when `part` of `whole` is above the share; a part of nothing is all of it.
fn broken(most: Option<Decimal>, part: Decimal, whole: Decimal, what: &str) -> Result<(), Failure> {
    let Some(most) = most else { return Ok(()) };
    if part.is_zero() {
        return Ok(());
    }
    let share = part.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(whole));
    if share.is_none_or(|share| share > most) {
        let share = share.map_or_else(|| "more than 100".to_owned(), |share| share.round_dp(2).to_string());
        out::note(&format!("showback: {share} % {what}, more than {most} %"));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_above_the_limit_breaks_the_threshold() {
        let of = |part: i64, whole: i64| {
            broken(Some(percent("0.5").unwrap()), part.into(), whole.into(), "").is_err()
        };
        assert!(of(6, 1000) && of(1, 0));
        assert!(!of(5, 1000) && !of(0, 0));
        assert!(percent("-1").is_err() && percent("much").is_err() && percent("1.5 %").is_ok());
    }
}
