//! Reads both sides of a period into cells.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::cells::{Key, Sides, Symbol, Symbols, UNTOLD};
use super::line_items::{charge_meaning, is_committed};
use crate::kernel::Period;
use crate::ledger::{Meter, MeterKind};
use crate::pricing::ratings::{SeriesFacts, read_series};
use crate::pricing::views::queries_rated::{
    Bucket, PrimarySlot, Quantity, buckets, each_charge, each_quantity, open_days,
};

/// Finds the model of the book that a name of a channel means; `None` when the book knows none.
pub type Names<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// Everything of a period, at the finest grain.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub symbols: Symbols,
    pub cells: HashMap<Key, Sides>,
    /// Billed nanos by currency.
    pub billed: BTreeMap<String, i128>,
    /// Billed nanos of texts that no meter is known for.
    pub unread: BTreeMap<String, i128>,
    /// Quantities of lanes that are paid for as a commitment, by channel and lane.
    pub committed: BTreeMap<(String, String), i128>,
    /// Days of usage that were not rated yet, by connection.
    pub unrated: BTreeSet<(i64, String)>,
    /// Days with a metered book, by connection.
    pub metered_days: BTreeSet<(i64, String)>,
    /// Days with a billed book, by connection.
    pub billed_days: BTreeSet<(i64, String)>,
    /// Days of which some slot was not read in full, by connection.
    pub open_days: BTreeSet<(i64, String)>,
}

/// Reads usage with its ratings, and charges.
pub(super) fn gather(
    reader: &Connection,
    metered: &[PrimarySlot],
    billed: &[PrimarySlot],
    period: Period,
    names: Names<'_>,
) -> rusqlite::Result<Gathered> {
    let series = read_series(reader)?;
    let mut gatherer = Gatherer {
        series: &series,
        names,
        models: HashMap::new(),
        usage: HashMap::new(),
        charges: HashMap::new(),
        found: Gathered::default(),
    };
    for bucket in buckets(reader, metered, period)? {
        let at = gatherer.open(&bucket);
        let (mut has_rows, mut has_unrated) = (false, false);
        each_quantity(reader, &bucket, |row| {
            has_rows = true;
            has_unrated |= row.rated.is_none();
            gatherer.add_quantity(at, &row);
        })?;
        let place = || (bucket.connection, bucket.day.clone());
        if has_rows {
            gatherer.found.metered_days.insert(place());
        }
        if has_unrated {
            gatherer.found.unrated.insert(place());
        }
    }
    for bucket in buckets(reader, billed, period)? {
        let at = gatherer.open(&bucket);
        let mut has_rows = false;
        each_charge(reader, bucket.revision, |row| {
            has_rows = true;
            gatherer.add_charge(at, row.series, row.currency, row.amount_nanos);
        })?;
        if has_rows {
            gatherer.found.billed_days.insert((bucket.connection, bucket.day.clone()));
        }
    }
    let open = open_days(reader, &[metered, billed].concat(), period)?;
    Ok(Gathered { open_days: open, ..gatherer.found })
}

/// Day and connection.
type Place = (Symbol, Symbol);

struct Gatherer<'a> {
    series: &'a HashMap<i64, SeriesFacts>,
    names: Names<'a>,
    models: HashMap<(String, String), Symbol>,
    usage: HashMap<(i64, Symbol), Option<Key>>,
    charges: HashMap<i64, (Key, Option<String>)>,
    found: Gathered,
}

