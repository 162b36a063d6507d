//! Rated money by the places a contract asks for, and the rating of one row.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use rust_decimal::Decimal;
use showback_pricebook::RateId;

use super::apply::RatingEnv;
use super::note::Note;
use super::queries;
use super::queries_read::{self, CostRow, StoredRating};
use super::series::SeriesFacts;
use crate::kernel::Period;
use crate::pricing::Bounds;
use crate::pricing::kept_error::KeptError;
use crate::pricing::settle::{UsageCost, UsagePlace};

/// The rating of a usage row that counts; `None` when it waits or there is no such row.
pub fn stored_rating(
    reader: &Connection,
    revision: i64,
    ordinal: i64,
) -> Result<Option<StoredRating>, KeptError> {
    Ok(queries_read::stored_rating(reader, revision, ordinal)?)
}

/// What usage costs in each of some periods, by place and currency. Usage told by several slots is counted once; what has
/// no price is not in it.
pub fn usage_costs(env: &RatingEnv<'_>, periods: &[Period]) -> Result<Vec<UsageCost>, KeptError> {
    let slots: Vec<String> = env
        .slots
        .iter()
        .filter(|slot| slot.is_primary)
        .map(|slot| format!("{} {}", slot.source, slot.slot))
        .collect();
    let slots = serde_json::to_string(&slots).unwrap_or_else(|_| "[]".to_owned());
    env.store.read(|reader| {
        let series = queries::series(reader)?;
        let mut places = Places { env, series, notes: HashMap::new(), rates: HashMap::new() };
        let mut costs = Vec::new();
        for period in periods {
            let mut sums: BTreeMap<(UsagePlace, String), Sum> = BTreeMap::new();
            for row in queries_read::costs(reader, &slots, *period)? {
                let place = places.of(reader, &row)?;
                sums.entry((place, row.currency.clone())).or_default().add(&row);
            }
            costs.extend(sums.into_iter().map(|((place, currency), sum)| UsageCost {
                period: *period,
                place,
                currency,
                list: sum.list(),
                contracted: sum.contracted(),
            }));
        }
        Ok(costs)
    })
}

#[derive(Default)]
struct Sum {
    list: (i128, i128),
    contracted: (i128, i128),
}

impl Sum {
    fn add(&mut self, row: &CostRow) {
        self.list.0 += i128::from(row.list);
        self.list.1 += i128::from(row.list_high);
        self.contracted.0 += i128::from(row.contracted);
        self.contracted.1 += i128::from(row.contracted_high);
    }

    fn list(&self) -> Bounds {
        bounds(self.list)
    }

    fn contracted(&self) -> Bounds {
        bounds(self.contracted)
    }
}

fn bounds((low, high): (i128, i128)) -> Bounds {
    let units = |nanos| Decimal::try_from_i128_with_scale(nanos, 9).unwrap_or(Decimal::MAX).normalize();
    Bounds { low: units(low), high: units(high) }
}

/// Tier and place of a rate.
type Card = (String, String);

/// Where usage was, in the words of the book that rated it.
struct Places<'a> {
    env: &'a RatingEnv<'a>,
    series: HashMap<i64, SeriesFacts>,
    notes: HashMap<i64, Note>,
    rates: HashMap<i64, HashMap<RateId, Card>>,
}

impl Places<'_> {
    fn of(&mut self, reader: &Connection, row: &CostRow) -> Result<UsagePlace, KeptError> {
        let note = match self.notes.get(&row.note) {
            Some(known) => known.clone(),
            None => {
                let text = queries_read::note_json(reader, row.note)?;
                let note: Note = serde_json::from_str(&text).unwrap_or_default();
                self.notes.insert(row.note, note.clone());
                note
            }
        };
        let card = match note.rates.iter().find_map(|used| used.rate) {
            Some(rate) => self.cards(reader, row.pricing)?.get(&rate).cloned(),
            None => None,
        };
        let (tier, geo) = card.map_or((None, None), |(tier, geo)| (Some(tier), Some(geo)));
        let untold = SeriesFacts::default();
        let facts = self.series.get(&row.series).unwrap_or(&untold);
        let account = facts.account.clone().filter(|account| !account.is_empty());
        Ok(UsagePlace {
            channel: facts.channel.clone(),
            model: note.model.or_else(|| facts.model().map(str::to_owned)),
            tier,
            geo,
            account: account.or_else(|| (!row.account.is_empty()).then(|| row.account.clone())),
            project: facts.project.clone().filter(|project| !project.is_empty()),
        })
    }

    fn cards(&mut self, reader: &Connection, pricing: i64) -> Result<&HashMap<RateId, Card>, KeptError> {
        if !self.rates.contains_key(&pricing) {
            let book = self.env.shelf.load_by_id(reader, pricing)?.ready.book.clone();
            let rates = book.channels.iter().flat_map(|channel| {
                channel.models.iter().flat_map(|model| &model.rates).chain(&channel.fees)
            });
            let cards = rates.map(|rate| (rate.id, (rate.tier.clone(), rate.geo.clone()))).collect();
            self.rates.insert(pricing, cards);
        }
        Ok(self.rates.entry(pricing).or_default())
    }
}
