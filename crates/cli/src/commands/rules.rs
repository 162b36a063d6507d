//! Rules of attribution as text: list, preview, save, test, export, import.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::arguments::DaysOf;
use crate::attribution_arguments::Rules;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::table::Table;
use crate::words::{cents, items, text, whole};
use crate::{out, period};

pub(super) async fn rules(core: &Core, command: Rules) -> Result<(), Failure> {
    core.apportion_waiting().await?;
    match command {
        Rules::List(days) => list(core, &days).await,
        Rules::Preview { file } => preview(core, &read(&file)?).await,
        Rules::Apply { file } => apply(core, &read(&file)?).await,
        Rules::Test { file } => test(core, file.as_deref()).await,
        Rules::Export { file } => export(core, file.as_deref()).await,
        Rules::Import { file } => {
            let (text, present) = (read(&file)?, in_force(core).await?);
            let present = self::text(&present, "text").trim_end().to_owned();
            let joined = if present.is_empty() { text } else { format!("{present}\n\n{text}") };
            apply(core, &joined).await
        }
    }
}

fn always() -> Value {
    json!({ "from": "1970-01-01", "to": "9999-12-31" })
}

async fn in_force(core: &Core) -> Result<Value, Failure> {
    Ok(core.call("attribution.rules", json!({ "range": always(), "currency": null })).await?)
}

fn read(file: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| {
        usage(format!("{} cannot be read: {error}", file.display()), "Check the path")
    };
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(unreadable)
}

async fn list(core: &Core, days: &DaysOf) -> Result<(), Failure> {
    let range = period::range(days, &core.today().await?)?;
    let view = core.call("attribution.rules", json!({ "range": range, "currency": null })).await?;
    if core.is_json {
        out::json(&view);
        return Ok(());
    }
    let mut table = Table::default()
        .number("#")
        .text("Rule")
        .text("What it says")
        .number("Series")
        .number("Decides")
        .number("Spend");
    for rule in items(&view, "rules") {
        let amount = rule.get("amount").unwrap_or(&Value::Null);
        table.row(vec![
            whole(rule, "position").to_string(),
            text(rule, "id").to_owned(),
            text(rule, "describes").to_owned(),
            whole(rule, "series").to_string(),
            whole(rule, "decides").to_string(),
            format!("{} {}", cents(text(amount, "value")), text(amount, "currency")),
        ]);
    }
    out::answer(&table.render());
    findings(&view);
    Ok(())
}

async fn previewed(core: &Core, text: &str) -> Result<Value, Failure> {
    let request = json!({ "text": text, "range": always(), "currency": null });
    Ok(core.call("attribution.rulesPreview", request).await?)
}

async fn preview(core: &Core, text: &str) -> Result<(), Failure> {
    let view = previewed(core, text).await?;
    if core.is_json {
        out::json(&view);
    } else {
        told(&view);
    }
    // A text that could not be saved is wrong use.
    let is_good = view.get("canApply").and_then(Value::as_bool).unwrap_or_default();
    if is_good { Ok(()) } else { Err(Failure::Told(Exit::Usage)) }
}

async fn apply(core: &Core, text: &str) -> Result<(), Failure> {
    let replaces = in_force(core).await?.get("hash").cloned().unwrap_or_default();
    let view = core.call("attribution.rulesApply", json!({ "text": text, "replaces": replaces })).await?;
    if core.is_json {
        out::json(&view);
    } else {
        told(&view);
    }
    Ok(())
}

fn told(view: &Value) {
    out::answer(text(view, "summary"));
    let mut table =
        Table::default().text("Dimension").text("From").text("To").number("Series").number("Spend");
    let mut rows = 0;
    for dimension in items(view, "dimensions") {
        for value in items(dimension, "values") {
            let named = |field: &str| match text(value, field) {
                "" => "unattributed".to_owned(),
                name => name.to_owned(),
            };
            rows += 1;
            table.row(vec![
                text(dimension, "label").to_owned(),
                named("from"),
                named("to"),
                whole(value, "series").to_string(),
                format!("{} {}", cents(text(value, "amount")), text(view, "currency")),
            ]);
        }
    }
    if rows > 0 {
        out::answer(&table.render());
    }
    for month in items(view, "closedMonths").iter().filter_map(Value::as_str) {
        out::note(&format!("{month} is closed and is not touched"));
    }
    findings(view);
    for test in items(view, "tests") {
        out::note(&test_line(test));
    }
}

fn findings(view: &Value) {
    let of_rules = items(view, "rules").iter().flat_map(|rule| items(rule, "findings"));
    for finding in items(view, "findings").iter().chain(of_rules) {
        let line = whole(finding, "line");
        let place = if line > 0 { format!("line {line}: ") } else { String::new() };
        let is_error = finding.get("isError").and_then(Value::as_bool).unwrap_or_default();
        let level = if is_error { "error" } else { "warning" };
        out::note(&format!("{level}: {place}{}; {}", text(finding, "what"), text(finding, "remedy")));
    }
}

fn test_line(test: &Value) -> String {
    let passed = test.get("passed").and_then(Value::as_bool).unwrap_or_default();
    let detail = text(test, "detail");
    let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
    format!("{} {}{detail}", if passed { "holds   " } else { "DOES NOT" }, text(test, "name"))
}

async fn test(core: &Core, file: Option<&Path>) -> Result<(), Failure> {
    let view = match file {
        Some(file) => previewed(core, &read(file)?).await?,
        None => in_force(core).await?,
    };
    let tests = items(&view, "tests");
    if core.is_json {
        out::json(&Value::Array(tests.to_vec()));
    } else {
        tests.iter().for_each(|test| out::answer(&test_line(test)));
        out::answer(&format!("{} tests", tests.len()));
        findings(&view);
    }
    let holds = |test: &Value| test.get("passed").and_then(Value::as_bool).unwrap_or_default();
    let is_unreadable = items(&view, "findings")
        .iter()
        .any(|finding| finding.get("isError").and_then(Value::as_bool).unwrap_or_default());
    match (is_unreadable, tests.iter().all(holds)) {
        (true, _) => Err(Failure::Told(Exit::Usage)),
        (false, false) => Err(Failure::Told(Exit::Threshold)),
        (false, true) => Ok(()),
    }
}

async fn export(core: &Core, file: Option<&Path>) -> Result<(), Failure> {
    let view = in_force(core).await?;
    let rules = text(&view, "text");
    match file {
        None => out::raw(rules),
        Some(file) => {
            std::fs::write(file, rules).map_err(|error| {
                usage(format!("{} cannot be written: {error}", file.display()), "Check the path")
            })?;
            out::note(&format!("written to {}", file.display()));
        }
    }
    Ok(())
}
