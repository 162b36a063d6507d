//! A `[[model]]` of a channel.

use toml::de::DeValue;

use super::fields::{Fields, Log, Placed};
use super::rates::{self, Owner};
use super::values;
use crate::model::{Alias, Certainty, Model, Rate};

/// A model with the places of what rules can point to.
pub(super) struct ReadModel {
    pub(super) model: Model,
    pub(super) rates: Vec<Placed<Rate>>,
    pub(super) aliases: Vec<Placed<Alias>>,
    pub(super) snapshots: Vec<Placed<String>>,
}

pub(super) fn read(
    mut fields: Fields<'_>,
    channel: &str,
    default_geo: &str,
    log: &mut Log,
) -> Option<Placed<ReadModel>> {
    let place = fields.place;
    let id = fields.need(log, "id", values::name);
    let is = fields.need(log, "is", publisher_and_model);
    let released = fields.option(log, "released", values::day);
    let retired = fields.option(log, "retired", values::day);
    let context_window = fields.option(log, "context_window", values::count);
    let expected = fields.option(log, "expected", values::text);
    let aliases = fields.tables(log, "aliases", "an alias");
    let aliases = aliases.into_iter().filter_map(|fields| alias(fields, log)).collect();
    let snapshots = fields.list(log, "snapshots", values::name);
    let own_snapshots = fields.list(log, "own_snapshots", values::name);
    let owner = Owner { channel, model: id.as_deref().unwrap_or_default(), default_geo };
    let lines = fields.tables(log, "rates", "a rate");
    let rates = lines.into_iter().flat_map(|fields| rates::read(fields, &owner, log)).collect();
    fields.finish(log);
    let model = Model {
        id: id?,
        is: is?,
        released,
        retired,
        context_window,
        aliases: Vec::new(),
        snapshots: Vec::new(),
        own_snapshots: own_snapshots.into_iter().map(|placed| placed.value).collect(),
        expected,
        rates: Vec::new(),
    };
    Some(Placed { value: ReadModel { model, rates, aliases, snapshots }, place })
}

fn alias(mut fields: Fields<'_>, log: &mut Log) -> Option<Placed<Alias>> {
    let place = fields.place;
    let id = fields.need(log, "id", values::name);
    let valid = rates::window(&mut fields, log, "from", "to");
    let certainty = fields.option(log, "certainty", certainty).unwrap_or_default();
    fields.finish(log);
    Some(Placed { value: Alias { id: id?, valid, certainty }, place })
}

fn certainty(value: &DeValue<'_>) -> Result<Certainty, values::Expected> {
    match values::text(value)?.as_str() {
        "stated" => Ok(Certainty::Stated),
        "observed" => Ok(Certainty::Observed),
        _ => Err("stated or observed".to_owned()),
    }
}

fn publisher_and_model(value: &DeValue<'_>) -> Result<String, values::Expected> {
    let name = values::name(value)?;
    let is_pair =
        name.split_once('/').is_some_and(|(publisher, model)| !publisher.is_empty() && !model.is_empty());
    is_pair.then_some(name).ok_or_else(|| "publisher/model, the same on every channel".to_owned())
}
