//! The dimension values of derived rows: of the provider's series, of the requests', of the row itself.

use std::collections::HashMap;

use super::dimensions::Dimension;
use super::outcomes::{Placed, is_of_subject};
use super::queries::{ConnectionRow, SeriesRow};
use super::queries_spend::{LineRow, PartRow};
use super::symbols::{NOT_TOLD, Symbol, Symbols};

/// Reads values of series, each once.
pub(super) struct Places<'a> {
    series: &'a HashMap<i64, SeriesRow>,
    connections: &'a [ConnectionRow],
    dimensions: Vec<Dimension>,
    known: HashMap<(i64, i64, u8), Box<[Symbol]>>,
    /// Every text seen.
    pub(super) symbols: Symbols,
}

/// How the two series of a row are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Usage first, then the charge.
    Line = 0,
    /// The requests'; nothing of the provider's owners.
    Part = 1,
    /// Likewise, with the project of the owner series.
    PartOfProject = 2,
    /// Likewise, with its project and key.
    PartOfKey = 3,
    /// The requests' own, keys and projects included: no provider tells more.
    Own = 4,
}

impl<'a> Places<'a> {
    pub(super) fn new(
        series: &'a HashMap<i64, SeriesRow>,
        connections: &'a [ConnectionRow],
        dimensions: Vec<Dimension>,
    ) -> Self {
        Self { series, connections, dimensions, known: HashMap::new(), symbols: Symbols::new() }
    }

    /// Values of a line; class is left out.
    pub(super) fn of_line(&mut self, row: &LineRow<'_>, values: &mut Vec<Symbol>) {
        self.of_series((row.usage_series, row.billed_series), Kind::Line, values);
        self.of_row(row.day, row.connection, [row.level, row.grade, row.book], values);
    }

    /// Values of a part; class is left out.
    pub(super) fn of_part(&mut self, row: &PartRow<'_>, values: &mut Vec<Symbol>) {
        let kind = match row.owner_tells {
            "key" => Kind::PartOfKey,
            "project" => Kind::PartOfProject,
            // Only where requests are the most authoritative book is a part measured without an owner.
            _ if row.grade == "A" => Kind::Own,
            _ => Kind::Part,
        };
        self.of_series((row.series, row.owner_series), kind, values);
        self.of_row(row.day, row.connection, ["seen", row.grade, row.book], values);
    }

    /// Values of requests themselves.
    pub(super) fn of_requests(&mut self, time: &str, series: i64, values: &mut Vec<Symbol>) {
        self.of_series((series, 0), Kind::Own, values);
        self.of_time(time, values);
    }

    /// Values of outcomes: their own, and those that all requests they are about share. Says whether they share all.
    pub(super) fn of_outcome(&mut self, placed: &Placed, values: &mut Vec<Symbol>) -> bool {
        let [day, gateway, name, kind] = &placed.told;
        let mut is_one = true;
        let mut all: Option<Vec<Symbol>> = None;
        for series in &placed.series {
            self.of_series((*series, 0), Kind::Own, values);
            let Some(known) = &mut all else {
                all = Some(values.clone());
                continue;
            };
            for ((known, value), dimension) in known.iter_mut().zip(values.iter()).zip(&self.dimensions) {
                if known != value && is_of_subject(*dimension) {
                    *known = NOT_TOLD;
                    is_one = false;
                }
            }
        }
        values.clear();
        values.extend(all.into_iter().flatten());
        values.resize(self.dimensions.len(), NOT_TOLD);
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let text = match dimension {
                Dimension::Gateway => gateway,
                Dimension::Outcome => name,
                Dimension::OutcomeKind => kind,
                _ => continue,
            };
            set(values, place, self.symbols.of(Some(text)));
        }
        self.of_time(day, values);
        is_one
    }

    fn of_series(&mut self, pair: (i64, i64), kind: Kind, values: &mut Vec<Symbol>) {
        let key = (pair.0, pair.1, kind as u8);
        if !self.known.contains_key(&key) {
            let read: Box<[Symbol]> = self
                .dimensions
                .iter()
                .map(|dimension| read(self.series, *dimension, pair, kind))
                .map(|text| self.symbols.of(text))
                .collect();
            self.known.insert(key, read);
        }
        values.clear();
        values.extend(self.known.get(&key).into_iter().flat_map(|known| known.iter().copied()));
    }

    fn of_time(&mut self, time: &str, values: &mut [Symbol]) {
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let text = match dimension {
                Dimension::Day => Some(time),
                Dimension::Month => time.get(..7),
                _ => continue,
            };
            let symbol = self.symbols.of(text);
            set(values, place, symbol);
        }
    }

    fn of_row(&mut self, day: &str, connection: i64, told: [&str; 3], values: &mut [Symbol]) {
        self.of_time(day, values);
        let [level, grade, book] = told;
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let symbol = match dimension {
                Dimension::Connection if connection == 0 => NOT_TOLD,
                Dimension::Connection => self.symbols.of(Some(&connection.to_string())),
                Dimension::Account if values.get(place) == Some(&NOT_TOLD) => {
                    let found = self.connections.iter().find(|known| known.id == connection);
                    self.symbols
                        .of(found.map(|known| known.account.as_str()).filter(|account| !account.is_empty()))
                }
                Dimension::Evidence => self.symbols.of(Some(level)),
                Dimension::Grade => self.symbols.of(Some(grade)),
                Dimension::Book => self.symbols.of(Some(book)),
                _ => continue,
            };
            set(values, place, symbol);
        }
    }
}

/// The value of a dimension in a pair of series: the first that tells one, else the first that says there is none.
fn read(
    series: &HashMap<i64, SeriesRow>,
    dimension: Dimension,
    (first, second): (i64, i64),
    kind: Kind,
) -> Option<&str> {
    let columns = match dimension {
        Dimension::Provider => &["provider"][..],
        Dimension::Account => &["account"][..],
        _ => dimension.columns(),
    };
    let is_owned = match dimension {
        Dimension::Project => matches!(kind, Kind::PartOfProject | Kind::PartOfKey),
        Dimension::Key => kind == Kind::PartOfKey,
        _ => false,
    };
    let is_owners = matches!(dimension, Dimension::Project | Dimension::Key);
    let pair = match kind {
        // The text and the class of a charge are its own.
        Kind::Line if matches!(dimension, Dimension::LineItem | Dimension::TokenClass) => [second, first],
        Kind::Line => [first, second],
        Kind::Own => [first, 0],
        _ if is_owned => [second, 0],
        // A gateway's own names of projects and keys are not the provider's.
        _ if is_owners => [0, 0],
        _ => [first, 0],
    };
    let told = || {
        pair.iter()
            .filter_map(|id| series.get(id))
            .flat_map(|row| columns.iter().filter_map(|column| row.column(column)))
    };
    told().find(|value| !value.is_empty()).or_else(|| told().next())
}

fn set(values: &mut [Symbol], place: usize, symbol: Symbol) {
    if let Some(value) = values.get_mut(place) {
        *value = symbol;
    }
}
