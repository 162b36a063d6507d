//! Free amounts of days and months.

use proptest::prelude::*;
use rust_decimal::Decimal;
use showback_pricebook::{Allowance, AllowancePeriod, MeterId, Window};

use super::support::{day, dec};
use crate::pricing::settle::*;

fn meter() -> MeterId {
    MeterId::parse("code_execution_container_hour").unwrap()
}

fn allowance(amount: &str, period: AllowancePeriod, scope: &str) -> Allowance {
    Allowance {
        meter: meter(),
        amount: dec(amount),
        period,
        scope: scope.to_owned(),
        valid: Window::default(),
        source: "page".to_owned(),
    }
}

fn used(on: &str, project: &str, quantity: &str) -> MeteredQuantity {
    let project = Some(project.to_owned());
    MeteredQuantity { day: day(on), project, meter: meter(), quantity: dec(quantity) }
}

fn billable(quantities: &[MeteredQuantity], allowance: Allowance) -> Vec<String> {
    let parts = after_allowance(quantities, &[allowance]).unwrap();
    parts.iter().map(|part| part.billable.to_string()).collect()
}

#[test]
fn a_month_is_free_from_its_first_day_on() {
    let quantities =
        [used("2026-01-20", "x", "10"), used("2026-01-03", "x", "95"), used("2026-02-01", "x", "101")];
    let per_month = allowance("100", AllowancePeriod::Month, "organization");
    assert_eq!(billable(&quantities, per_month), ["5", "0", "1"]);
}

#[test]
fn a_day_is_divided_over_its_projects() {
    let quantities = [used("2026-01-03", "x", "30"), used("2026-01-03", "y", "60")];
    let per_day = allowance("45", AllowancePeriod::Day, "organization");
    assert_eq!(billable(&quantities, per_day), ["15", "30"]);
    let each = allowance("45", AllowancePeriod::Day, "project");
    assert_eq!(billable(&quantities, each), ["0", "15"]);
}

#[test]
fn other_meters_and_other_times_are_not_touched() {
    let other = MeteredQuantity { meter: MeterId::parse("input").unwrap(), ..used("2026-01-03", "x", "7") };
    let mut later = allowance("100", AllowancePeriod::Month, "organization");
    assert_eq!(billable(&[other], later.clone()), ["7"]);
    later.valid.from = Some(crate::kernel::day_start(day("2026-02-01")));
    assert_eq!(billable(&[used("2026-01-31", "x", "7"), used("2026-02-01", "x", "7")], later), ["7", "0"]);
}

proptest! {
    #[test]
    fn free_and_billable_sum_to_the_quantity(
        rows in proptest::collection::vec((0u32..60, 0u8..3, 0i64..1_000_000_000_000), 0..30),
        amount in 0i64..3_000_000_000_000,
        per_day: bool,
    ) {
        let quantities: Vec<MeteredQuantity> = rows
            .iter()
            .map(|(at, project, nanos)| MeteredQuantity {
                day: day("2026-01-01") + chrono::Days::new(u64::from(*at)),
                project: (*project > 0).then(|| project.to_string()),
                meter: meter(),
                quantity: Decimal::new(*nanos, 9),
            })
            .collect();
        let period = if per_day { AllowancePeriod::Day } else { AllowancePeriod::Month };
        let amount = Decimal::new(amount, 9);
        let allowance = Allowance { amount, ..allowance("1", period, "organization") };
        let parts = after_allowance(&quantities, std::slice::from_ref(&allowance)).unwrap();
        let mut by_slot = std::collections::BTreeMap::new();
        for (one, part) in quantities.iter().zip(&parts) {
            prop_assert_eq!(part.free + part.billable, one.quantity);
            prop_assert!(part.free >= Decimal::ZERO && part.billable >= Decimal::ZERO);
            let slot = if per_day { one.day.to_string() } else { one.day.format("%Y-%m").to_string() };
            let sums: &mut (Decimal, Decimal) = by_slot.entry(slot).or_default();
            (sums.0, sums.1) = (sums.0 + one.quantity, sums.1 + part.free);
        }
        for (total, free) in by_slot.values() {
            prop_assert_eq!(*free, amount.min(*total));
        }
    }
}
