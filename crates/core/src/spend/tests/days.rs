use super::fixture::{Books, DOLLAR};
use crate::spend::day::{DayRecord, OwnerTells, StoredSeries};
use crate::spend::{Class, DiscrepancyKind, Grade, Level};

const MILLION: i64 = 1_000_000;
const NANOS: i64 = 1_000_000_000;

fn requests(books: &mut Books, feature: &str, key: Option<&str>, model: &str) -> i64 {
    let _ = feature;
    books.series(StoredSeries {
        channel: "alpha".to_owned(),
        credential: key.map(str::to_owned),
        model_served: Some(model.to_owned()),
        ..StoredSeries::default()
    })
}

/// The day of the ledger page: two keys of project `core`, and a gateway that saw most of key A.
fn example(scale: i128) -> (Books, [i64; 5]) {
    let mut books = Books::new();
    let billed = books.bill(1, Some("core"), "m-1", "input", 100 * DOLLAR);
    let (a, b) = (books.of(Some("core"), Some("A"), "m-1"), books.of(Some("core"), Some("B"), "m-1"));
    books.meter(1, a, "input", 30_000_000, Some(60 * DOLLAR * scale / 100));
    books.meter(1, b, "input", 20_000_000, Some(40 * DOLLAR * scale / 100));
    let search = requests(&mut books, "search", Some("A"), "m-1");
    let summarise = requests(&mut books, "summarise", Some("A"), "m-1");
    let cost = |dollars: i64| dollars * NANOS / 100 * i64::try_from(scale).unwrap();
    books.see(search, 18 * MILLION, cost(36));
    books.see(summarise, 9 * MILLION, cost(18));
    (books, [billed, a, b, search, summarise])
}

fn part(record: &DayRecord, series: i64) -> i128 {
    let parts = record.parts.iter().filter(|(key, _)| key.series == series);
    parts.map(|(_, part)| part.amounts.classes.total()).sum()
}

fn line(record: &DayRecord, usage: i64, level: Level) -> i128 {
    let lines = record.lines.iter().filter(|(key, _)| key.usage_series == usage && key.level == level);
    lines.map(|(_, line)| line.amounts.classes.total()).sum()
}

#[test]
fn the_worked_example_comes_out_as_it_is_written() {
    for scale in [100, 98] {
        let (mut books, [_, a, b, search, summarise]) = example(scale);
        let record = books.apportion();
        assert_eq!(part(&record, search), 36 * DOLLAR);
        assert_eq!(part(&record, summarise), 18 * DOLLAR);
        assert_eq!(line(&record, a, Level::Seen), 54 * DOLLAR);
        assert_eq!(line(&record, a, Level::NotSeen), 6 * DOLLAR, "stays on key A");
        assert_eq!(line(&record, b, Level::NotSeen), 40 * DOLLAR, "stays on key B");
        let of_a = record.lines.iter().find(|(key, _)| key.usage_series == a).unwrap().1;
        assert_eq!(of_a.scale, Some((100 * DOLLAR, scale * DOLLAR)));
        let grades: Vec<Grade> = record.parts.keys().map(|key| key.grade).collect();
        assert_eq!(grades, [Grade::Measured, Grade::Measured]);
        assert!(record.parts.values().all(|part| part.owner_tells == OwnerTells::Key));
        assert!(record.discrepancies.is_empty(), "{:?}", record.discrepancies);
    }
}

#[test]
fn a_key_that_requests_do_not_tell_is_a_looser_match_over_all_keys() {
    let (mut books, [_, a, b, ..]) = example(100);
    books.day.observed.clear();
    let search = requests(&mut books, "search", Some("sk-hash-of-the-gateway"), "m-1");
    books.see(search, 25 * MILLION, 50 * NANOS);
    let record = books.apportion();
    assert_eq!(part(&record, search), 50 * DOLLAR);
    assert_eq!(line(&record, a, Level::Seen), 30 * DOLLAR);
    assert_eq!(line(&record, b, Level::Seen), 20 * DOLLAR);
    let (key, found) = record.parts.iter().next().unwrap();
    // Both keys are of one project, so that the project is still told.
    assert_eq!((key.grade, found.owner_tells), (Grade::Measured, OwnerTells::Project));
    let other = books.of(Some("other"), Some("C"), "m-1");
    books.bill(1, Some("other"), "m-1", "input", 100 * DOLLAR);
    books.meter(1, other, "input", 50_000_000, Some(100 * DOLLAR));
    let record = books.apportion();
    let (key, found) = record.parts.iter().next().unwrap();
    assert_eq!((key.grade, found.owner_tells), (Grade::Apportioned, OwnerTells::Nothing));
    assert_eq!(part(&record, search), 50 * DOLLAR);
}

#[test]
fn requests_above_the_providers_count_are_scaled_down_and_the_rest_is_a_discrepancy() {
    let (mut books, [_, a, _, search, _]) = example(100);
    books.day.observed.clear();
    books.see(search, 31 * MILLION, 62 * NANOS);
    let record = books.apportion();
    assert_eq!(part(&record, search), 60 * DOLLAR);
    assert_eq!(line(&record, a, Level::NotSeen), 0);
    let (key, found) = record.discrepancies.iter().next().unwrap();
    assert_eq!(key.kind, DiscrepancyKind::ObservedOverMetered);
    assert_eq!((found.amount, found.quantity), (Some(2 * DOLLAR), 1_000_000));
}

