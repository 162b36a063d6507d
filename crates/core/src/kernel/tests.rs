use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::kernel::parse_decimal;

#[test]
fn fractional_cents_are_exact() {
    let cents = parse_decimal("1842.35184").unwrap();
    let money = Money::<Billed>::from_decimal(cents / Decimal::from(100), Currency::USD).unwrap();
    assert_eq!(money.nanos(), 18_423_518_400, "1842.35184 cents are 18.4235184 dollars");
}

#[test]
fn sub_nano_amounts_round_half_to_even_once() {
    let at = |text: &str| {
        Money::<Billed>::from_decimal(parse_decimal(text).unwrap(), Currency::USD).unwrap().nanos()
    };
    assert_eq!(at("0.0000000005"), 0);
    assert_eq!(at("0.0000000015"), 2);
    assert_eq!(at("-0.0000000025"), -2);
}

#[test]
fn exponent_numbers_are_read_exactly() {
    assert_eq!(parse_decimal("1.5e-7").unwrap(), Decimal::new(15, 8));
    assert_eq!(parse_decimal("0.89587400000000000").unwrap().normalize().to_string(), "0.895874");
}

#[test]
fn two_currencies_do_not_add() {
    let euro = Currency::parse("eur").unwrap();
    let sum = Money::<Billed>::from_nanos(1, Currency::USD).checked_add(Money::from_nanos(1, euro));
    assert_eq!(sum, Err(MoneyError::MixedCurrencies { left: Currency::USD, right: euro }));
}

#[test]
fn amounts_beyond_the_ledger_are_refused() {
    let huge = Decimal::from(10_000_000_000_i64);
    assert!(Money::<Billed>::from_decimal(huge, Currency::USD).is_err());
}

#[test]
fn a_period_excludes_its_end() {
    let period = Period::new(parse_day("2026-11-01").unwrap(), parse_day("2026-11-03").unwrap()).unwrap();
    assert_eq!(period.iter_days().count(), 2);
    assert!(!period.contains(period.end()));
}

proptest! {
    #[test]
    fn nanos_survive_the_decimal_form(nanos in any::<i64>()) {
        let money = Money::<Billed>::from_nanos(nanos, Currency::USD);
        prop_assert_eq!(Money::from_decimal(money.to_decimal(), Currency::USD).unwrap(), money);
    }
}
