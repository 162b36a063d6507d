//! Preferences, one JSON value per name so that an older or newer Showback keeps what it does not know.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::App;
use super::change::{Change, Snapshot};
use super::model::Settings;
use super::queries;
use crate::kernel::{Nothing, Problem};

/// The preferences of the open workspace.
pub fn get(app: &App, _: Nothing) -> Result<Settings, Problem> {
    app.workspace()?.store.read(read)
}

/// Replaces the preferences.
pub fn set(app: &App, settings: Settings) -> Result<Settings, Problem> {
    app.change("settings.set", |tx| {
        let before = read(tx)?;
        write(tx, &settings)?;
        Ok(Change {
            value: settings.clone(),
            summary: summary(&before, &settings),
            before: Snapshot::Settings(before),
            after: Snapshot::Settings(settings.clone()),
        })
    })
}

/// Reads what is stored; a name that was never stored has its default.
pub(super) fn read(reader: &Connection) -> Result<Settings, Problem> {
    let stored: Map<String, Value> = queries::settings(reader)?
        .into_iter()
        .filter_map(|(name, json)| Some((name, serde_json::from_str(&json).ok()?)))
        .collect();
    Ok(serde_json::from_value(Value::Object(stored)).unwrap_or_default())
}

/// Stores every preference.
pub(super) fn write(tx: &Connection, settings: &Settings) -> Result<(), Problem> {
    for (name, value) in fields(settings) {
        queries::put_setting(tx, &name, &value.to_string())?;
    }
    Ok(())
}

fn fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn summary(before: &Settings, after: &Settings) -> String {
    let before = fields(before);
    let changed: Vec<String> = fields(after)
        .into_iter()
        .filter(|(name, value)| before.get(name) != Some(value))
        .map(|(name, _)| words(&name))
        .collect();
    if changed.is_empty() {
        "Settings kept as they were".to_owned()
    } else {
        format!("Changed {}", changed.join(", "))
    }
}

fn words(name: &str) -> String {
    match name {
        "theme" => "the theme",
        "isHighContrast" => "high contrast",
        "density" => "the row height",
        "negativeStyle" => "how negative amounts look",
        "notifies" => "notifications",
        "keepsInTray" => "staying in the tray",
        "startsWithSystem" => "starting with the system",
        "isRailCollapsed" => "the rail",
        "requestsKeptDays" => "how long requests are kept",
        other => other,
    }
    .to_owned()
}
