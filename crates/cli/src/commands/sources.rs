//! What can be connected.

use serde_json::Value;

use crate::core::Core;
use crate::failure::{Failure, usage};
use crate::out;
use crate::table::Table;
use crate::words::{items, text};

/// The source of that name.
pub(super) async fn find(core: &Core, id: &str) -> Result<Value, Failure> {
    let all = core.call("sources.list", Value::Null).await?;
    let all = all.as_array().map_or(&[][..], Vec::as_slice);
    all.iter().find(|source| text(source, "id") == id).cloned().ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|source| text(source, "id")).collect();
        usage(format!("there is no source \"{id}\""), &format!("Sources: {}", known.join(", ")))
    })
}

pub(super) async fn sources(core: &Core, id: Option<&str>) -> Result<(), Failure> {
    if let Some(id) = id {
        let source = find(core, id).await?;
        if core.is_json {
            out::json(&source);
        } else {
            out::answer(&in_full(&source));
        }
        return Ok(());
    }
    let all = core.call("sources.list", Value::Null).await?;
    if core.is_json {
        out::json(&all);
        return Ok(());
    }
    let mut table =
        Table::default().text("Source").text("Name").text("Key").text("Looks like").text("Variable");
    for source in all.as_array().into_iter().flatten() {
        let cell = |field: &str| text(source, field).to_owned();
        table.row(vec![
            cell("id"),
            cell("name"),
            cell("keyKind"),
            cell("keyLooksLike"),
            cell("keyEnvironmentVariable"),
        ]);
    }
    out::answer(&table.render());
    Ok(())
}

fn in_full(source: &Value) -> String {
    let mut lines = vec![
        format!("{} ({})", text(source, "name"), text(source, "id")),
        format!("Address: {}", text(source, "baseUrl")),
        format!("Key: {} ({})", text(source, "keyKind"), text(source, "keyLooksLike")),
        String::new(),
        "How to make the key:".to_owned(),
    ];
    let steps = items(source, "keySteps").iter().filter_map(Value::as_str).enumerate();
    lines.extend(steps.map(|(place, step)| format!("  {}. {step}", place.saturating_add(1))));
    lines.push(format!("  {}", text(source, "keyCaution")));
    lines.push(String::new());
    lines.push("What it tells:".to_owned());
    lines.extend(
        items(source, "slots")
            .iter()
            .map(|slot| format!("  {} ({})", text(slot, "label"), text(slot, "book"))),
    );
    lines.push(String::new());
    lines.push("What it does not tell:".to_owned());
    lines.extend(items(source, "notTold").iter().filter_map(Value::as_str).map(|line| format!("  {line}")));
    lines.join("\n")
}
