use showback_gateways::{Status, Teller};

use super::fixture::*;
use crate::kernel::{Period, parse_day};
use crate::requests::pivot::{PivotAsk, PivotDimension, RollUpShelf, pivot};
use crate::requests::views::{self, Asked, LoopAsk, RequestFilter, RequestKey};
use crate::requests::*;

fn period(from: &str, to: &str) -> Period {
    Period::new(parse_day(from).unwrap(), parse_day(to).unwrap()).unwrap()
}

fn read<T>(
    store: &crate::store::Store,
    work: impl FnOnce(&rusqlite::Connection) -> Result<T, RequestsError>,
) -> T {
    store.read(work).unwrap()
}

fn answered(mut request: StagedRequest, response: &str) -> StagedRequest {
    request.attempt.response_id = Some(response.to_owned());
    request
}

#[test]
fn a_charge_that_two_sources_tell_counts_once_whichever_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = facts_of("Gateway", Teller::Gateway);
    let app = facts_of("App", Teller::Application);
    let from_gateway = [answered(request("g", START + DAY - 5, "search", 10), "R")];
    let from_app = [
        answered(request("a", START + DAY + 5, "search", 11), "R"),
        answered(request("b", START + 3 * DAY, "search", 12), "R"),
    ];
    let one = open(folder.path(), "one.showback");
    import_of(&one, &gateway, &from_gateway);
    import_of(&one, &app, &from_app);
    let other = open(folder.path(), "other.showback");
    import_of(&other, &app, &from_app[1..]);
    import_of(&other, &app, &from_app[..1]);
    import_of(&other, &gateway, &from_gateway);
    assert_eq!(book(&one), book(&other));
    let counted =
        rows(&one, "SELECT event_id, is_counted, told_by IS NULL FROM requests ORDER BY started_us");
    assert_eq!(counted, ["'g' 1 1", "'a' 0 0", "'b' 1 1"], "the one two days later is another call");
    assert_eq!(rows(&one, "SELECT sum(attempts), sum(tokens_output) FROM request_days"), ["2 22"]);
    let list = read(&one, |reader| views::list(reader, &RequestFilter::default(), None, 0, 10));
    assert_eq!(list.iter().map(|row| row.event_id.as_str()).collect::<Vec<_>>(), ["b", "g"]);
    let detail = read(&one, |reader| views::get(reader, list[1].key)).unwrap();
    assert_eq!(detail.tellings.len(), 1);
    assert_eq!(detail.place, Some(("a.jsonl".to_owned(), String::new())));
}

#[test]
fn tasks_that_were_tried_again_and_again_are_loops() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let of_task = |id: &str, at: i64, task: &str, status: Status| {
        let mut request = of_logical(request(id, START + at, "search", 10), task, status);
        request.attempt.task_id = Some(task.to_owned());
        request
    };
    let log: Vec<StagedRequest> = vec![
        of_task("a", 1, "bad", Status::Failure),
        of_task("b", 2, "bad", Status::Failure),
        of_task("c", 3, "bad", Status::Failure),
        of_task("d", 4, "late", Status::Failure),
        of_task("e", 5, "late", Status::Failure),
        of_task("f", 6, "late", Status::Failure),
        of_task("g", 7, "late", Status::Success),
        of_task("h", 8, "once", Status::Failure),
        of_task("i", 9, "once", Status::Success),
        of_task("j", 10, "fine", Status::Success),
    ];
    import(&store, "Gateway", &log);
    let ask = LoopAsk {
        period: period("2026-11-01", "2026-11-02"),
        source_id: None,
        min_attempts: 3,
        by_attempts: false,
        offset: 0,
        limit: 10,
    };
    let loops = read(&store, |reader| views::loops(reader, &ask));
    let told: Vec<_> = loops
        .rows
        .iter()
        .map(|row| (row.task.as_str(), row.attempts, row.has_succeeded, row.rated_nanos))
        .collect();
    assert_eq!(told, [("bad", 3, false, 321), ("late", 4, true, 428)]);
    assert_eq!((loops.total, loops.never_succeeded, loops.rated["USD"]), (2, 1, 749));
}

