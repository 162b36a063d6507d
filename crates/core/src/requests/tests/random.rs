//! Random small ledgers, told in any order and in any parts.

use proptest::prelude::*;
use showback_gateways::{Status, Teller};

use super::fixture::*;
use crate::requests::*;

/// A seeded ledger with retries, failures, shared answers, ids that are one whatever the time, and repeated tellings.
pub fn ledger(seed: u64, rows: u64) -> Vec<StagedRequest> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    (0..rows)
        .map(|row| {
            let at = START
                + i64::try_from(next(5)).unwrap() * DAY
                + i64::try_from(next(40)).unwrap() * 2_000_000_000;
            let team = ["search", "billing", "chat"][usize::try_from(next(3)).unwrap()];
            let mut request = request(&format!("e{row}"), at, team, next(50));
            if next(3) > 0 {
                let status =
                    [Status::Success, Status::Failure, Status::Unknown][usize::try_from(next(3)).unwrap()];
                request = of_logical(request, &format!("L{}", next(20)), status);
            }
            if next(2) == 0 {
                request.attempt.response_id = Some(format!("R{}", next(30)));
            }
            if next(6) == 0 {
                request.attempt.event_id = format!("forever{}", next(5));
                request = forever(request);
            }
            if next(8) == 0 {
                request.attempt.tokens = None;
                request.rated = RatedAmounts::default();
            }
            if next(9) == 0 {
                request.rated = RatedAmounts { outcome: RatingOutcome::Unpriced, ..RatedAmounts::default() };
            }
            request
        })
        .collect()
}

fn whole(ledgers: &[(ImportFacts, Vec<StagedRequest>)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    for (facts, log) in ledgers {
        import_of(&store, facts, log);
    }
    book(&store)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_of_any_overlapping_parts_ends_equal(
        seed in any::<u64>(),
        cuts in prop::collection::vec((0_usize..2, 0_usize..40, 1_usize..40), 1..6),
    ) {
        let ledgers = [
            (facts_of("Gateway", Teller::Gateway), ledger(seed, 40)),
            (facts_of("App", Teller::Application), ledger(seed ^ 0xABCD, 40)),
        ];
        let expected = whole(&ledgers);
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), "w.showback");
        for (source, from, length) in cuts {
            let (facts, log) = &ledgers[source];
            let to = (from + length).min(log.len());
            import_of(&store, facts, &log[from..to]);
        }
        // What no part told yet, last.
        for (facts, log) in ledgers.iter().rev() {
            import_of(&store, facts, log);
        }
        prop_assert_eq!(book(&store), expected);
        let again = import_of(&store, &ledgers[0].0, &ledgers[0].1);
        prop_assert_eq!(again.requests.new + again.requests.changed, 0);
    }

    #[test]
    fn roll_ups_equal_the_sums_of_counted_rows(seed in any::<u64>()) {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), "w.showback");
        import(&store, "Gateway", &ledger(seed, 60));
        import_of(&store, &facts_of("App", Teller::Application), &ledger(seed ^ 1, 60));
        let of_rows = rows(
            &store,
            "SELECT count(*), sum(is_retry = 1), sum(is_retry IS NULL), sum(status = 2), sum(output), sum(input),
                sum(coalesce(rated_nanos, 0)), sum(rating_status IN (2, 3)), sum(coalesce(reported_nanos, 0))
             FROM requests WHERE is_counted = 1",
        );
        for table in ["request_days", "request_months"] {
            let told = rows(&store, &format!(
                "SELECT sum(attempts), sum(retries), sum(retry_unknown), sum(failures), sum(tokens_output),
                    sum(tokens_input), sum(rated_nanos), sum(unpriced), sum(reported_nanos) FROM {table}"
            ));
            prop_assert_eq!(&told, &of_rows);
            let classes = rows(&store, &format!(
                "SELECT sum(rated_nanos) - sum(retry_nanos + batch_nanos + cache_write_nanos + cache_read_nanos
                    + input_nanos + output_nanos + other_nanos), sum(rated_nanos) - sum(meter_input_nanos
                    + meter_cache_write_nanos + meter_cache_read_nanos + meter_output_nanos + meter_other_nanos)
                 FROM {table}"
            ));
            prop_assert_eq!(classes, ["0 0"]);
        }
    }
}
