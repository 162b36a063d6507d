use proptest::prelude::*;
use rust_decimal::Decimal;

use super::bridge::{Bridge, Cell, Charge, Class, Model, PartKey, STANDARD, Side, bridge};
use super::view::KINDS;
use crate::explore::model::{BridgeBarKind, BridgeMethod};

const METHODS: [BridgeMethod; 3] = [BridgeMethod::Shapley, BridgeMethod::Sequential, BridgeMethod::Lmdi];
const MILLION: i64 = 1_000_000;
const CENT: i128 = 10_000_000;

fn side(tokens: i64, nanos: i128) -> Side {
    Side { tokens: Decimal::from(tokens), nanos }
}

fn cell(class: Class, base: Side, now: Side) -> Cell {
    Cell { lane: STANDARD.to_owned(), class, base, now, class_of_spend: None }
}

fn model(name: &str, cells: Vec<Cell>) -> Model {
    Model { name: Some(name.to_owned()), cells, requests: None }
}

/// Millions of tokens at cents a million, before and now.
fn of_millions(name: &str, base: (i64, i128), now: (i64, i128)) -> Model {
    let side = |(millions, cents): (i64, i128)| side(millions * MILLION, i128::from(millions) * cents * CENT);
    model(name, vec![cell(Class::All, side(base), side(now))])
}

fn golden() -> Vec<Model> {
    vec![
        of_millions("large", (40, 1_500), (20, 1_500)),
        of_millions("middle", (50, 300), (70, 300)),
        of_millions("small", (10, 100), (40, 80)),
    ]
}

fn bars(bridge: &Bridge, kinds: &[BridgeBarKind]) -> Vec<String> {
    kinds
        .iter()
        .map(|kind| Decimal::from_i128_with_scale(bridge.bar(*kind), 9).round_dp(4).normalize().to_string())
        .collect()
}

const FACTORS: [BridgeBarKind; 3] = [BridgeBarKind::Volume, BridgeBarKind::ModelMix, BridgeBarKind::Rate];

#[test]
fn the_golden_vector_holds_by_every_method() {
    let expected = [
        (BridgeMethod::Shapley, ["176.7462", "-389.9538", "-4.7923"]),
        (BridgeMethod::Sequential, ["228", "-438", "-8"]),
        (BridgeMethod::Lmdi, ["165.3009", "-379.0803", "-4.2206"]),
    ];
    for (method, expected) in expected {
        let found = bridge(&golden(), &[], method);
        assert_eq!(bars(&found, &FACTORS), expected, "{method:?}");
        assert_eq!(found.parts.values().sum::<i128>(), -218_000_000_000, "{method:?}");
    }
}

const CLASSES: [Class; 5] = [Class::Input, Class::CacheRead, Class::CacheWrite, Class::Output, Class::All];

/// Nothing, a little, and much; below zero now and then.
fn any_side() -> impl Strategy<Value = Side> {
    let tokens = prop_oneof![1 => Just(0), 4 => 1_i64..1_000_000_000_000];
    let nanos = prop_oneof![
        2 => Just(0_i128),
        6 => 1_i128..1_000_000_000_000_000,
        1 => -1_000_000_000_000_i128..0,
    ];
    (tokens, nanos).prop_map(|(tokens, nanos)| side(tokens, nanos))
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let lane = prop_oneof![3 => Just(STANDARD), 1 => Just("batch"), 1 => Just("flex")];
    (lane, 0..CLASSES.len(), any_side(), any_side()).prop_map(|(lane, class, base, now)| Cell {
        lane: lane.to_owned(),
        ..cell(CLASSES[class], base, now)
    })
}

fn any_models() -> impl Strategy<Value = Vec<Model>> {
    let requests = prop::option::weighted(0.8, (0_i64..1_000_000, 0_i64..1_000_000));
    let of_model = (prop::collection::vec(any_cell(), 0..5), requests);
    prop::collection::vec(of_model, 0..6).prop_map(|models| {
        models
            .into_iter()
            .enumerate()
            .map(|(place, (mut cells, requests))| {
                cells.sort_by(|left, right| (&left.lane, left.class).cmp(&(&right.lane, right.class)));
                cells.dedup_by(|left, right| left.lane == right.lane && left.class == right.class);
                let requests = requests.map(|(base, now)| [Decimal::from(base), Decimal::from(now)]);
                Model { requests, ..model(&format!("m{place}"), cells) }
            })
            .collect()
    })
}

fn change(models: &[Model], charges: &[Charge]) -> i128 {
    let cells = models.iter().flat_map(|model| &model.cells);
    let of_cells: i128 = cells.map(|cell| cell.now.nanos - cell.base.nanos).sum();
    of_cells + charges.iter().map(|charge| charge.now - charge.base).sum::<i128>()
}

fn retries(base: i128, now: i128) -> Charge {
    Charge { kind: BridgeBarKind::Retry, part: PartKey::default(), base, now }
}