#[test]
fn a_list_goes_on_after_its_last_row_and_keeps_to_its_filter() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let log: Vec<StagedRequest> = (0..10)
        .map(|number| {
            request(&format!("r{number}"), START + number, if number % 2 == 0 { "even" } else { "odd" }, 5)
        })
        .collect();
    import(&store, "Gateway", &log);
    let filter = RequestFilter {
        series: vec![("team".to_owned(), Asked::Value("even".to_owned()))],
        period: Some(period("2026-11-01", "2026-11-02")),
        status: Some(Status::Success),
        ..RequestFilter::default()
    };
    let first = read(&store, |reader| views::list(reader, &filter, None, 0, 3));
    let rest = read(&store, |reader| views::list(reader, &filter, Some(first[2].key), 0, 3));
    let ids: Vec<_> = first.iter().chain(&rest).map(|row| row.event_id.as_str()).collect();
    assert_eq!(ids, ["r8", "r6", "r4", "r2", "r0"]);
    assert_eq!(RequestKey::parse(&first[0].key.to_string()), Some(first[0].key));
    let totals = read(&store, |reader| views::totals(reader, &filter));
    assert_eq!((totals.attempts, totals.rated["USD"]), (5, 5 * 57));
    let none = RequestFilter { is_retry: Some(Some(true)), ..RequestFilter::default() };
    assert!(read(&store, |reader| views::list(reader, &none, None, 0, 3)).is_empty());
    let by_id = RequestFilter { id: Some("r3".to_owned()), ..RequestFilter::default() };
    assert_eq!(read(&store, |reader| views::list(reader, &by_id, None, 0, 3)).len(), 1);
    let sources = read(&store, views::sources);
    assert_eq!((sources[0].attempts, sources[0].last_import.as_ref().unwrap().0), (10, 1));
    let (imports, total) = read(&store, |reader| views::imports(reader, None, 0, 10));
    assert_eq!((imports[0].requests_new, imports[0].files, total), (10, 1, 1));
}

#[test]
fn a_pivot_equals_the_sums_of_its_rows_and_keeps_currencies_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let teams = ["a", "b", "c"].into_iter().cycle();
    let mut log: Vec<StagedRequest> = (0..90_i64)
        .zip(teams)
        .map(|(day, team)| {
            request(&format!("r{day}"), START - 45 * DAY + day * DAY, team, day.unsigned_abs())
        })
        .collect();
    let mut foreign = request("eur", START, "a", 50);
    foreign.rated.currency = "EUR".to_owned();
    log.push(foreign);
    import(&store, "Gateway", &log);
    let ask = PivotAsk {
        measures: vec![Column::RatedNanos, Column::Attempts],
        dimensions: vec![PivotDimension::Series("team"), PivotDimension::Month],
        period: period("2026-09-20", "2026-12-14"),
        currency: "USD".to_owned(),
        source_id: None,
        filters: Vec::new(),
    };
    let shelf = RollUpShelf::default();
    let by_month = pivot(&store, &shelf, &ask).unwrap();
    let by_day = pivot(
        &store,
        &shelf,
        &PivotAsk { dimensions: vec![PivotDimension::Day, PivotDimension::Source], ..ask.clone() },
    )
    .unwrap();
    assert_eq!(by_month.total, by_day.total);
    assert_eq!(by_month.elsewhere["EUR"], [507, 0]);
    let expected = rows(
        &store,
        "SELECT sum(rated_nanos) FILTER (WHERE currency = 'USD'), count(*) FROM requests
         WHERE started_us >= 1789862400000000 AND started_us < 1797206400000000",
    );
    assert_eq!(expected, [format!("{} {}", by_month.total[0], by_month.total[1])]);
    assert_eq!(by_month.rows.iter().map(|row| row.sums[0]).sum::<i128>(), by_month.total[0]);
    let filtered = PivotAsk {
        dimensions: Vec::new(),
        filters: vec![(PivotDimension::Series("team"), Asked::Value("b".to_owned()))],
        ..ask
    };
    assert_eq!(pivot(&store, &shelf, &filtered).unwrap().rows.len(), 1);
}

