use super::fixture::{Ledger, lines, november};
use crate::explore::Measure;

/// A billed day of 100.00: 54.00 seen on requests of two teams, 46.00 not; and 5.00 of an account that is not connected.
pub(super) fn ledger() -> Ledger {
    let ledger = Ledger::new();
    ledger.write(|tx| {
        tx.execute_batch(
            "INSERT INTO log_sources VALUES (1, 'litellm', 'Gateway', 'gateway', NULL, '{}', '');
             INSERT INTO series (id, fingerprint, provider, channel, project, credential, model_served, team, gateway,
                extra_json)
             VALUES (1, x'01', 'alpha', 'alpha', 'core', NULL, 'm', NULL, NULL, '{}'),
                    (2, x'02', 'alpha', 'alpha', 'core', 'A', 'm', NULL, NULL, '{}'),
                    (3, x'03', 'alpha', 'alpha', NULL, 'hash', 'm', 'sales', 'Gateway', '{}'),
                    (4, x'04', 'alpha', 'alpha', NULL, 'hash', 'm', 'legal', 'Gateway', '{}'),
                    (5, x'05', 'beta', 'beta', NULL, NULL, 'n', 'legal', 'Gateway', '{}');
             INSERT INTO spend_lines VALUES
                ('2026-11-02', 1, 'USD', 1, 2, 'seen', 'A', 'billed', 54000000000, 9000000000, 0, 0, 0, 45000000000, 0, 0,
                 0, 100, 98),
                ('2026-11-02', 1, 'USD', 1, 2, 'not_seen', 'B', 'billed', 46000000000, 0, 0, 0, 0, 46000000000, 0, 0,
                 46000000000, 100, 98),
                ('2026-11-02', 0, 'USD', 0, 5, 'seen', 'A', 'rated', 5000000000, 0, 0, 0, 0, 0, 5000000000, 0, 0, NULL,
                 NULL);
             INSERT INTO spend_sums
                SELECT day, connection_id, currency, level, grade, basis, sum(amount_nanos), sum(retry_nanos), 0, 0, 0,
                    sum(input_nanos), sum(output_nanos), 0, sum(retry_unknown_nanos)
                FROM spend_lines GROUP BY 1, 2, 3, 4, 5, 6;
             INSERT INTO spend_parts VALUES
                ('2026-11-02', 1, 3, 1, 'USD', 2, 'key', 'A', 'billed', 36000000000, 9000000000, 0, 0, 0, 27000000000, 0,
                 0, 0),
                ('2026-11-02', 1, 4, 1, 'USD', 2, 'key', 'A', 'billed', 18000000000, 0, 0, 0, 0, 18000000000, 0, 0, 0),
                ('2026-11-02', 1, 5, 0, 'USD', 0, '', 'A', 'rated', 5000000000, 0, 0, 0, 0, 0, 5000000000, 0, 0);",
        )?;
        for table in ["request_days (day", "request_months (month"] {
            tx.execute_batch(&format!(
                "INSERT INTO {table}, source_id, series_id, currency, attempts, retries, retry_unknown, failures,
                    cache_hits, usage_unknown, unpriced, tokens_input, tokens_cache_read, tokens_cache_write,
                    tokens_output, tokens_reasoning, latency_us, latency_known, reported_nanos, notional_nanos,
                    list_nanos, rated_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos,
                    output_nanos, other_nanos, retry_unknown_nanos, meter_input_nanos, meter_cache_write_nanos,
                    meter_cache_read_nanos, meter_output_nanos, meter_other_nanos, cache_benefit_nanos)
                 SELECT {}, 1, id, 'USD', id, 1, 0, 2, 0, 0, 0, 100, 10, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 0, 0 FROM series WHERE team IS NOT NULL",
                if table.ends_with("day") { "'2026-11-02'" } else { "'2026-11'" }
            ))?;
        }
        tx.execute_batch(
            "INSERT INTO imports VALUES (1, 1, NULL, NULL, '', 0, 0, 0, 0, 0, 0, '{}');
             INSERT INTO outcomes VALUES
                (1, 'a', 'task', 't1', 'resolved', 'success', NULL, NULL, NULL, 1793620800000000, 1),
                (1, 'b', 'task', 't2', 'resolved', 'failure', NULL, NULL, NULL, 1793620800000000, 1),
                (1, 'c', 'task', 't3', 'resolved', 'success', NULL, NULL, NULL, 1793620800000000, 1);",
        )
    });
    ledger
}

