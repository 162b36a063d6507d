//! For any ledger and any filter: children sum to their parent, and to a sum made without the room.

use proptest::prelude::*;

use super::fixture::{CUTS, Fact, Ledger, november, now};
use crate::explore::{LedgerRowsRequest, Measure, OverviewRequest, QueryView, overview, rows};
use crate::kernel::{DimensionFilter, PageAsk, parse_decimal};

const PROJECTS: [Option<&str>; 4] = [None, Some(""), Some("p"), Some("q")];
const KEYS: [Option<&str>; 4] = [Some(""), Some("k1"), Some("k2"), Some("k3")];
const MODELS: [Option<&str>; 3] = [Some(""), Some("m1"), Some("m2")];

type Row = (u32, Fact);

fn any_row() -> impl Strategy<Value = Row> {
    let places = (0..PROJECTS.len(), 0..KEYS.len(), 0..MODELS.len());
    (1_u32..6, places, -5_000_000_000_i64..90_000_000_000_000, prop::bool::weighted(0.1)).prop_map(
        |(day, (project, key, model), nanos, is_euro)| {
            let currency = if is_euro { "EUR" } else { "USD" };
            let fact =
                Fact { project: PROJECTS[project], key: KEYS[key], model: MODELS[model], nanos, currency };
            (day, fact)
        },
    )
}

fn written(rows: &[Row]) -> Ledger {
    let ledger = Ledger::new();
    for day in 1..6 {
        let of_day: Vec<Fact> =
            rows.iter().filter(|(of, _)| *of == day).map(|(_, fact)| fact.clone()).collect();
        ledger.day_in_both_cuts(1, day, &of_day);
    }
    ledger
}

fn nanos(text: &str) -> i128 {
    let units = parse_decimal(text).unwrap() * rust_decimal::Decimal::from(1_000_000_000);
    units.normalize().to_string().parse().unwrap()
}

fn sum_of_rows(view: &QueryView, currency: &str) -> i128 {
    let amounts = view.rows.iter().filter_map(|row| row.amount.as_ref());
    amounts.filter(|amount| amount.currency == currency).map(|amount| nanos(&amount.value)).sum()
}

fn total(view: &QueryView, currency: &str) -> i128 {
    let amounts = view.totals.iter().filter_map(|row| row.amount.as_ref());
    amounts.filter(|amount| amount.currency == currency).map(|amount| nanos(&amount.value)).sum()
}

fn naive(rows: &[Row], currency: &str, keep: impl Fn(&Row) -> bool) -> i128 {
    rows.iter().filter(|row| row.1.currency == currency && keep(row)).map(|row| i128::from(row.1.nanos)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_breakdown_foots_to_a_naive_sum(
        ledger_rows in prop::collection::vec(any_row(), 0..60),
        key in 0..KEYS.len(),
        model in 0..MODELS.len(),
    ) {
        let ledger = written(&ledger_rows);
        for currency in ["USD", "EUR"] {
            let whole = naive(&ledger_rows, currency, |_| true);
            for by in [&[][..], &["day"], &["project"], &["key"], &["model"], &["month", "project"], &["day", "key", "project"], &["model", "key"]] {
                let view = ledger.ask(Measure::Billed, by, november(1, 6), &[]);
                prop_assert_eq!(total(&view, currency), whole, "by {:?}", by);
                prop_assert_eq!(sum_of_rows(&view, currency), whole, "by {:?}", by);
            }
            let (key, model) = (KEYS[key], MODELS[model]);
            let of_key = ledger.ask(Measure::Billed, &["project"], november(2, 5), &[("key", key)]);
            prop_assert_eq!(
                sum_of_rows(&of_key, currency),
                naive(&ledger_rows, currency, |row| row.1.key == key && (2..5).contains(&row.0))
            );
            let of_model = ledger.ask(Measure::Billed, &["day"], november(1, 6), &[("model", model), ("project", Some("p"))]);
            prop_assert_eq!(
                total(&of_model, currency),
                naive(&ledger_rows, currency, |row| row.1.model == model && row.1.project == Some("p"))
            );
        }
    }

    #[test]
    fn the_rows_behind_a_figure_sum_to_it(
        ledger_rows in prop::collection::vec(any_row(), 0..60),
        key in 0..KEYS.len(),
    ) {
        let ledger = written(&ledger_rows);
        let filters = vec![DimensionFilter { dimension: "key".to_owned(), value: KEYS[key].map(str::to_owned), is_not: false }];
        let request = LedgerRowsRequest { measure: Measure::Billed, range: november(1, 6), filters, page: PageAsk { offset: 0, limit: 1000 } };
        let found = rows(&ledger.store, CUTS, &request).unwrap();
        for currency in ["USD", "EUR"] {
            let shown: i128 = found.rows.iter().filter_map(|row| row.amount.as_ref())
                .filter(|amount| amount.currency == currency).map(|amount| nanos(&amount.value)).sum();
            prop_assert_eq!(shown, naive(&ledger_rows, currency, |row| row.1.key == KEYS[key]));
        }
    }

    #[test]
    fn overview_foots_in_days_and_in_every_breakdown(ledger_rows in prop::collection::vec(any_row(), 1..60)) {
        let ledger = written(&ledger_rows);
        for split in ["provider", "project", "model", "key"] {
            let request = OverviewRequest { range: november(3, 6), compare: Some(november(1, 3)), split: split.to_owned() };
            let view = overview(&ledger.store, CUTS, now(), &request).unwrap();
            let whole = naive(&ledger_rows, &view.currency, |row| row.0 >= 3);
            let before = naive(&ledger_rows, &view.currency, |row| row.0 < 3);
            prop_assert_eq!(nanos(&view.billed.value), whole);
            let days: i128 = view.days.iter().map(|day| nanos(day.total.as_ref().unwrap())).sum();
            prop_assert_eq!(days, whole);
            for day in &view.days {
                let parts: i128 = day.values.iter().map(|value| nanos(value.as_ref().unwrap())).sum();
                prop_assert_eq!(parts, nanos(day.total.as_ref().unwrap()), "{} by {}", day.day, split);
            }
            for breakdown in &view.breakdowns {
                let now: i128 = breakdown.rows.iter().map(|row| nanos(&row.amount.value)).sum();
                let earlier: i128 = breakdown.rows.iter().map(|row| nanos(&row.before.value)).sum();
                prop_assert_eq!((now, earlier), (whole, before), "by {}", &breakdown.dimension);
            }
        }
    }
}
