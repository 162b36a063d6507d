//! Requests of imported logs: lists, retry loops, one in full, their sources.

use serde_json::{Value, json};

use crate::core::Core;
use crate::failure::{Failure, usage};
use crate::import_arguments::Requests;
use crate::out;
use crate::period;
use crate::table::Table;
use crate::words::{amounts, cents, grouped, items, minute, text, whole};

pub(super) async fn requests(core: &Core, command: Requests) -> Result<(), Failure> {
    match command {
        Requests::List { days, source, task, limit } => {
            let range = period::range(&days, &core.today().await?)?;
            let source = match source {
                Some(label) => Some(source_id(core, &label).await?),
                None => None,
            };
            let filter = json!({ "range": range, "sourceId": source, "task": task });
            let ask = json!({ "filter": filter, "page": { "offset": 0, "limit": limit.min(1000) } });
            let answer = core.call("requests.list", ask).await?;
            told(core, &answer, list)
        }
        Requests::Loops { days, limit } => {
            let range = period::range(&days, &core.today().await?)?;
            let ask = json!({ "range": range, "page": { "offset": 0, "limit": limit.min(1000) } });
            let answer = core.call("requests.loops", ask).await?;
            told(core, &answer, loops)
        }
        Requests::Show { key } => {
            let answer = core.call("requests.get", json!({ "key": key })).await?;
            told(core, &answer, show)
        }
        Requests::Sources => {
            let answer = core.call("requests.sources", Value::Null).await?;
            told(core, &answer, sources)
        }
    }
}

fn told(core: &Core, answer: &Value, words: fn(&Value) -> String) -> Result<(), Failure> {
    if core.is_json {
        out::json(answer);
    } else {
        out::answer(&words(answer));
    }
    Ok(())
}

async fn source_id(core: &Core, label: &str) -> Result<i64, Failure> {
    let all = core.call("requests.sources", Value::Null).await?;
    let all = all.as_array().cloned().unwrap_or_default();
    let found = all.iter().find(|source| text(source, "label").eq_ignore_ascii_case(label));
    found.map(|source| whole(source, "id")).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|source| text(source, "label")).collect();
        usage(
            format!("there is no source of requests \"{label}\""),
            &format!("Sources: {}", known.join(", ")),
        )
    })
}

fn amount(value: &Value, field: &str) -> String {
    let amount = value.get(field).unwrap_or(&Value::Null);
    if amount.is_null() {
        return "-".to_owned();
    }
    format!("{} {}", cents(text(amount, "value")), text(amount, "currency"))
}

fn or_dash(word: &str) -> String {
    if word.is_empty() { "-".to_owned() } else { word.to_owned() }
}

fn list(answer: &Value) -> String {
    let mut table = Table::default()
        .text("Started")
        .text("Source")
        .text("Model")
        .text("Team")
        .text("Feature")
        .number("Tokens")
        .text("Status")
        .text("Attempt")
        .number("Rated");
    for row in items(answer, "rows") {
        let tokens = row.get("tokens").filter(|tokens| !tokens.is_null());
        let tokens = tokens.map(|tokens| {
            ["input", "cacheRead", "cacheWrite", "output"]
                .iter()
                .map(|class| whole(tokens, class))
                .sum::<i64>()
        });
        let attempt = row.get("attempt").and_then(Value::as_i64);
        table.row(vec![
            minute(row, "startedAt"),
            text(row, "source").to_owned(),
            or_dash(text(row, "model")),
            or_dash(text(row, "team")),
            or_dash(text(row, "feature")),
            tokens.map_or_else(|| "not told".to_owned(), |tokens| grouped(&tokens.to_string())),
            text(row, "status").to_owned(),
            attempt.map_or_else(|| "?".to_owned(), |attempt| attempt.saturating_add(1).to_string()),
            amount(row, "rated"),
        ]);
    }
    let total = grouped(&whole(answer, "total").to_string());
    format!("{}\n\n{total} requests, {}", table.render(), amounts(items(answer, "rated")))
}

fn loops(answer: &Value) -> String {
    let mut table = Table::default()
        .text("Day")
        .text("Source")
        .text("Task")
        .number("Attempts")
        .number("Failed")
        .text("Succeeded")
        .number("Rated");
    for row in items(answer, "rows") {
        let has_succeeded = row.get("hasSucceeded").and_then(Value::as_bool) == Some(true);
        table.row(vec![
            text(row, "day").to_owned(),
            text(row, "source").to_owned(),
            text(row, "task").to_owned(),
            grouped(&whole(row, "attempts").to_string()),
            grouped(&whole(row, "failures").to_string()),
            if has_succeeded { "yes" } else { "no" }.to_owned(),
            amount(row, "rated"),
        ]);
    }
    let total = grouped(&whole(answer, "total").to_string());
    let never = grouped(&whole(answer, "neverSucceeded").to_string());
    format!("{}\n\n{total} tasks, {never} never succeeded", table.render())
}

fn show(answer: &Value) -> String {
    let row = answer.get("row").unwrap_or(&Value::Null);
    let mut table = Table::default().text("Fact").text("Value");
    let mut fact = |label: &str, value: String| table.row(vec![label.to_owned(), value]);
    fact("Started", text(row, "startedAt").to_owned());
    fact("Source", text(row, "source").to_owned());
    fact("Status", text(row, "status").to_owned());
    fact("Rated", amount(row, "rated"));
    fact("Told by the log", amount(answer, "reported"));
    for field in ["ids", "dimensions", "meters"] {
        for told in items(answer, field) {
            let value = told.get("value").and_then(Value::as_str);
            fact(text(told, "label"), value.map_or_else(|| "not told".to_owned(), or_dash));
        }
    }
    for note in items(answer, "notes") {
        fact("Note", note.as_str().unwrap_or_default().to_owned());
    }
    let place = answer.get("place").unwrap_or(&Value::Null);
    fact("Record", format!("{} of {}", whole(place, "record"), or_dash(text(place, "file"))));
    table.render()
}

fn sources(answer: &Value) -> String {
    let mut table =
        Table::default().text("Source").text("Format").number("Requests").text("First day").text("Last day");
    for source in answer.as_array().into_iter().flatten() {
        table.row(vec![
            text(source, "label").to_owned(),
            text(source, "formatName").to_owned(),
            grouped(&whole(source, "attempts").to_string()),
            or_dash(text(source, "firstDay")),
            or_dash(text(source, "lastDay")),
        ]);
    }
    table.render()
}
