//! A channel's file.

use toml::de::DeValue;

use super::fields::{Fields, Log, Placed};
use super::model::{self, ReadModel};
use super::rates::{self, Owner};
use super::{terms, values};
use crate::model::{Channel, Rate};
use crate::order;
use crate::places::{Item, Part, Place};
use crate::rate_key::EVERY_MODEL;

/// A channel that is not yet at its position in the book, with the places of its parts.
pub(super) struct ReadChannel {
    channel: Channel,
    place: Place,
    lists: Vec<(Part, Vec<Place>)>,
    models: Vec<Placed<ReadModel>>,
    fees: Vec<Placed<Rate>>,
}

impl ReadChannel {
    pub(super) fn id(&self) -> &str {
        &self.channel.id
    }

    /// Puts every part in canonical order and notes its place by its position.
    pub(super) fn settle(self, at: usize, log: &mut Log) -> Channel {
        let Self { mut channel, place, lists, mut models, mut fees } = self;
        log.places.set(Item::Channel(at), place);
        for (part, places) in lists {
            for (index, place) in places.into_iter().enumerate() {
                log.places.set(Item::Entry(at, part, index), place);
            }
        }
        fees.sort_by(|a, b| order::of_rate(&a.value).cmp(&order::of_rate(&b.value)));
        channel.fees = noted(fees, log, |index| Item::Entry(at, Part::Fee, index));
        models.sort_by(|a, b| a.value.model.id.cmp(&b.value.model.id));
        for (index, Placed { value: read, place }) in models.into_iter().enumerate() {
            log.places.set(Item::Model(at, index), place);
            let ReadModel { mut model, mut rates, aliases, snapshots } = read;
            rates.sort_by(|a, b| order::of_rate(&a.value).cmp(&order::of_rate(&b.value)));
            model.rates = noted(rates, log, |rate| Item::Rate(at, index, rate));
            model.aliases = noted(aliases, log, |alias| Item::Alias(at, index, alias));
            model.snapshots = noted(snapshots, log, |snapshot| Item::Snapshot(at, index, snapshot));
            channel.models.push(model);
        }
        channel
    }
}

fn noted<T>(placed: Vec<Placed<T>>, log: &mut Log, item: impl Fn(usize) -> Item) -> Vec<T> {
    let mut values = Vec::with_capacity(placed.len());
    for (index, Placed { value, place }) in placed.into_iter().enumerate() {
        log.places.set(item(index), place);
        values.push(value);
    }
    values
}

/// Reads a channel's file. `None` when what identifies the channel is missing; the log says so.
pub(super) fn read(mut fields: Fields<'_>, log: &mut Log) -> Option<ReadChannel> {
    let place = fields.place;
    super::expect_schema(&mut fields, log);
    let id = fields.need(log, "channel", values::name);
    let name = fields.need(log, "name", values::text);
    let currency = fields.need(log, "currency", currency);
    let billing_zone = fields.need(log, "billing_zone", values::name);
    let usage_convention = fields.need(log, "usage_convention", values::text);
    let default_geo = fields.need(log, "default_geo", values::name);
    let pages = fields.list(log, "pages", values::text).into_iter().map(|page| page.value).collect();
    let owner_geo = default_geo.clone().unwrap_or_default();
    let channel_id = id.clone().unwrap_or_default();
    let mut lists = Lists::default();
    let sources = sources(&mut fields, &mut lists, log);
    let tier_words =
        lists.read(&mut fields, log, Part::TierWord, ("tier", "a tier's word"), terms::tier_word);
    let modifiers = lists.read(&mut fields, log, Part::Modifier, ("modifier", "a modifier"), terms::modifier);
    let redirects = lists.read(&mut fields, log, Part::Redirect, ("redirect", "a redirect"), terms::redirect);
    let allowances =
        lists.read(&mut fields, log, Part::Allowance, ("allowance", "an allowance"), terms::allowance);
    let calendars = lists.read(&mut fields, log, Part::Calendar, ("calendar", "a calendar"), terms::calendar);
    let credits = lists.read(&mut fields, log, Part::Credit, ("credit", "a credit"), terms::credit);
    let capacities =
        lists.read(&mut fields, log, Part::Capacity, ("capacity", "a capacity"), terms::capacity);
    let owner = Owner { channel: &channel_id, model: EVERY_MODEL, default_geo: &owner_geo };
    let lines = fields.tables(log, "fee", "a fee");
    let fees = lines.into_iter().flat_map(|fields| rates::read(fields, &owner, log)).collect();
    let tables = fields.tables(log, "model", "a model");
    let models: Vec<_> =
        tables.into_iter().filter_map(|fields| model::read(fields, &channel_id, &owner_geo, log)).collect();
    fields.finish(log);
    let channel = Channel {
        id: id?,
        name: name?,
        currency: currency?,
        billing_zone: billing_zone?,
        usage_convention: usage_convention?,
        pages,
        sources,
        tier_words,
        default_geo: default_geo?,
        models: Vec::new(),
        fees: Vec::new(),
        modifiers,
        redirects,
        allowances,
        calendars,
        credits,
        capacities,
    };
    Some(ReadChannel { channel, place, lists: lists.0, models, fees })
}

/// The places of each list that was read.
#[derive(Default)]
struct Lists(Vec<(Part, Vec<Place>)>);

impl Lists {
    fn read<T>(
        &mut self,
        fields: &mut Fields<'_>,
        log: &mut Log,
        part: Part,
        (key, what): (&'static str, &'static str),
        read: fn(Fields<'_>, &mut Log) -> Option<T>,
    ) -> Vec<T> {
        let mut places = Vec::new();
        let mut values = Vec::new();
        for table in fields.tables(log, key, what) {
            let place = table.place;
            if let Some(value) = read(table, log) {
                places.push(place);
                values.push(value);
            }
        }
        self.0.push((part, places));
        values
    }
}

fn sources(fields: &mut Fields<'_>, lists: &mut Lists, log: &mut Log) -> Vec<crate::model::Source> {
    let mut read = Vec::new();
    for (id, place, value) in fields.entries(log, "sources") {
        match value.get_ref() {
            DeValue::Table(table) => {
                let source = terms::source(id, Fields::new("a source", place, table), log);
                read.extend(source.map(|value| Placed { value, place }));
            }
            _ => log.error(
                place,
                "value",
                format!("the source \"{id}\" is not a table"),
                "write it as { text = \"...\", retrieved = 2026-10-15 }",
            ),
        }
    }
    read.sort_by(|a, b| a.value.id.cmp(&b.value.id));
    let (sources, places) = read.into_iter().map(|placed| (placed.value, placed.place)).unzip();
    lists.0.push((Part::Source, places));
    sources
}

fn currency(value: &DeValue<'_>) -> Result<String, values::Expected> {
    let code = values::name(value)?;
    let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code.then_some(code).ok_or_else(|| "an ISO 4217 code like \"USD\"".to_owned())
}