impl Gatherer<'_> {
    fn open(&mut self, bucket: &Bucket) -> Place {
        let symbols = &mut self.found.symbols;
        (symbols.of(Some(&bucket.day)), symbols.of(Some(&bucket.connection.to_string())))
    }

    fn add_quantity(&mut self, (day, connection): Place, row: &Quantity<'_>) {
        let meter = self.found.symbols.of(Some(row.meter));
        let template = match self.usage.get(&(row.series, meter)) {
            Some(known) => *known,
            None => {
                let made = self.usage_key(row.series, row.meter, meter);
                self.usage.insert((row.series, meter), made);
                made
            }
        };
        let Some(template) = template else {
            self.note_committed(row);
            return;
        };
        let amount = match row.rated {
            Some(rated) if rated.status == "not_billable" => return,
            Some(rated) => rated.contracted_nanos.map(|low| {
                (rated.currency, i128::from(low), i128::from(rated.contracted_high_nanos.unwrap_or(low)))
            }),
            None => None,
        };
        let currency = amount.map_or(UNTOLD, |(currency, ..)| self.found.symbols.of(Some(currency)));
        let sides = Sides {
            rated: amount.map(|(_, low, _)| low),
            rated_high: amount.map_or(0, |(_, _, high)| high),
            billed: None,
            has_unpriced: amount.is_none(),
            quantity: i128::from(row.quantity),
        };
        self.found.cells.entry(Key { currency, day, connection, ..template }).or_default().add(&sides);
    }

    fn note_committed(&mut self, row: &Quantity<'_>) {
        let is_tokens = Meter::parse(row.meter).map(Meter::kind) == Some(MeterKind::Tokens);
        if let Some(facts) = self.series.get(&row.series).filter(|_| is_tokens) {
            let lane = facts.lane.clone().unwrap_or_default();
            *self.found.committed.entry((facts.channel.clone(), lane)).or_default() +=
                i128::from(row.quantity);
        }
    }

    /// `None` for requests, which nobody bills, and for what is paid as a commitment.
    fn usage_key(&mut self, series: i64, name: &str, meter: Symbol) -> Option<Key> {
        if Meter::parse(name).map(Meter::kind) == Some(MeterKind::Requests) {
            return None;
        }
        let facts = self.series.get(&series)?;
        if is_committed(&facts.channel, facts.lane.as_deref()) {
            return None;
        }
        let model = self.model(&facts.channel, facts.model());
        Some(self.key(facts, model, meter))
    }

    fn add_charge(&mut self, (day, connection): Place, series: i64, currency: &str, nanos: i64) {
        if !self.charges.contains_key(&series) {
            let Some(made) = self.charge_key(series) else { return };
            self.charges.insert(series, made);
        }
        let Some((template, unread)) = self.charges.get(&series) else { return };
        if let Some(text) = unread {
            *self.found.unread.entry(text.clone()).or_default() += i128::from(nanos);
        }
        let template = *template;
        *self.found.billed.entry(currency.to_owned()).or_default() += i128::from(nanos);
        let currency = self.found.symbols.of(Some(currency));
        let sides = Sides { billed: Some(i128::from(nanos)), ..Sides::default() };
        self.found.cells.entry(Key { currency, day, connection, ..template }).or_default().add(&sides);
    }

    /// The key of a charge, and its text where that names neither model nor meter.
    fn charge_key(&mut self, series: i64) -> Option<(Key, Option<String>)> {
        let facts = self.series.get(&series)?;
        let texts = [facts.line_item.as_deref(), facts.operation.as_deref()];
        let found = charge_meaning(&facts.channel, facts.model(), facts.token_class.as_deref(), texts);
        let model = self.model(&facts.channel, found.model.as_deref());
        let meter = self.found.symbols.of(found.meter.as_deref());
        Some((self.key(facts, model, meter), found.unread))
    }

    fn key(&mut self, facts: &SeriesFacts, model: Symbol, meter: Symbol) -> Key {
        let symbols = &mut self.found.symbols;
        Key {
            currency: UNTOLD,
            day: UNTOLD,
            connection: UNTOLD,
            channel: symbols.of(Some(&facts.channel)),
            project: symbols.of(facts.project.as_deref()),
            model,
            meter,
        }
    }

    /// The book's name of a model; its own where the book does not know it.
    fn model(&mut self, channel: &str, name: Option<&str>) -> Symbol {
        let Some(name) = name else { return UNTOLD };
        let place = (channel.to_owned(), name.to_owned());
        if let Some(known) = self.models.get(&place) {
            return *known;
        }
        let resolved = (self.names)(channel, name);
        let symbol = self.found.symbols.of(Some(resolved.as_deref().unwrap_or(name)));
        self.models.insert(place, symbol);
        symbol
    }
}