#[test]
fn what_is_kept_in_memory_follows_every_change_of_the_roll_ups() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let shelf = RollUpShelf::default();
    let ask = PivotAsk {
        measures: vec![Column::RatedNanos, Column::Attempts],
        dimensions: vec![PivotDimension::Series("team"), PivotDimension::Day],
        period: period("2026-10-20", "2026-11-14"),
        currency: "USD".to_owned(),
        source_id: None,
        filters: Vec::new(),
    };
    let agree = |step: &str| {
        let fresh = pivot(&store, &RollUpShelf::default(), &ask).unwrap();
        assert_eq!(pivot(&store, &shelf, &ask).unwrap(), fresh, "{step}");
        // Other measures of the same days are read beside those that are there.
        let more = PivotAsk { measures: vec![Column::Failures, Column::Attempts], ..ask.clone() };
        assert_eq!(pivot(&store, &shelf, &more).unwrap().total[1], fresh.total[1], "{step}");
        fresh.total[1]
    };
    assert_eq!(agree("nothing yet"), 0);
    import(&store, "Gateway", &[request("a", START, "search", 10)]);
    assert_eq!(agree("an import"), 1);
    import(&store, "Other gateway", &[request("b", START + DAY, "chat", 10)]);
    assert_eq!(agree("an import of another source"), 2);
    rebuild_roll_ups(&store).unwrap();
    assert_eq!(agree("a rebuild"), 2);
}

#[test]
fn dropped_rows_leave_their_roll_ups_and_are_known_when_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let log = [
        request("a", START, "search", 10),
        request("b", START + DAY, "search", 20),
        request("c", START + 2 * DAY, "search", 30),
    ];
    import(&store, "Gateway", &log);
    let days = rows(&store, "SELECT * FROM request_days");
    assert_eq!(
        drop_old_requests(&store, None, parse_day("2026-11-03").unwrap(), &|| false).unwrap().requests,
        0
    );
    let dropped = drop_old_requests(&store, Some(1), parse_day("2026-11-03").unwrap(), &|| false).unwrap();
    assert_eq!((dropped.requests, dropped.days), (1, 1));
    assert_eq!(rows(&store, "SELECT * FROM request_days"), days);
    let again = import(&store, "Gateway", &log);
    assert_eq!((again.requests.new, again.requests.same, again.requests.late), (0, 3, 0));
    assert_eq!(rows(&store, "SELECT * FROM request_days"), days);
    let late = import(&store, "Gateway", &[request("d", START + 7, "search", 5)]);
    assert_eq!((late.requests.new, late.requests.late), (1, 1));
    assert_eq!(
        rows(&store, "SELECT attempts, tokens_output FROM request_days WHERE day = '2026-11-01'"),
        ["2 15"]
    );
    assert_eq!(rows(&store, "SELECT sum(attempts), sum(tokens_output) FROM request_months"), ["4 65"]);
    rebuild_roll_ups(&store).unwrap();
    assert_eq!(rows(&store, "SELECT sum(attempts), sum(tokens_output) FROM request_months"), ["4 65"]);
}

#[test]
fn roll_ups_made_again_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    import(&store, "Gateway", &super::random::ledger(7, 300));
    let before = book(&store);
    rebuild_roll_ups(&store).unwrap();
    assert_eq!(book(&store), before);
}

#[test]
fn days_added_up_elsewhere_are_replaced_whole_and_never_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let one = request("x", START, "search", 10);
    let told = |attempts: u64| StagedRollup {
        rollup: showback_gateways::DayRollup {
            day_us: START,
            attempts,
            tokens: showback_gateways::Tokens { output: 10 * attempts, ..Default::default() },
            is_retry: Some(false),
            ..Default::default()
        },
        series: one.series.clone(),
        rated: one.rated.clone(),
    };
    let now = crate::kernel::parse_instant("2026-11-23T12:00:00Z").unwrap();
    let days = period("2026-11-01", "2026-11-03");
    let from = facts("Database").source;
    assert_eq!(bring_roll_ups(&store, &from, days, &[told(5)], now).unwrap(), ["2026-11-01"]);
    assert!(bring_roll_ups(&store, &from, days, &[told(5)], now).unwrap().is_empty());
    assert_eq!(bring_roll_ups(&store, &from, days, &[told(6)], now).unwrap(), ["2026-11-01"]);
    rebuild_roll_ups(&store).unwrap();
    import(&store, "Database", &[one]);
    let sums = rows(
        &store,
        "SELECT attempts, tokens_output, rated_nanos, input_nanos + output_nanos FROM request_months",
    );
    assert_eq!(sums, ["6 60 107 107"], "a sample is kept and not added");
}
