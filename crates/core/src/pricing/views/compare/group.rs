//! Groups of the comparison, their totals and what to know of them.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use showback_pricebook::Book;

use super::cells::{Dim, Key, Sides, Symbol, Symbols, UNTOLD};
use super::drift::{Drift, drifts};
use super::fold::fold;
use super::free::take_free;
use super::gather::{Gathered, Names, gather};
use crate::kernel::Period;
use crate::kernel::words::{counted, figure, grouped, listed};
use crate::pricing::views::error::PriceViewError;
use crate::pricing::views::queries_rated::PrimarySlot;

/// Texts a note names at most.
const MOST_TEXTS: usize = 5;

/// What is compared.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Days.
    pub period: Period,
    /// Dimensions of the rows, in order.
    pub by: &'a [Dim],
    /// All must hold.
    pub filters: &'a [(Dim, Option<String>)],
    /// Primary slots with quantities.
    pub metered: &'a [PrimarySlot],
    /// Primary slots with billed money.
    pub billed: &'a [PrimarySlot],
    /// The book in use: names of models, and prices of before.
    pub book: &'a Book,
    /// Finds the model of the book.
    pub names: Names<'a>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// One per dimension asked for; `None` when not told on either side.
    pub values: Vec<Option<String>>,
    /// Both sides.
    pub sides: Sides,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// ISO 4217.
    pub currency: String,
    /// Largest difference first, or by day when that is the first dimension.
    pub groups: Vec<Group>,
    /// Sum of the groups.
    pub totals: Sides,
    /// Rates that stopped agreeing, largest money first.
    pub drifts: Vec<Drift>,
    /// What to know.
    pub notes: Vec<String>,
}

/// Compares rated usage with billed charges.
pub fn compare(reader: &Connection, question: &Question<'_>) -> Result<Comparison, PriceViewError> {
    let gathered = gather(reader, question.metered, question.billed, question.period, question.names)?;
    let mut notes = notes(&gathered);
    let Gathered { mut symbols, cells, billed, open_days, .. } = gathered;
    let largest = billed.iter().max_by_key(|(_, nanos)| nanos.abs());
    let currency = largest.map_or_else(|| "USD".to_owned(), |(currency, _)| currency.clone());
    let mut cells = of_currency(cells, &symbols, &currency);
    notes.extend(take_free(&mut cells, &symbols, question.book));
    let (cells, together) = fold(cells, &mut symbols);
    notes.extend(together);
    let cells = kept(cells, &symbols, question.filters);
    let mut totals = Sides::default();
    for sides in cells.values() {
        totals.add(sides);
    }
    let open: HashSet<(Option<Symbol>, Option<Symbol>)> = open_days
        .iter()
        .map(|(connection, day)| (symbols.known(&connection.to_string()), symbols.known(day)))
        .collect();
    let is_whole = |connection, day| !open.contains(&(Some(connection), Some(day)));
    Ok(Comparison {
        groups: groups(&cells, &symbols, question.by),
        totals,
        drifts: drifts(&cells, &symbols, question.book, &currency, &is_whole),
        currency,
        notes,
    })
}

/// Cells of one currency; usage without a price is of every currency.
fn of_currency(cells: HashMap<Key, Sides>, symbols: &Symbols, currency: &str) -> HashMap<Key, Sides> {
    let wanted = symbols.known(currency).unwrap_or(UNTOLD);
    let mut kept: HashMap<Key, Sides> = HashMap::with_capacity(cells.len());
    for (key, sides) in cells {
        if key.currency == wanted || key.currency == UNTOLD {
            kept.entry(Key { currency: wanted, ..key }).or_default().add(&sides);
        }
    }
    kept
}

fn kept(
    cells: HashMap<Key, Sides>,
    symbols: &Symbols,
    filters: &[(Dim, Option<String>)],
) -> HashMap<Key, Sides> {
    let wanted: Vec<(Dim, Option<Symbol>)> = filters
        .iter()
        .map(|(dim, value)| (*dim, value.as_deref().map_or(Some(UNTOLD), |value| symbols.known(value))))
        .collect();
    let holds = |key: &Key| wanted.iter().all(|(dim, value)| *value == Some(key.value(*dim)));
    cells.into_iter().filter(|(key, _)| holds(key)).collect()
}

fn groups(cells: &HashMap<Key, Sides>, symbols: &Symbols, by: &[Dim]) -> Vec<Group> {
    let mut sums: HashMap<Vec<Symbol>, Sides> = HashMap::new();
    for (key, sides) in cells {
        let values: Vec<Symbol> = by.iter().map(|dim| key.value(*dim)).collect();
        sums.entry(values).or_default().add(sides);
    }
    let mut groups: Vec<Group> = sums
        .into_iter()
        .map(|(values, sides)| Group {
            values: values.into_iter().map(|value| symbols.text(value).map(str::to_owned)).collect(),
            sides,
        })
        .collect();
    let is_by_day = by.first() == Some(&Dim::Day);
    groups.sort_by(|left, right| order(left, right, is_by_day));
    groups
}

fn order(left: &Group, right: &Group, is_by_day: bool) -> Ordering {
    let day = if is_by_day { left.values.first().cmp(&right.values.first()) } else { Ordering::Equal };
    day.then_with(|| right.sides.weight().cmp(&left.sides.weight()))
        .then_with(|| left.values.cmp(&right.values))
}

fn notes(gathered: &Gathered) -> Vec<String> {
    let mut notes = Vec::new();
    let days =
        |left: &BTreeSet<(i64, String)>, right: &BTreeSet<(i64, String)>| left.difference(right).count();
    let only_billed = days(&gathered.billed_days, &gathered.metered_days);
    let only_metered = days(&gathered.metered_days, &gathered.billed_days);
    let account_days = |number: usize| counted(number, "account-day has", "account-days have");
    if only_billed > 0 {
        notes.push(format!("{} charges and no usage", account_days(only_billed)));
    }
    if only_metered > 0 {
        notes.push(format!("{} usage and no charges", account_days(only_metered)));
    }
    if !gathered.open_days.is_empty() {
        let days = counted(gathered.open_days.len(), "account-day was", "account-days were");
        notes.push(format!("{days} not read in full and raise no alarm"));
    }
    if !gathered.unrated.is_empty() {
        notes.push(format!("{} usage that is not rated yet", account_days(gathered.unrated.len())));
    }
    for ((channel, lane), tokens) in &gathered.committed {
        let tokens = grouped(&tokens.to_string());
        notes.push(format!(
            "{tokens} tokens in {channel}'s {lane} lane are paid for as a commitment and not compared"
        ));
    }
    if !gathered.unread.is_empty() {
        let mut texts: Vec<(&String, &i128)> = gathered.unread.iter().collect();
        texts.sort_by(|left, right| right.1.abs().cmp(&left.1.abs()).then(left.0.cmp(right.0)));
        let named: Vec<&str> = texts.iter().take(MOST_TEXTS).map(|(text, _)| text.as_str()).collect();
        let more = if texts.len() > MOST_TEXTS { ", and more" } else { "" };
        notes.push(format!("charges that name neither a model nor a known meter: {}{more}", listed(&named)));
    }
    let mut others: Vec<(&String, &i128)> = gathered.billed.iter().collect();
    others.sort_by_key(|(_, nanos)| std::cmp::Reverse(nanos.abs()));
    for (currency, nanos) in others.into_iter().skip(1) {
        notes.push(format!("billed in another currency and not compared: {}", figure(*nanos, currency)));
    }
    notes
}
