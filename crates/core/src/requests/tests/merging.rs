use showback_gateways::Status;

use super::fixture::*;
use crate::requests::*;

fn log() -> Vec<StagedRequest> {
    vec![
        request("a", START + 10, "search", 100),
        request("b", START + 20, "search", 200),
        request("c", START + DAY + 5, "billing", 300),
    ]
}

#[test]
fn a_first_import_is_whole_and_the_second_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let first = import(&store, "Gateway", &log());
    assert_eq!((first.requests.new, first.requests.same), (3, 0));
    assert_eq!(first.days, ["2026-11-01", "2026-11-02"]);
    let before = book(&store);
    let second = import(&store, "Gateway", &log());
    assert_eq!((second.requests.new, second.requests.same, second.requests.changed), (0, 3, 0));
    assert!(second.days.is_empty());
    assert_eq!(book(&store), before);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        3,
        "the workspace with its journal, and no stage"
    );
    let sums = rows(
        &store,
        "SELECT day, attempts, tokens_output, rated_nanos, output_nanos FROM request_days ORDER BY 1",
    );
    assert_eq!(sums, ["'2026-11-01' 2 300 3014 3000", "'2026-11-02' 1 300 3007 3000"]);
    let month = rows(&store, "SELECT month, sum(attempts), sum(rated_nanos) FROM request_months GROUP BY 1");
    assert_eq!(month, ["'2026-11' 3 6021"]);
}

#[test]
fn a_row_told_otherwise_is_changed_and_what_it_was_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    import(&store, "Gateway", &log());
    let again = import(
        &store,
        "Gateway",
        &[request("a", START + 10, "search", 150), request("d", START + 30, "search", 1)],
    );
    assert_eq!((again.requests.new, again.requests.changed, again.requests.same), (1, 1, 0));
    assert_eq!(again.days, ["2026-11-01"]);
    let kept = rows(&store, "SELECT revision, json_extract(row_json, '$.output') FROM request_revisions");
    assert_eq!(kept, ["1 100"]);
    assert_eq!(rows(&store, "SELECT sum(tokens_output) FROM request_months"), ["651"]);
    let other = open(folder.path(), "x.showback");
    let mut whole = log();
    whole[0] = request("a", START + 10, "search", 150);
    whole.push(request("d", START + 30, "search", 1));
    import(&other, "Gateway", &whole);
    assert_eq!(book(&store), book(&other));
}

#[test]
fn one_id_at_two_starts_is_a_collision_and_both_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let first =
        import(&store, "Gateway", &[request("a", START, "search", 1), request("a", START + 5, "search", 2)]);
    assert_eq!((first.requests.new, first.requests.collisions), (2, 1));
    let second = import(&store, "Gateway", &[request("a", START + 3, "search", 3)]);
    assert_eq!((second.requests.new, second.requests.collisions), (1, 1));
}

#[test]
fn an_id_that_is_one_whatever_the_time_keeps_its_earliest_start_and_its_largest_output() {
    let tellings = [
        forever(request("a", START + DAY, "search", 10)),
        forever(request("a", START + 5, "search", 4)),
        forever(request("a", START + 2 * DAY, "search", 30)),
    ];
    let folder = tempfile::tempdir().unwrap();
    let whole = open(folder.path(), "whole.showback");
    let applied = import(&whole, "Agent", &tellings);
    assert_eq!((applied.requests.new, applied.requests.repeated), (1, 2));
    let expected = book(&whole);
    assert!(expected[0].contains(" 30 307 "), "{expected:?}");
    for (number, order) in
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].iter().enumerate()
    {
        let store = open(folder.path(), &format!("{number}.showback"));
        for place in order {
            import(&store, "Agent", &tellings[*place..=*place]);
        }
        assert_eq!(book(&store), expected, "{order:?}");
        for place in order {
            let again = import(&store, "Agent", &tellings[*place..=*place]);
            assert_eq!((again.requests.same, again.requests.new + again.requests.changed), (1, 0));
        }
        assert_eq!(book(&store), expected, "{order:?}");
    }
}

#[test]
fn figures_of_an_import_are_those_of_its_rows_whatever_their_ids_are_one_for() {
    let once = [forever(request("a", START, "search", 10)), request("b", START + 1, "search", 4)];
    let twice = [&once[..], &[forever(request("a", START + 5, "search", 30))]].concat();
    for log in [&once[..], &twice[..]] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), "w.showback");
        let applied = import(&store, "Agent", log);
        let rated = rows(&store, "SELECT sum(rated_nanos) FROM requests");
        assert_eq!([applied.figures.money.rated["USD"].to_string()], rated[..]);
    }
}

#[test]
fn attempts_of_one_logical_request_are_numbered_by_their_start() {
    let attempts = [
        of_logical(request("a", START + 10, "search", 0), "L", Status::Failure),
        of_logical(request("b", START + 20, "search", 5), "L", Status::Failure),
        of_logical(request("c", START + 30, "search", 9), "L", Status::Success),
        of_logical(request("d", START + 40, "search", 9), "M", Status::Success),
    ];
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    for place in [2, 0, 3, 1] {
        import(&store, "Gateway", &attempts[place..=place]);
    }
    let order = rows(&store, "SELECT event_id, attempt, is_retry FROM requests ORDER BY started_us");
    assert_eq!(order, ["'a' 0 0", "'b' 1 1", "'c' 2 1", "'d' 0 0"]);
    let classes = rows(
        &store,
        "SELECT sum(retry_nanos), sum(input_nanos), sum(output_nanos), sum(rated_nanos), sum(retry_unknown),
            sum(retry_unknown_nanos), sum(retries) FROM request_days",
    );
    assert_eq!(classes, ["161 7 90 258 0 0 2"], "what failed and what was retried; the rest by meter");
    let whole = open(folder.path(), "whole.showback");
    import(&whole, "Gateway", &attempts);
    assert_eq!(book(&store), book(&whole));
}

#[test]
fn a_failure_while_applying_leaves_the_workspace_as_it_was_and_the_stage_can_be_applied_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    import(&store, "Gateway", &log()[..1]);
    let before = book(&store);
    let stage = stage(&store, "Gateway", &log());
    let mut other = facts("Gateway");
    other.source.format = "otlp".to_owned();
    let refused = stage.apply(&store, &other).unwrap_err();
    assert!(refused.to_string().contains("known as litellm"), "{refused}");
    assert_eq!(book(&store), before);
    let applied = stage.apply(&store, &facts("Gateway")).unwrap();
    assert_eq!((applied.requests.new, applied.requests.same), (2, 1));
}

#[test]
fn an_import_that_is_thrown_away_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let mut staged = Stage::create(&store, "Gateway").unwrap();
    staged.add(&log()).unwrap();
    drop(staged);
    let finished = stage(&store, "Gateway", &log());
    assert_eq!(finished.preview(&store).unwrap().requests.new, 3);
    drop(finished);
    assert!(book(&store).is_empty());
    assert_eq!(
        rows(&store, "SELECT count(*) FROM series UNION ALL SELECT count(*) FROM imports"),
        ["0", "0"]
    );
}
