//! Seeded books of a few days: two accounts of a provider, what they restate, and two logs of overlapping calls.

use std::sync::Arc;

use rust_decimal::Decimal;
use showback_gateways::{Status, Teller};

use crate::kernel::{Currency, Day};
use crate::ledger::{BucketContent, Category, ChargeBasis, ChargeRow, Meter, SeriesKey, UsageRow};
use crate::requests::tests::fixture::{DAY, START, facts_of, forever, of_logical, request};
use crate::requests::{ImportFacts, RatedAmounts, RatingOutcome, StagedRequest};

const DAYS: usize = 3;
const MODELS: [&str; 3] = ["m-1", "m-2", "m-3"];
const OWNERS: [Option<&str>; 3] = [None, Some("p"), Some("q")];
const METERS: [(Meter, &str); 4] = [
    (Meter::Input, "input"),
    (Meter::CacheRead, "cache_read"),
    (Meter::Output, "output"),
    (Meter::WebSearchCalls, "web_search_call"),
];

/// Seeded chance.
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }
}

/// A day of a slot, as its provider tells it over time; the last version stays.
pub(super) struct Bucket {
    pub connection: i64,
    pub slot: &'static str,
    pub versions: Vec<BucketContent>,
}

/// What one teller told.
pub(super) struct Log {
    pub facts: ImportFacts,
    pub requests: Vec<StagedRequest>,
}

pub(super) struct World {
    pub buckets: Vec<Bucket>,
    pub logs: [Log; 2],
}

impl World {
    pub fn new(dice: &mut Dice) -> Self {
        let mut buckets = Vec::new();
        let mut day: Day = "2026-11-01".parse().unwrap();
        for _ in 0..DAYS {
            for (connection, slot) in [(1, "cost"), (1, "usage"), (2, "cost"), (2, "usage")] {
                if dice.below(4) > 0 {
                    let versions = (0..=dice.below(3)).map(|_| content(dice, day, slot)).collect();
                    buckets.push(Bucket { connection, slot, versions });
                }
            }
            day = day.succ_opt().unwrap();
        }
        if buckets.is_empty() {
            buckets.push(Bucket { connection: 1, slot: "cost", versions: vec![content(dice, day, "cost")] });
        }
        let logs = [("Gateway", Teller::Gateway), ("App", Teller::Application)].map(|(label, teller)| Log {
            facts: facts_of(label, teller),
            requests: (0..30).map(|row| call(dice, label, row)).collect(),
        });
        Self { buckets, logs }
    }
}

fn content(dice: &mut Dice, day: Day, slot: &str) -> BucketContent {
    let mut content = BucketContent::empty(day);
    for _ in 0..dice.below(6) {
        if slot == "cost" {
            content.charges.push(charge(dice));
        } else {
            let (meter, _) = dice.of(&METERS);
            let quantity = i64::try_from(1 + dice.below(4)).unwrap() * 10;
            content.usage.push(UsageRow { series: series(dice, None), meter, quantity, page: 0 });
        }
    }
    content
}

/// Small odd amounts, so that shares leave remainders, and credits.
fn charge(dice: &mut Dice) -> ChargeRow {
    let (_, class) = dice.of(&METERS);
    let mut series = series(dice, Some(class));
    if class == "web_search_call" {
        series.line_item = Some("web search".to_owned());
    }
    let size = i64::try_from(1 + dice.below(1_000)).unwrap();
    let amount = Decimal::new(if dice.below(6) == 0 { -size } else { size }, 9);
    ChargeRow {
        series,
        basis: ChargeBasis::Billed,
        category: Category::Usage,
        amount,
        currency: Currency::USD,
        amount_text: amount.to_string(),
        list_amount: None,
        quantity: None,
        quantity_unit: None,
        page: 0,
    }
}

fn series(dice: &mut Dice, class: Option<&str>) -> SeriesKey {
    SeriesKey {
        provider: "alpha".to_owned(),
        channel: "alpha".to_owned(),
        project: dice.of(&OWNERS).map(str::to_owned),
        credential: dice.of(&OWNERS).map(str::to_owned),
        model_served: Some(dice.of(&MODELS).to_owned()),
        lane: dice.of(&[None, Some("standard"), Some("batch")]).map(str::to_owned),
        token_class: class.map(str::to_owned),
        ..SeriesKey::default()
    }
}

fn call(dice: &mut Dice, label: &str, row: usize) -> StagedRequest {
    let at = START
        + i64::try_from(dice.below(DAYS)).unwrap() * DAY
        + i64::try_from(dice.below(40)).unwrap() * 2_000_000_000;
    let output = dice.of(&[0, 1, 5, 5, 30]);
    let mut call = request(&format!("{label}{row}"), at, "", output);
    call.series = Arc::new(SeriesKey {
        gateway: Some(label.to_owned()),
        team: Some(dice.of(&["search", "chat"]).to_owned()),
        ..series(dice, None)
    });
    if dice.below(3) == 0 {
        let status = dice.of(&[Status::Success, Status::Failure, Status::Unknown]);
        call = of_logical(call, &format!("L{}", dice.below(8)), status);
    }
    if dice.below(2) == 0 {
        call.attempt.response_id = Some(format!("R{}", dice.below(20)));
    }
    if dice.below(8) == 0 {
        call.rated = RatedAmounts { outcome: RatingOutcome::Unpriced, ..RatedAmounts::default() };
    }
    if dice.below(8) == 0 {
        call.attempt.event_id = format!("{label}-forever{}", dice.below(3));
        call = forever(call);
    }
    call
}

/// As it was told at first, before its output was complete. What has no output yet is as it is: of two tellings of an id
/// that is one whatever the time, the one with less output has to be the earlier one.
pub(super) fn early(row: &StagedRequest, is_early: bool) -> StagedRequest {
    let mut row = row.clone();
    if is_early && let Some(tokens) = row.attempt.tokens.as_mut().filter(|tokens| tokens.output > 0) {
        tokens.output /= 2;
        row.attempt.cost = None;
    }
    row
}
