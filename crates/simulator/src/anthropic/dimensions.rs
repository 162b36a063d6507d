//! What a cell says along each of Anthropic's dimensions.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::cell::{Cell, Meter, Provider};
use crate::company::{Org, Person};
use crate::server::Site;

fn org<'a>(site: &'a Site<'_>) -> &'a Org {
    site.world.company.org(Provider::Anthropic)
}

fn person<'a>(site: &'a Site<'_>, cell: &Cell) -> Option<&'a Person> {
    org(site).people.get(cell.user?)
}

/// The value of a dimension as text; an actor is its JSON.
pub(crate) fn value(site: &Site<'_>, cell: &Cell, name: &str) -> Option<String> {
    let owned = |text: &str| Some(text.to_owned());
    let org = org(site);
    match name {
        "workspace_id" => owned(&org.projects.get(cell.project)?.id),
        "api_key_id" => owned(&org.keys.get(cell.key?)?.id),
        "account_id" => owned(&person(site, cell)?.id),
        "service_account_id" => owned(&org.service_accounts.get(cell.service_account?)?.id),
        "model" => owned(cell.model?),
        "service_tier" => owned(cell.tier?),
        "context_window" => owned(cell.extra.context_window?),
        "inference_geo" => owned(cell.extra.inference_geo?),
        "speed" => owned(cell.extra.speed?),
        "product" => owned(cell.extra.product?),
        "actor" => actor(site, cell).map(|actor| actor.to_string()),
        "actor_type" => owned(actor(site, cell)?.get("type")?.as_str()?),
        _ => None,
    }
}

/// User before service account before key, as the provider attributes.
fn actor(site: &Site<'_>, cell: &Cell) -> Option<Value> {
    if let Some(person) = person(site, cell) {
        let email = (!person.deleted).then_some(person.email.as_str());
        let name = (!person.deleted).then_some(person.name);
        return Some(json!({
            "type": "user_actor", "user_id": person.id, "email_address": email, "name": name,
            "deleted": person.deleted,
        }));
    }
    let org = org(site);
    if let Some(account) = cell.service_account.and_then(|at| org.service_accounts.get(at)) {
        return Some(json!({"type": "service_account_actor", "service_account_id": account.id}));
    }
    let key = org.keys.get(cell.key?)?;
    Some(json!({"type": "api_actor", "api_key_id": key.id}))
}

/// Whether the cell is attributed to a deleted person.
pub(crate) fn deleted_user(site: &Site<'_>, cell: &Cell) -> bool {
    person(site, cell).is_some_and(|person| person.deleted)
}

/// Whether the cell belongs to the default workspace.
pub(crate) fn in_default_workspace(site: &Site<'_>, cell: &Cell) -> bool {
    org(site).projects.get(cell.project).is_some_and(|project| project.is_default)
}

/// Whether a cell passes an array filter of the analytics or the admin reports.
pub(crate) fn passes(site: &Site<'_>, cell: &Cell, filters: &[(&'static str, Vec<String>)]) -> bool {
    filters.iter().all(|(name, wanted)| {
        let dimension = match *name {
            "actor_ids" => return actor_ids(site, cell).iter().any(|id| wanted.contains(id)),
            "context_windows" | "context_window" => "context_window",
            "inference_geos" => "inference_geo",
            "actor_types" => "actor_type",
            "api_key_ids" => "api_key_id",
            "account_ids" => "account_id",
            "service_account_ids" => "service_account_id",
            "models" => "model",
            "products" => "product",
            "service_tiers" => "service_tier",
            "speeds" => "speed",
            "workspace_ids" => "workspace_id",
            _ => return false,
        };
        match value(site, cell, dimension) {
            Some(value) => wanted.contains(&value),
            None => match dimension {
                "inference_geo" => wanted.iter().any(|value| value == "not_available"),
                "api_key_id" => wanted.iter().any(String::is_empty),
                _ => false,
            },
        }
    })
}

fn actor_ids(site: &Site<'_>, cell: &Cell) -> Vec<String> {
    ["account_id", "service_account_id", "api_key_id"]
        .into_iter()
        .find_map(|name| value(site, cell, name))
        .into_iter()
        .collect()
}

/// Fractional cents as the analytics surface prints them.
pub(crate) fn cents(nanos: i64) -> String {
    rust_decimal::Decimal::new(nanos, 7).normalize().to_string()
}

/// Fractional cents with at least two decimals, as the admin cost report prints them.
pub(crate) fn cents_padded(nanos: i64) -> String {
    let mut text = cents(nanos);
    match text.split_once('.') {
        None => text.push_str(".00"),
        Some((_, fraction)) if fraction.len() < 2 => text.push('0'),
        Some(_) => {}
    }
    text
}

/// The token and tool counters every usage row has.
pub(crate) fn tokens(meters: &BTreeMap<Meter, i64>) -> Map<String, Value> {
    let get = |meter: Meter| meters.get(&meter).copied().unwrap_or(0);
    let mut figures = Map::new();
    figures.insert("uncached_input_tokens".to_owned(), json!(get(Meter::InputText)));
    figures.insert(
        "cache_creation".to_owned(),
        json!({
            "ephemeral_5m_input_tokens": get(Meter::WriteShort),
            "ephemeral_1h_input_tokens": get(Meter::WriteLong),
        }),
    );
    figures.insert("cache_read_input_tokens".to_owned(), json!(get(Meter::CachedText)));
    figures.insert("output_tokens".to_owned(), json!(get(Meter::OutputText)));
    figures.insert("server_tool_use".to_owned(), json!({"web_search_requests": get(Meter::Calls)}));
    figures
}
