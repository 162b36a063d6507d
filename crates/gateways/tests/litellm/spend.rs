use std::collections::BTreeMap;

use showback_gateways::{Attempt, Findings};

use crate::support::{beside, read_any};

fn by_event(found: Findings) -> BTreeMap<String, Attempt> {
    assert_eq!(found.rejections, []);
    found.attempts.into_iter().map(|attempt| (attempt.event_id.clone(), attempt)).collect()
}

/// What the forms of a row share: all but the place and the durations, which one of them rounds.
fn shared(attempt: &Attempt) -> Attempt {
    let mut attempt = attempt.clone();
    attempt.place = showback_gateways::Place::default();
    attempt.latency_us = attempt.latency_us.map(|took| took.div_ceil(2_000));
    attempt.first_token_us = None;
    attempt
}

#[test]
fn rows_copy_and_api_answers_agree() {
    let Some(rows) = beside("litellm-spendlogs-rows.jsonl") else { return };
    let (variant, found) = read_any("litellm-spendlogs-rows.jsonl", &rows);
    assert_eq!(variant, "spend-logs");
    let rows = by_event(found);
    assert_eq!(rows.len(), 15);
    for (name, expected) in [
        ("litellm-spendlogs-copy.csv", "spend-logs-csv"),
        ("litellm-api-spend-logs.json", "spend-logs"),
        ("litellm-api-spend-logs-v2.json", "spend-logs"),
    ] {
        let log = beside(name).expect("stands beside the rows");
        let (variant, found) = read_any(name, &log);
        assert_eq!(variant, expected, "{name}");
        let told = by_event(found);
        assert!(told.len() >= 3, "{name}");
        for (event, attempt) in told {
            let row = rows.get(&event).unwrap_or_else(|| panic!("{name}: {event} is in the rows"));
            let mut row = shared(row);
            let mut attempt = shared(&attempt);
            // A duration of milliseconds is rounded in one of them.
            let off = row.latency_us.unwrap_or(0).abs_diff(attempt.latency_us.unwrap_or(0));
            assert!(off <= 1, "{name}: {event}");
            (row.latency_us, attempt.latency_us) = (None, None);
            assert_eq!(attempt, row, "{name}");
        }
    }
}

#[test]
fn a_payload_and_its_row_are_one_event() {
    let Some(payloads) = beside("litellm-standard-logging.jsonl") else { return };
    let rows = beside("litellm-spendlogs-rows.jsonl").expect("stands beside the payloads");
    let payloads = by_event(read_any("payloads", &payloads).1);
    let rows = by_event(read_any("rows", &rows).1);
    for (event, row) in &rows {
        let payload = payloads.get(event).unwrap_or_else(|| panic!("{event} is among the payloads"));
        assert_eq!(payload.started_us, row.started_us, "{event}");
        assert_eq!(payload.tokens, row.tokens, "{event}");
        assert_eq!(payload.cost, row.cost, "{event}");
        assert_eq!(payload.is_charged, row.is_charged, "{event}");
        assert_eq!(payload.response_id, row.response_id, "{event}");
        assert_eq!(payload.logical_id, row.logical_id, "{event}");
        // Only a payload knows the answer's own name of the model.
        let (mut ours, theirs) = (payload.dimensions.clone(), &row.dimensions);
        let name = theirs.model_served.clone().expect("a row names its model");
        assert!(ours.model_served.as_deref().is_some_and(|served| served.starts_with(&name)), "{event}");
        ours.model_served = Some(name);
        assert_eq!(&ours, theirs, "{event}");
        assert_eq!(payload.response_cache, row.response_cache, "{event}");
    }
}

#[test]
fn a_summary_by_day_is_not_a_log_of_requests() {
    let Some(summary) = beside("litellm-api-spend-logs-summary.json") else { return };
    let sample =
        showback_gateways::Sample { file_name: "summary.json", folders: &[], head: &summary, is_whole: true };
    let litellm = showback_gateways::formats::format("litellm").expect("is registered");
    assert_eq!(litellm.recognise(&sample), None);
}
