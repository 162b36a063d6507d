//! Random small ledgers: whatever the books say, a day foots.

use proptest::prelude::*;

use super::fixture::Books;
use crate::spend::day::StoredSeries;

const MODELS: [&str; 3] = ["m-1", "m-2", "m-3"];
const METERS: [&str; 5] = ["input", "cache_read", "cache_write_1h", "output", "web_search_call"];
const CLASSES: [&str; 5] = ["input", "cache_read", "cache_write", "output", "web_search_call"];
const OWNERS: [Option<&str>; 3] = [None, Some("p"), Some("q")];
const LANES: [Option<&str>; 3] = [None, Some("standard"), Some("batch")];

#[derive(Clone, Debug)]
struct Row {
    connection: i64,
    owner: usize,
    key: usize,
    model: usize,
    meter: usize,
    lane: usize,
    cost: Option<i64>,
    quantity: i64,
}

fn row(cost: impl Strategy<Value = Option<i64>>) -> impl Strategy<Value = Row> {
    (1_i64..3, 0_usize..3, 0_usize..3, 0_usize..3, 0_usize..5, 0_usize..3, cost, 0_i64..1_000).prop_map(
        |(connection, owner, key, model, meter, lane, cost, quantity)| Row {
            connection,
            owner,
            key,
            model,
            meter,
            lane,
            cost,
            quantity,
        },
    )
}

fn costs() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![3 => (1_i64..5_000_000_000).prop_map(Some), 1 => Just(Some(0)), 1 => Just(None)]
}

fn amounts() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![4 => (1_i64..9_000_000_000).prop_map(Some), 1 => (-2_000_000_000_i64..0).prop_map(Some)]
}

fn stored(row: &Row, class: Option<&str>) -> StoredSeries {
    StoredSeries {
        channel: "alpha".to_owned(),
        project: OWNERS[row.owner].map(str::to_owned),
        credential: OWNERS[row.key].map(str::to_owned),
        model_served: Some(MODELS[row.model].to_owned()),
        lane: LANES[row.lane].map(str::to_owned),
        token_class: class.map(str::to_owned),
        line_item: class.filter(|class| *class == "web_search_call").map(|_| "web search".to_owned()),
        ..StoredSeries::default()
    }
}

fn books(charges: &[Row], usage: &[Row], requests: &[Row]) -> Books {
    let mut books = Books::new();
    let second = crate::spend::day::Account { id: 2, ..books.day.accounts[0].clone() };
    books.day.accounts.push(second);
    let currency = books.facts.texts.of(Some("USD"));
    for row in charges {
        let series = books.series(stored(row, Some(CLASSES[row.meter])));
        books.day.billed.insert(row.connection);
        let amount = i128::from(row.cost.unwrap_or(0));
        books.day.charges.push(crate::spend::day::Charge {
            connection: row.connection,
            series,
            currency,
            amount,
        });
    }
    for row in usage {
        let series = books.series(stored(row, None));
        books.meter(
            row.connection,
            series,
            METERS[row.meter],
            i128::from(row.quantity),
            row.cost.map(i128::from),
        );
    }
    for row in requests {
        let series = books.series(stored(row, None));
        let cost = row.cost.unwrap_or(0);
        let retry = cost / 3;
        let is_batch = LANES[row.lane] == Some("batch");
        let seen = books.see(series, 0, cost);
        (seen.tokens, seen.meters, seen.classes) = ([0; 5], [0; 5], [0; 5]);
        let group = [0, 2, 1, 3, 4][row.meter];
        seen.tokens[group] = row.quantity;
        seen.meters[group] = cost;
        seen.retry = retry;
        seen.retry_unknown = cost / 5;
        seen.unpriced = i64::from(row.cost.is_none());
        if is_batch {
            seen.batch = cost - retry;
        } else {
            seen.classes[group] = cost - retry;
        }
    }
    books
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The fixture checks invariants 1, 4 and 6: every charge and every account foots, both cuts of seen money agree class
    /// by class, and no account has two books.
    #[test]
    fn any_day_foots_in_every_cut(
        charges in proptest::collection::vec(row(amounts()), 0..8),
        usage in proptest::collection::vec(row(costs()), 0..10),
        requests in proptest::collection::vec(row(costs()), 0..10),
    ) {
        let mut books = books(&charges, &usage, &requests);
        let record = books.apportion();
        for (key, found) in &record.discrepancies {
            prop_assert!(found.amount.is_none_or(|amount| amount > 0), "{key:?} {found:?}");
        }
        // Usage without a price is never zero: it is told with its quantity.
        let unpriced: i128 = usage.iter().filter(|row| row.cost.is_none()).map(|row| i128::from(row.quantity)).sum();
        let told: i128 = record
            .discrepancies
            .iter()
            .filter(|(key, _)| key.kind.name() == "unpriced_usage")
            .map(|(_, found)| found.quantity)
            .sum();
        prop_assert_eq!(told, unpriced);
    }

    /// Invariant 2 as far as a pure function can break it: the same books give the same record.
    #[test]
    fn the_same_books_give_the_same_record(
        charges in proptest::collection::vec(row(amounts()), 0..6),
        usage in proptest::collection::vec(row(costs()), 0..8),
        requests in proptest::collection::vec(row(costs()), 0..8),
    ) {
        let first = books(&charges, &usage, &requests).apportion();
        let mut again = books(&charges, &usage, &requests);
        again.apportion();
        prop_assert_eq!(again.apportion(), first);
    }
}
