use super::fixture::{CUTS, Fact, Ledger, november, now};
use crate::explore::{OverviewRequest, OverviewView, TrustState, overview};

const UNIT: i64 = 1_000_000_000;

fn usd(project: Option<&'static str>, units: i64) -> Fact {
    Fact { project, model: Some("m"), nanos: units * UNIT, currency: "USD", ..Fact::default() }
}

fn view(ledger: &Ledger, first: u32, after: u32, split: &str) -> OverviewView {
    let request = OverviewRequest { range: november(first, after), compare: None, split: split.to_owned() };
    overview(&ledger.store, CUTS, now(), &request).unwrap()
}

#[test]
fn a_zero_day_is_zero_and_an_unread_day_is_a_gap() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 4, &[usd(Some("p"), 10)]);
    ledger.bucket(1, "cost", 5, &[]);
    ledger.bucket(1, "cost", 10, &[usd(Some("p"), 3)]);
    let view = view(&ledger, 4, 11, "project");
    let totals: Vec<Option<&str>> = view.days.iter().map(|day| day.total.as_deref()).collect();
    assert_eq!(totals, [Some("10"), Some("0"), None, None, None, None, Some("3")]);
    assert!(view.days[2].is_missing && !view.days[1].is_missing);
    assert!(view.days[6].is_partial, "today is not over");
    assert_eq!(view.last_full_day.unwrap().day, "2026-11-05");
    assert_eq!(view.billed.value, "13");
}

#[test]
fn a_breakdown_through_another_cut_foots_even_where_the_cuts_differ() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 4, &[usd(Some("p"), 100)]);
    let by_key = Fact { key: Some("k"), model: None, ..usd(Some("p"), 90) };
    ledger.bucket(1, "cost.key", 4, &[by_key]);
    let view = view(&ledger, 4, 5, "key");
    let keys = view.breakdowns.iter().find(|breakdown| breakdown.dimension == "key").unwrap();
    let rows: Vec<(&str, &str)> =
        keys.rows.iter().map(|row| (row.key.label.as_str(), row.amount.value.as_str())).collect();
    assert_eq!(rows, [("k", "90"), ("not told", "10")]);
    assert_eq!(view.days[0].values, [Some("90".to_owned()), Some("10".to_owned())]);
    assert!(view.notes.iter().any(|note| note.contains("differs by 10.00 USD")), "{:?}", view.notes);
}

#[test]
fn more_than_twelve_values_become_eleven_and_the_rest() {
    const NAMES: [&str; 14] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"];
    let ledger = Ledger::new();
    let rows: Vec<Fact> = NAMES.iter().zip(1..).map(|(name, units)| usd(Some(name), units)).collect();
    ledger.bucket(1, "cost", 4, &rows);
    let view = view(&ledger, 4, 5, "project");
    let projects = view.breakdowns.iter().find(|breakdown| breakdown.dimension == "project").unwrap();
    assert_eq!((projects.rows.len(), projects.groups), (12, 14));
    assert_eq!(
        (projects.rows[11].key.label.as_str(), projects.rows[11].amount.value.as_str()),
        ("other", "6")
    );
    assert_eq!((view.series.len(), view.series[7].label.as_str()), (8, "other"));
}

#[test]
fn usage_without_billed_money_is_said_and_never_counted_as_zero() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 4, &[usd(Some("p"), 1)]);
    ledger.bucket(1, "usage", 4, &[Fact { nanos: 70, ..usd(Some("p"), 0) }]);
    ledger.bucket(1, "usage", 5, &[Fact { nanos: 30, ..usd(Some("p"), 0) }]);
    let view = view(&ledger, 4, 6, "provider");
    assert_eq!((view.tokens.as_str(), view.tokens_without_billed.as_str()), ("100", "30"));
}

#[test]
fn the_trust_strip_knows_what_is_unknown() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 4, &[usd(Some("p"), 90), usd(Some(""), 10)]);
    let view = view(&ledger, 4, 5, "provider");
    let meters: Vec<(&str, TrustState, Option<i64>)> =
        view.trust.iter().map(|meter| (meter.id.as_str(), meter.state, meter.share_basis_points)).collect();
    assert_eq!(
        meters,
        [
            ("attributed", TrustState::Unknown, None),
            ("priced", TrustState::Unknown, None),
            ("reconciled", TrustState::Unknown, None),
            ("fresh", TrustState::Good, None),
            ("open", TrustState::Good, None),
        ]
    );
    assert_eq!(view.trust[0].value, "no owners yet");
    assert!(view.trust[0].detail.contains("90.0 % of billed money names a project or a key"));
}

#[test]
fn the_days_before_are_compared_with() {
    let ledger = Ledger::new();
    ledger.bucket(1, "cost", 3, &[usd(Some("p"), 10)]);
    ledger.bucket(1, "cost", 4, &[usd(Some("p"), 15), usd(Some("q"), 1)]);
    let view = view(&ledger, 4, 5, "provider");
    assert_eq!((view.compare.from.as_str(), view.billed_before.value.as_str()), ("2026-11-03", "10"));
    let movers: Vec<(&str, &str, &str)> = view
        .movers
        .iter()
        .filter(|mover| mover.dimension == "project")
        .map(|mover| (mover.key.label.as_str(), mover.change.as_str(), mover.cause.as_str()))
        .collect();
    assert_eq!(movers, [("p", "5", "its tokens are not told"), ("q", "1", "new")]);
}