#[test]
fn retries_are_a_class_of_their_own_where_requests_tell_and_unknown_where_not() {
    let (mut books, [_, a, ..]) = example(100);
    books.day.observed[0].classes[0] = 27 * NANOS;
    books.day.observed[0].retry = 9 * NANOS;
    let record = books.apportion();
    let sum = |class: Class| record.lines.values().map(|line| line.amounts.classes.get(class)).sum::<i128>();
    assert_eq!((sum(Class::Retry), sum(Class::Input)), (9 * DOLLAR, 91 * DOLLAR));
    let unknown: i128 = record.lines.values().map(|line| line.amounts.retry_unknown).sum();
    assert_eq!(unknown, 46 * DOLLAR, "what no gateway saw of A, and B");
    assert_eq!(line(&record, a, Level::Seen), 54 * DOLLAR);
}

#[test]
fn usage_without_a_price_leaves_the_money_on_the_charge() {
    let mut books = Books::new();
    let charge = books.bill(1, Some("core"), "m-1", "input", 5 * DOLLAR);
    let usage = books.of(Some("core"), Some("A"), "m-1");
    books.meter(1, usage, "input", 1_000, None);
    let record = books.apportion();
    let (key, _) = record.lines.iter().next().unwrap();
    assert_eq!((key.billed_series, key.usage_series, key.level), (charge, 0, Level::NotExplained));
    let (key, found) = record.discrepancies.iter().next().unwrap();
    assert_eq!((key.kind, found.amount, found.quantity), (DiscrepancyKind::UnpricedUsage, None, 1_000));
}

#[test]
fn a_credit_follows_the_shares_of_what_it_credits() {
    let (mut books, [_, a, b, search, _]) = example(100);
    books.bill(1, Some("core"), "m-1", "input", -10 * DOLLAR);
    let record = books.apportion();
    assert_eq!(line(&record, b, Level::NotSeen), 36 * DOLLAR);
    assert_eq!(line(&record, a, Level::NotSeen), 5_400_000_000);
    assert_eq!(part(&record, search), 32_400_000_000);
}

#[test]
fn cached_input_and_lifetimes_find_the_wider_charge() {
    let mut books = Books::new();
    books.bill(1, None, "m-1", "input", 10 * DOLLAR);
    books.bill(1, None, "m-1", "cache_write", 4 * DOLLAR);
    let usage = books.of(Some("core"), None, "m-1");
    books.meter(1, usage, "cache_read", 50, Some(DOLLAR));
    books.meter(1, usage, "cache_write_1h", 10, Some(4 * DOLLAR));
    books.meter(1, usage, "input", 100, Some(9 * DOLLAR));
    let record = books.apportion();
    assert!(record.discrepancies.is_empty(), "{:?}", record.discrepancies);
    let sum = |class: Class| record.lines.values().map(|line| line.amounts.classes.get(class)).sum::<i128>();
    assert_eq!(
        (sum(Class::Input), sum(Class::CacheRead), sum(Class::CacheWrite)),
        (9 * DOLLAR, DOLLAR, 4 * DOLLAR)
    );
    // (50 + 10) tokens at 0.09 an input token, less 1.00 and 4.00.
    let benefit = record.cache.values().next().copied().flatten();
    assert_eq!(benefit, Some(400_000_000));
}

#[test]
fn a_model_that_no_provider_tells_is_a_discrepancy_where_there_are_books_and_spend_where_there_are_none() {
    let (mut books, _) = example(100);
    let unknown = requests(&mut books, "search", None, "m-2");
    books.see(unknown, 10, 3 * NANOS);
    let record = books.apportion();
    let kinds: Vec<DiscrepancyKind> = record.discrepancies.keys().map(|key| key.kind).collect();
    assert_eq!(kinds, [DiscrepancyKind::ObservedWithoutUsage]);
    let elsewhere = books.series(StoredSeries {
        channel: "beta".to_owned(),
        model_served: Some("m-2".to_owned()),
        ..StoredSeries::default()
    });
    books.see(elsewhere, 10, 3 * NANOS);
    let record = books.apportion();
    let (key, found) = record.lines.iter().find(|(key, _)| key.usage_series == elsewhere).unwrap();
    assert_eq!((key.connection, key.level, found.basis.name()), (0, Level::Seen, "rated"));
    assert_eq!(found.amounts.classes.total(), 3 * DOLLAR);
}

#[test]
fn without_a_bill_usage_at_our_rates_is_the_money() {
    let (mut books, [_, a, b, search, _]) = example(98);
    books.day.charges.clear();
    books.day.billed.clear();
    let record = books.apportion();
    assert_eq!(part(&record, search), 35_280_000_000);
    assert_eq!(line(&record, a, Level::NotSeen), 5_880_000_000);
    assert_eq!(line(&record, b, Level::NotSeen), 39_200_000_000);
    assert!(record.lines.values().all(|line| line.basis.name() == "rated" && line.scale.is_none()));
}

#[test]
fn a_bill_without_metered_usage_is_explained_by_requests_directly() {
    let mut books = Books::new();
    books.bill(1, Some("core"), "m-1", "input", 10 * DOLLAR);
    let search = requests(&mut books, "search", None, "m-1");
    books.see(search, 5, 4 * NANOS);
    let record = books.apportion();
    assert_eq!(part(&record, search), 4 * DOLLAR);
    let rest: Vec<(Level, i128)> =
        record.lines.iter().map(|(key, line)| (key.level, line.amounts.classes.total())).collect();
    assert_eq!(rest, [(Level::Seen, 4 * DOLLAR), (Level::NotExplained, 6 * DOLLAR)]);
}