proptest! {
    #[test]
    fn bars_sum_to_the_change_exactly(models in any_models(), retried in -1_000_i128..1_000_000_000_000) {
        let charges = [retries(7, retried)];
        for method in METHODS {
            let found = bridge(&models, &charges, method);
            prop_assert_eq!(found.parts.values().sum::<i128>(), change(&models, &charges), "{:?}", method);
            let bars: i128 = KINDS.into_iter().map(|kind| found.bar(kind)).sum();
            prop_assert_eq!(bars, change(&models, &charges), "every kind is a bar, {:?}", method);
        }
    }

    #[test]
    fn shapley_does_not_ask_for_the_order_of_models(models in any_models()) {
        let turned: Vec<Model> = models.iter().rev().cloned().collect();
        let (one, other) = (bridge(&models, &[], BridgeMethod::Shapley), bridge(&turned, &[], BridgeMethod::Shapley));
        prop_assert_eq!(one.parts, other.parts);
    }

    #[test]
    fn turning_time_around_turns_the_bars_of_shapley(models in any_models()) {
        let turned: Vec<Model> = models
            .iter()
            .map(|model| {
                let back = |cell: &Cell| Cell { base: cell.now, now: cell.base, ..cell.clone() };
                let requests = model.requests.map(|[base, now]| [now, base]);
                Model { cells: model.cells.iter().map(back).collect(), requests, ..model.clone() }
            })
            .collect();
        let (one, other) = (bridge(&models, &[], BridgeMethod::Shapley), bridge(&turned, &[], BridgeMethod::Shapley));
        let cells = i128::try_from(models.iter().map(|model| model.cells.len()).sum::<usize>()).unwrap();
        for kind in [BridgeBarKind::Volume, BridgeBarKind::ModelMix, BridgeBarKind::Cache, BridgeBarKind::Rate] {
            let apart = (one.bar(kind) + other.bar(kind)).abs();
            prop_assert!(apart <= 2 * cells, "{:?} is {} nanos apart", kind, apart);
        }
        prop_assert_eq!(one.bar(BridgeBarKind::New), -other.bar(BridgeBarKind::Retired));
    }
}

#[test]
fn a_model_that_appears_or_vanishes_is_its_own_bar_by_every_method() {
    let mut models = golden();
    models.push(of_millions("young", (0, 0), (5, 200)));
    models.push(of_millions("old", (7, 100), (0, 0)));
    for method in METHODS {
        let (with, without) = (bridge(&models, &[], method), bridge(&golden(), &[], method));
        assert_eq!(bars(&with, &[BridgeBarKind::New, BridgeBarKind::Retired]), ["10", "-7"]);
        assert_eq!(bars(&with, &FACTORS), bars(&without, &FACTORS), "{method:?}");
    }
}

#[test]
fn money_without_tokens_and_credits_are_no_price() {
    let mut models = golden();
    models.push(model("seats", vec![cell(Class::All, side(0, 40), side(0, 100))]));
    models.push(model("credit", vec![cell(Class::All, side(10, -40), side(10, 100))]));
    for method in METHODS {
        let found = bridge(&models, &[], method);
        assert_eq!(found.bar(BridgeBarKind::Other), 60 + 140, "{method:?}");
        assert_eq!(bars(&found, &FACTORS), bars(&bridge(&golden(), &[], method), &FACTORS), "{method:?}");
    }
}

/// A model at one price for input, a tenth of it for reads, and half of it as batch.
fn cached(input: i64, read: i64, batch: i64) -> Vec<Side> {
    let price = |tokens: i64, of_thousand: i128| side(tokens, i128::from(tokens) * of_thousand);
    vec![price(input, 1_000), price(read, 100), price(batch, 500)]
}

fn of_lanes(base: &[Side], now: &[Side]) -> Vec<Model> {
    let places = [(STANDARD, Class::Input), (STANDARD, Class::CacheRead), ("batch", Class::All)];
    let cells = places.iter().zip(base.iter().zip(now));
    let cells = cells
        .map(|((lane, class), (base, now))| Cell { lane: (*lane).to_owned(), ..cell(*class, *base, *now) });
    vec![model("m", cells.collect())]
}

#[test]
fn a_cache_that_is_hit_more_is_the_cache_bar_and_nothing_else() {
    let models = of_lanes(&cached(100, 0, 0), &cached(40, 60, 0));
    for method in METHODS {
        let found = bridge(&models, &[], method);
        assert_eq!(found.bar(BridgeBarKind::Cache), 60 * 100 - 60 * 1_000, "{method:?}");
        assert_eq!(found.parts.len(), 1, "{method:?}: {:?}", found.parts);
    }
}

#[test]
fn tokens_that_move_to_batch_are_the_lane_bar_and_nothing_else() {
    let models = of_lanes(&cached(100, 0, 0), &cached(30, 0, 70));
    for method in METHODS {
        let found = bridge(&models, &[], method);
        assert_eq!(found.bar(BridgeBarKind::Batch), 70 * 500 - 70 * 1_000, "{method:?}");
        assert_eq!(found.parts.len(), 1, "{method:?}: {:?}", found.parts);
    }
}

#[test]
fn longer_requests_are_told_apart_from_more_of_them() {
    let of = |base: i64, now: i64| {
        let requests = Some([Decimal::from(base), Decimal::from(now)]);
        vec![Model {
            requests,
            ..model("m", vec![cell(Class::Input, side(1_000, 1_000), side(3_000, 3_000))])
        }]
    };
    let longer = bridge(&of(10, 10), &[], BridgeMethod::Shapley);
    assert_eq!((longer.bar(BridgeBarKind::TokensPerTask), longer.parts.len()), (2_000, 1));
    let more = bridge(&of(10, 30), &[], BridgeMethod::Shapley);
    assert_eq!((more.bar(BridgeBarKind::Volume), more.parts.len()), (2_000, 1));
}

#[test]
fn numbers_beyond_every_bill_are_told_as_not_divided() {
    let huge = side(1, i128::from(i64::MAX) * 1_000_000_000_000);
    let models = vec![
        model("m", vec![cell(Class::All, huge, side(i64::MAX, 1))]),
        model("n", vec![cell(Class::All, side(i64::MAX, 1), huge)]),
    ];
    for method in METHODS {
        let found = bridge(&models, &[], method);
        assert_eq!(found.parts.values().sum::<i128>(), change(&models, &[]), "{method:?}");
    }
    assert!(bridge(&models, &[], BridgeMethod::Shapley).facts.undivided > 0);
}