fn text(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    parts.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn spend_foots_in_both_cuts_and_says_which_books_it_is_of() {
    let ledger = ledger();
    let by_key = ledger.ask(Measure::Spend, &["key"], november(1, 5), &[]);
    assert_eq!(lines(&by_key), text(&[("A", "100 USD"), ("not told", "5 USD")]));
    let by_account = ledger.ask(Measure::Spend, &["connection", "evidence"], november(1, 5), &[]);
    assert_eq!(by_account.totals, by_key.totals, "sums without series are of the same money");
    let by_team = ledger.ask(Measure::Spend, &["team", "key"], november(1, 5), &[]);
    let expected =
        [("not told/A", "46 USD"), ("sales/A", "36 USD"), ("legal/A", "18 USD"), ("legal/not told", "5 USD")];
    assert_eq!(lines(&by_team), text(&expected));
    for view in [&by_key, &by_team] {
        let total = view.totals[0].amount.as_ref().unwrap();
        assert_eq!((total.value.as_str(), total.basis.as_str()), ("105", "mixed"));
        let books = "accounts or days have different books: 100.00 USD billed and 5.00 USD rated";
        assert!(view.notes.iter().any(|note| note == books), "{:?}", view.notes);
    }
    assert_eq!(by_team.rows[0].amount.as_ref().unwrap().basis, "billed");
}

#[test]
fn the_classes_partition_spend_by_any_dimension() {
    let ledger = ledger();
    let view = ledger.ask(Measure::Spend, &["class"], november(1, 5), &[]);
    assert_eq!(lines(&view), text(&[("Input", "91 USD"), ("Retry", "9 USD"), ("Output", "5 USD")]));
    let retry = ledger.ask(Measure::SpendRetry, &["team"], november(1, 5), &[]);
    assert_eq!(lines(&retry), text(&[("sales", "9 USD")]));
    let filtered = ledger.ask(Measure::Spend, &["team"], november(1, 5), &[("class", Some("retry"))]);
    assert_eq!(lines(&filtered), lines(&retry));
    let seen = ledger.ask(Measure::Spend, &["evidence", "grade"], november(1, 5), &[]);
    assert_eq!(
        lines(&seen),
        text(&[("Seen on requests/A", "59 USD"), ("Not seen by any gateway/B", "46 USD")])
    );
    let share = ledger.ask(Measure::SeenShare, &["connection"], november(1, 5), &[]);
    assert_eq!(lines(&share), text(&[("Alpha one", "54.00"), ("not told", "100.00")]));
    assert_eq!(share.totals[0].quantity.as_deref(), Some("56.19"));
}

#[test]
fn what_requests_told_is_counted_by_day_and_by_whole_months() {
    let ledger = ledger();
    for range in
        [november(1, 5), crate::kernel::DayRange { from: "2026-11-01".into(), to: "2026-12-01".into() }]
    {
        let attempts = ledger.ask(Measure::Attempts, &["team"], range.clone(), &[]);
        assert_eq!(lines(&attempts), text(&[("legal", "9"), ("sales", "3")]));
        let failures = ledger.ask(Measure::Failures, &["gateway"], range.clone(), &[]);
        assert_eq!(lines(&failures), text(&[("Gateway", "6")]));
        let tokens = ledger.ask(Measure::ObservedTokens, &["token_class"], range, &[]);
        assert_eq!(lines(&tokens), text(&[("Input", "300"), ("Cache read", "30"), ("Output", "21")]));
    }
    let outcomes = ledger.ask(Measure::Outcomes, &["outcome", "outcome_kind"], november(1, 5), &[]);
    assert_eq!(lines(&outcomes), text(&[("resolved/Success", "2"), ("resolved/Failure", "1")]));
    let nothing = ledger.ask(Measure::Attempts, &[], november(4, 5), &[]);
    assert_eq!(nothing.totals[0].quantity.as_deref(), Some("0"));
}

/// Attempts of one source: id, start in seconds of 2026-11-02, series, task, and who tells the same charge.
fn call(ledger: &Ledger, id: i64, series: i64, task: Option<&str>, told_by: Option<i64>) {
    ledger.write(|tx| {
        tx.execute(
            "INSERT INTO requests (started_us, identity, source_id, series_id, import_id, file, record, content, event_id,
                response_id, logical_id, task_id, status, response_cache, has_usage, input, cache_read, cache_write_5m,
                cache_write_1h, cache_write, output, notes, rating_status, currency, is_counted, told_by)
             VALUES (1793577600000000 + ?1, ?1, 1, ?2, 1, 0, 1, 1, 'e' || ?1, 'r' || ?1, NULL, ?3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                4, '', ?4 IS NULL, ?4)",
            rusqlite::params![id, series, task, told_by],
        )
        .map(|_| ())
    });
}

