use std::collections::HashMap;

use super::fixture::{Desk, book, now};
use crate::ledger::Meter;
use crate::pricing::*;

const ONE: &[(&str, &str, &str)] = &[("m", "3", "15")];
const DEARER: &[(&str, &str, &str)] = &[("m", "4", "15"), ("late", "1", "1")];

fn by(desk: &Desk, pair: i64) -> Replacements {
    Replacements::By(desk.store.read(|reader| desk.shelf.load_by_id(reader, pair)).unwrap())
}

fn draft(desk: &Desk, pair: i64) -> RerateDraft {
    draft_rerate(&desk.env(&|| false), &by(desk, pair)).unwrap()
}

fn apply(desk: &Desk, draft: &RerateDraft, pair: i64) -> Result<i64, KeptError> {
    prepare_rerate(&desk.env(&|| false), draft).unwrap();
    desk.store.write(|tx| commit_rerate(tx, draft, pair, "a test", now()))
}

/// Three days: one of input, one of output only, one of a model the first book does not know.
fn rated_desk() -> (Desk, i64) {
    let desk = Desk::new();
    desk.activate(&book(1, ONE), "");
    desk.usage("usage", "2026-10-31", &[("core", "m", Meter::Input, 1_000_000)]);
    desk.usage("usage", "2026-11-01", &[("core", "m", Meter::Output, 1_000_000)]);
    desk.usage("usage", "2026-11-02", &[("core", "late", Meter::Input, 1_000_000)]);
    desk.rate();
    let pair = desk.activate(&book(2, DEARER), "");
    (desk, pair)
}

#[test]
fn a_draft_says_what_would_change_and_changes_nothing() {
    let (desk, pair) = rated_desk();
    let before = desk.ratings();
    let draft = draft(&desk, pair);
    assert_eq!(draft.effect.buckets.len(), 2, "the day whose amounts stay the same does not move");
    assert_eq!((draft.effect.rows, draft.effect.newly_priced, draft.effect.newly_unpriced), (2, 1, 0));
    assert_eq!(draft.effect.before["USD"], 3_000_000_000);
    assert_eq!(draft.effect.after["USD"], 5_000_000_000);
    assert_eq!(draft.effect.months.keys().collect::<Vec<_>>(), ["2026-10", "2026-11"]);
    assert_eq!(desk.ratings(), before);
}

#[test]
fn undo_and_redo_restore_exactly() {
    let (desk, pair) = rated_desk();
    let before = desk.ratings();
    let rerate = apply(&desk, &draft(&desk, pair), pair).unwrap();
    let after = desk.ratings();
    assert_ne!(after, before);
    assert_eq!(desk.contracted()["2026-10-31"], 4_000_000_000);
    let point = |is_applied| desk.store.write(|tx| point_rerate(tx, rerate, is_applied)).unwrap();
    point(false);
    assert_eq!(desk.ratings(), before);
    point(true);
    assert_eq!(desk.ratings(), after);
    assert!(draft(&desk, pair).is_empty(), "nothing is left to move");
}

#[test]
fn a_crash_before_the_pointers_move_changes_no_figure() {
    let (desk, pair) = rated_desk();
    let before = desk.ratings();
    let draft = draft(&desk, pair);
    prepare_rerate(&desk.env(&|| false), &draft).unwrap();
    assert_eq!(desk.ratings(), before, "ratings that were made do not count yet");
    let made = desk.rows("SELECT count(*) FROM ratings");
    apply(&desk, &draft, pair).unwrap();
    assert_eq!(desk.rows("SELECT count(*) FROM ratings"), made, "they are used, not made again");
}

#[test]
fn a_closed_month_is_listed_and_stays() {
    let (desk, pair) = rated_desk();
    desk.execute("INSERT INTO closed_months VALUES ('2026-10', '2026-11-05T00:00:00.000Z')");
    let draft = draft(&desk, pair);
    assert!(draft.effect.months["2026-10"].is_closed);
    assert!(!draft.effect.before.contains_key("USD"), "its money is not in what moves");
    apply(&desk, &draft, pair).unwrap();
    assert_eq!(desk.contracted()["2026-10-31"], 3_000_000_000);
    assert_eq!(desk.contracted()["2026-11-02"], 1_000_000_000);
}

#[test]
fn a_month_closed_after_a_rerate_refuses_its_undo() {
    let (desk, pair) = rated_desk();
    let rerate = apply(&desk, &draft(&desk, pair), pair).unwrap();
    desk.execute("INSERT INTO closed_months VALUES ('2026-10', '2026-11-05T00:00:00.000Z')");
    let error = desk.store.write(|tx| point_rerate(tx, rerate, false)).unwrap_err();
    assert!(matches!(error, KeptError::Closed { month } if month == "2026-10"));
}

#[test]
fn a_draft_of_another_state_is_refused() {
    let (desk, pair) = rated_desk();
    let old = draft(&desk, pair);
    desk.execute("INSERT INTO closed_months VALUES ('2026-10', '2026-11-05T00:00:00.000Z')");
    let before = desk.ratings();
    assert!(matches!(apply(&desk, &old, pair).unwrap_err(), KeptError::Stale));
    assert_ne!(draft(&desk, pair).token, old.token);
    assert_eq!(desk.ratings(), before);
    assert_eq!(desk.rows("SELECT count(*) FROM rerates")[0][0], "0", "nothing of it is kept");
}

#[test]
fn only_what_an_entry_prices_moves() {
    let (desk, _) = rated_desk();
    let text = "[[alias]]\nid = \"late-name\"\nchannel = \"alpha\"\nname = \"late\"\nmodel = \"m\"\nreason = \"a test\"\n";
    let old_pair = desk.rows("SELECT min(pricing_id) FROM ratings")[0][0].parse().unwrap();
    let after = desk
        .store
        .write::<_, KeptError>(|tx| {
            let contract = keep_contract(tx, text, now())?;
            pair_id(tx, pricing_by_id(tx, old_pair)?.book.id, contract)
        })
        .unwrap();
    let load = |id| desk.store.read(|reader| desk.shelf.load_by_id(reader, id)).unwrap();
    let replacement = Replacement { reference: Some(load(old_pair)), after: load(after) };
    let each = Replacements::Each(HashMap::from([(old_pair, replacement)]));
    let draft = draft_rerate(&desk.env(&|| false), &each).unwrap();
    assert_eq!(draft.effect.buckets.len(), 1);
    assert_eq!((draft.effect.newly_priced, draft.effect.after["USD"]), (1, 3_000_000_000));
    apply(&desk, &draft, after).unwrap();
    assert_eq!(desk.contracted()["2026-11-02"], 3_000_000_000, "by the book that rated it before");
    assert_eq!(desk.contracted()["2026-10-31"], 3_000_000_000);
}
