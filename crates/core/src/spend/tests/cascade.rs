use proptest::prelude::*;

use crate::spend::cascade::{Child, DividedBy, Explains, Parent, Whole, divide, grid, shares, split};

const DOLLAR: i128 = 1_000_000_000;

fn parent(amount_nanos: i128) -> Parent<&'static str> {
    Parent { key: "core", amount_nanos }
}

fn child(key: &'static str, weight_nanos: Option<i128>, quantity: i128) -> Child<&'static str> {
    Child { key, weight_nanos, quantity }
}

#[test]
fn the_worked_example_is_divided_as_it_is_written() {
    let keys = [child("A", Some(60 * DOLLAR), 30_000_000), child("B", Some(40 * DOLLAR), 20_000_000)];
    let billed = divide(&[parent(100 * DOLLAR)], &keys, Explains::Everything);
    assert_eq!(billed.shares, [[60 * DOLLAR, 40 * DOLLAR]]);
    assert_eq!((billed.remainders[0], billed.by), (0, DividedBy::Cost));
    let seen =
        [child("search", Some(36 * DOLLAR), 18_000_000), child("summarise", Some(18 * DOLLAR), 9_000_000)];
    let whole = Whole { weight_nanos: Some(60 * DOLLAR), quantity: 30_000_000 };
    let of_a = divide(&[parent(60 * DOLLAR)], &seen, Explains::PartOf(whole));
    assert_eq!(of_a.shares, [[36 * DOLLAR, 18 * DOLLAR]]);
    assert_eq!(of_a.remainders, [6 * DOLLAR], "not seen by any gateway");
}

#[test]
fn a_bill_above_the_rated_cost_keeps_its_scale() {
    let keys = [child("A", Some(58_800_000_000), 30_000_000), child("B", Some(39_200_000_000), 20_000_000)];
    let billed = divide(&[parent(100 * DOLLAR)], &keys, Explains::Everything);
    assert_eq!(billed.shares, [[60 * DOLLAR, 40 * DOLLAR]]);
    let (over, under) = billed.scale.unwrap();
    assert_eq!((over, under), (100 * DOLLAR, 98 * DOLLAR));
    assert_eq!(over * 10_000 / under, 10_204, "1.0204");
}

#[test]
fn what_gateways_saw_above_the_whole_is_an_excess_and_not_spend() {
    let seen = [child("search", Some(31), 31)];
    let whole = Whole { weight_nanos: Some(30), quantity: 30 };
    let found = divide(&[parent(60)], &seen, Explains::PartOf(whole));
    assert_eq!((found.shares[0][0], found.remainders[0], found.excess), (60, 0, 1));
}

#[test]
fn a_credit_is_divided_by_the_same_shares_with_its_sign() {
    let keys = [child("A", Some(2), 2), child("B", Some(1), 1)];
    let found = divide(&[parent(100), parent(-10)], &keys, Explains::Everything);
    assert_eq!(found.shares, [[67, 33], [-7, -3]]);
}

#[test]
fn what_costs_nothing_is_divided_by_quantity() {
    let keys = [child("A", Some(0), 3), child("B", Some(0), 1)];
    let found = divide(&[parent(8)], &keys, Explains::Everything);
    assert_eq!((found.shares[0].as_slice(), found.by, found.scale), (&[6, 2][..], DividedBy::Quantity, None));
}

#[test]
fn what_has_no_price_takes_no_share_and_is_named() {
    let keys = [child("A", Some(5), 5), child("B", None, 500)];
    let found = divide(&[parent(8)], &keys, Explains::Everything);
    assert_eq!((found.shares[0].as_slice(), found.unpriced.as_slice()), (&[8, 0][..], &["B"][..]));
    let none = divide(&[parent(8)], &keys[1..], Explains::Everything);
    assert_eq!((none.shares[0][0], none.remainders[0], none.by), (0, 8, DividedBy::Nothing));
}

#[test]
fn amounts_beyond_any_ledger_still_add_up() {
    let huge = i128::from(i64::MAX) * 1_000_000;
    let found = shares(huge, &[i128::from(i64::MAX) * 3, i128::from(i64::MAX) * 5, 1]).unwrap();
    assert_eq!(found.iter().sum::<i128>(), huge);
    assert_eq!(shares(5, &[0, 0]), None);
    assert_eq!(split(10, 1, 3), (3, 7));
}

proptest! {
    #[test]
    fn shares_add_up_and_stay_within_one_nano_of_the_exact_part(
        whole in -1_000_000_000_000_i128..1_000_000_000_000,
        weights in proptest::collection::vec(0_i128..1_000_000_000_000, 1..40),
    ) {
        let total: i128 = weights.iter().sum();
        match shares(whole, &weights) {
            None => prop_assert_eq!(total, 0),
            Some(found) => {
                prop_assert_eq!(found.iter().sum::<i128>(), whole);
                for (share, weight) in found.iter().zip(&weights) {
                    prop_assert!((share * total - whole * weight).abs() < total);
                    prop_assert!(share.signum() * whole.signum() >= 0);
                }
            }
        }
    }

    #[test]
    fn shares_and_remainder_add_up_to_every_parent(
        parents in proptest::collection::vec(-1_000_000_000_i128..1_000_000_000_000, 1..4),
        children in proptest::collection::vec((proptest::option::of(0_i128..1_000_000_000), 0_i128..1_000_000), 0..20),
        whole in proptest::option::of((proptest::option::of(0_i128..2_000_000_000), 0_i128..2_000_000)),
    ) {
        let parents: Vec<_> = parents.into_iter().map(parent).collect();
        let rows: Vec<_> = children.iter().map(|(weight, quantity)| child("x", *weight, *quantity)).collect();
        let explains = whole.map_or(Explains::Everything, |(weight_nanos, quantity)| {
            Explains::PartOf(Whole { weight_nanos, quantity })
        });
        let found = divide(&parents, &rows, explains);
        for ((parent, of_children), rest) in parents.iter().zip(&found.shares).zip(&found.remainders) {
            prop_assert_eq!(of_children.iter().sum::<i128>() + rest, parent.amount_nanos);
            for (share, row) in of_children.iter().zip(&rows) {
                prop_assert!(row.weight_nanos.is_some() || *share == 0, "unpriced takes no share");
            }
        }
        prop_assert_eq!(found.unpriced.len(), rows.iter().filter(|row| row.weight_nanos.is_none()).count());
    }

    #[test]
    fn a_grid_adds_up_by_rows_and_by_columns(
        rows in proptest::collection::vec(0_i128..1_000_000_000, 1..8),
        cuts in proptest::collection::vec(0_i128..1_000_000_000, 1..8),
        is_credit in any::<bool>(),
    ) {
        let sign = if is_credit { -1 } else { 1 };
        let rows: Vec<i128> = rows.iter().map(|row| row * sign).collect();
        let whole: i128 = rows.iter().sum();
        let columns = shares(whole, &cuts).unwrap_or_else(|| vec![whole]);
        let cells = grid(&rows, &columns);
        for (row, cells) in rows.iter().zip(&cells) {
            prop_assert_eq!(cells.iter().sum::<i128>(), *row);
        }
        for (place, column) in columns.iter().enumerate() {
            prop_assert_eq!(cells.iter().map(|cells| cells[place]).sum::<i128>(), *column);
        }
        prop_assert!(cells.iter().flatten().all(|cell| cell * sign >= 0));
    }
}