#[test]
fn outcomes_belong_to_the_team_of_the_requests_they_are_about() {
    let ledger = ledger();
    call(&ledger, 1, 3, Some("t1"), None);
    call(&ledger, 2, 3, Some("t1"), None);
    call(&ledger, 3, 4, Some("t2"), None);
    // The gateway told the same charge, and its team pays for it.
    call(&ledger, 4, 5, Some("t3"), Some(3));
    ledger.write(|tx| {
        tx.execute_batch(
            "INSERT INTO outcomes VALUES
                (1, 'd', 'request', 'r2', 'rated', 'success', NULL, NULL, NULL, 1793620800000000, 1),
                (1, 'e', 'trace', 't2', 'rated', 'success', NULL, NULL, NULL, 1793620800000000, 1),
                (1, 'f', 'task', 'nobody', 'rated', 'success', NULL, NULL, NULL, 1793620800000000, 1);",
        )
    });
    let by_team = ledger.ask(Measure::Outcomes, &["team", "outcome_kind"], november(1, 5), &[]);
    let expected =
        [("sales/Success", "2"), ("legal/Success", "2"), ("legal/Failure", "1"), ("not told/Success", "1")];
    let mut found = lines(&by_team);
    found.sort();
    let mut expected = text(&expected);
    expected.sort();
    assert_eq!(found, expected);
    let note = "1 outcome is about requests that are not known of these days and the 31 before";
    assert!(by_team.notes.iter().any(|known| known == note), "{:?}", by_team.notes);
    let filters = [("outcome_kind", Some("success")), ("team", Some("sales"))];
    let of_sales = ledger.ask(Measure::Outcomes, &[], november(1, 5), &filters);
    assert_eq!(of_sales.totals[0].quantity.as_deref(), Some("2"));
    let before = ledger.ask(Measure::Outcomes, &["outcome_kind"], november(1, 5), &[]);
    assert_eq!(before.totals[0].quantity.as_deref(), Some("6"), "however it is asked");
}

#[test]
fn a_task_of_two_teams_is_of_neither_and_keeps_what_both_share() {
    let ledger = ledger();
    call(&ledger, 1, 3, Some("t1"), None);
    call(&ledger, 2, 4, Some("t1"), None);
    let by_team = ledger.ask(
        Measure::Outcomes,
        &["provider", "team"],
        november(1, 5),
        &[("outcome", Some("resolved"))],
    );
    let told: Vec<(String, String)> =
        lines(&by_team).into_iter().filter(|(label, _)| !label.starts_with("not told/")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0.ends_with("/not told"), "{told:?}");
    let note = "1 outcome is about requests that differ in what was asked, which is then not told";
    assert!(by_team.notes.iter().any(|known| known == note), "{:?}", by_team.notes);
}

#[test]
fn a_question_about_retries_says_of_how_much_it_is_not_known() {
    let ledger = ledger();
    let retries = ledger.ask(Measure::SpendRetry, &[], november(1, 5), &[]);
    let note = "of 46.00 USD in the period it is not known whether it is retries";
    assert!(retries.notes.iter().any(|known| known == note), "{:?}", retries.notes);
}
