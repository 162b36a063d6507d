//! Reading by a mapping.

use super::*;
use crate::format::{Certainty, Findings};
use crate::mapping::{
    ColumnMap, Constant, InputConvention, Profiler, Reading, ReasoningPlace, Shape, Target, TimeForm, suggest,
};
use crate::record::{Note, OutcomeKind, OutcomeOf, Place, ResponseCache, Status, Tokens};

const LOG: &str = include_str!("fixtures/requests.csv");

fn mapping(columns: &[(&str, Target)]) -> Mapping {
    let mut mapping = Mapping::new(Shape::JsonLines);
    mapping.columns = columns.iter().map(|(column, target)| ColumnMap::plain(*column, *target)).collect();
    mapping
}

fn tokens() -> Mapping {
    mapping(&[
        ("id", Target::EventId),
        ("at", Target::StartedAt),
        ("model", Target::ModelServed),
        ("in", Target::Input),
        ("cached", Target::CacheRead),
        ("out", Target::Output),
    ])
}

fn read_with(mapping: Mapping, lines: &str) -> Findings {
    let mut found = Findings::default();
    let mut reader = reader_with(mapping, &Source::default());
    for (index, line) in lines.lines().enumerate() {
        reader.record(line.as_bytes(), Place { record: index as u64 + 1, offset: 0 }, &mut found);
    }
    reader.end(&mut found);
    found
}

fn rows(reader: &mut dyn Reader, csv: &str) -> Findings {
    let mut found = Findings::default();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(csv.as_bytes());
    let header: Vec<String> = rows.headers().expect("a header").iter().map(str::to_owned).collect();
    reader.header(&header);
    for (index, row) in rows.byte_records().enumerate() {
        reader.row(&row.expect("a row"), Place { record: index as u64 + 1, offset: 0 }, &mut found);
    }
    found
}

fn codes(found: &Findings) -> Vec<&'static str> {
    found.rejections.iter().map(|rejection| rejection.code).collect()
}

#[test]
fn a_log_is_read_by_the_mapping_that_is_suggested_for_it() {
    let mut profiler = Profiler::new(Shape::Csv);
    let looked = rows(&mut profiler, LOG);
    assert!(looked.rejections.is_empty());
    let suggestion = suggest(&profiler.finish());
    insta::assert_debug_snapshot!(
        suggestion
            .columns
            .iter()
            .map(|column| {
                let target = column.target.map_or("-", Target::name);
                format!("{} -> {target} ({:?}): {}", column.column, column.confidence, column.reason)
            })
            .collect::<Vec<_>>()
    );
    assert_eq!(
        suggestion.notes,
        ["input is read with cached tokens, because most sources count them inside"]
    );
    let found = rows(reader_with(suggestion.mapping, &Source::default()).as_mut(), LOG);
    insta::assert_debug_snapshot!(found);
}

#[test]
fn no_prompt_is_in_a_profile() {
    let mut profiler = Profiler::new(Shape::Csv);
    rows(&mut profiler, LOG);
    let profile = serde_json::to_string(&profiler.finish()).expect("JSON");
    assert!(!profile.contains("secret plan") && !profile.contains("What is"), "{profile}");
}

#[test]
fn inclusive_input_is_made_exclusive_and_a_negative_rest_rejects() {
    let mut inclusive = tokens();
    inclusive.input = InputConvention::Inclusive;
    let lines = "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":100,\"cached\":60,\"out\":5}\n\
                 {\"id\":\"b\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":50,\"cached\":60,\"out\":5}";
    let found = read_with(inclusive, lines);
    assert_eq!(codes(&found), ["negative_input"]);
    let told = found.attempts[0].tokens.clone().expect("usage");
    assert_eq!((told.input, told.cache_read, told.output), (40, 60, 5));
    let exclusive = read_with(tokens(), lines);
    assert_eq!(exclusive.attempts[1].tokens.clone().expect("usage").input, 50);
}

#[test]
fn missing_usage_is_unknown_and_so_is_a_success_with_none() {
    let found = read_with(
        tokens(),
        "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":null,\"out\":\"\"}\n\
         {\"id\":\"b\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":0,\"out\":0}",
    );
    for attempt in &found.attempts {
        assert_eq!((attempt.tokens.clone(), attempt.notes.clone()), (None, vec![Note::UsageNotTold]));
    }
    assert_eq!(found.attempts.len(), 2);
}

#[test]
fn numbers_as_strings_are_read_and_what_is_no_count_rejects() {
    let line =
        |input: &str| format!("{{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":{input},\"out\":1}}");
    let found = read_with(tokens(), &line("\"12\""));
    assert_eq!(found.attempts[0].tokens.clone().expect("usage").input, 12);
    for (input, code) in [
        ("\"NaN\"", "bad_count"),
        ("-1", "negative_count"),
        ("1.5", "bad_count"),
        ("[1]", "nested_value"),
        ("1e999", "bad_count"),
    ] {
        assert_eq!(codes(&read_with(tokens(), &line(input))), [code], "{input}");
    }
}

#[test]
fn a_column_told_twice_rejects_its_record() {
    let found = read_with(tokens(), "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":1,\"in\":2}");
    assert_eq!(codes(&found), ["duplicate_key"]);
}

#[test]
fn an_id_is_made_of_the_chosen_columns() {
    let mut made = mapping(&[("at", Target::StartedAt), ("in", Target::Input), ("n", Target::Carried)]);
    let lines = "{\"at\":\"2026-11-03T10:00:00Z\",\"in\":1,\"n\":\"x\"}\n{\"at\":\"2026-11-03T10:00:00Z\",\"in\":1,\"n\":\"y\"}";
    let ids = |mapping: Mapping| {
        read_with(mapping, lines).attempts.into_iter().map(|attempt| attempt.event_id).collect::<Vec<_>>()
    };
    let all = ids(made.clone());
    assert_ne!(all[0], all[1]);
    made.id_columns = vec!["at".to_owned(), "in".to_owned()];
    let chosen = ids(made);
    assert_eq!(chosen[0], chosen[1]);
    assert!(chosen[0].starts_with("made:"));
}

#[test]
fn dotted_paths_scales_zones_and_reasoning_beside_output_are_read() {
    let mut mapping = mapping(&[
        ("id", Target::EventId),
        ("usage.out", Target::Output),
        ("usage.thought", Target::Reasoning),
    ]);
    let at = Reading::Time { form: TimeForm::Iso, offset_minutes: 60 };
    mapping.columns.push(ColumnMap { column: "at".into(), target: Target::StartedAt, reading: at });
    let cents = Reading::Number { scale: rust_decimal::Decimal::new(1, 2) };
    mapping.columns.push(ColumnMap { column: "cents".into(), target: Target::Cost, reading: cents });
    mapping.constants.push(Constant { target: Target::Currency, value: "eur".into() });
    mapping.reasoning = ReasoningPlace::Beside;
    let found = read_with(
        mapping,
        "{\"id\":1,\"at\":\"2026-11-03 11:00:00\",\"usage\":{\"out\":5,\"thought\":7},\"cents\":2.28e-1}",
    );
    let attempt = &found.attempts[0];
    assert_eq!(attempt.started_us, 1_793_700_000_000_000);
    let told = attempt.tokens.clone().expect("usage");
    assert_eq!((told.output, told.reasoning), (12, Some(7)));
    let cost = attempt.cost.clone().expect("an amount");
    assert_eq!((cost.amount, cost.currency.as_str()), (rust_decimal::Decimal::new(228, 5), "EUR"));
}

#[test]
fn a_response_cache_hit_costs_the_provider_nothing() {
    let mut hits = tokens();
    hits.columns.push(ColumnMap::plain("hit", Target::ResponseCache));
    let found =
        read_with(hits, "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":9,\"out\":9,\"hit\":true}");
    let attempt = &found.attempts[0];
    assert_eq!(attempt.response_cache, ResponseCache::Hit);
    assert_eq!((attempt.tokens.clone(), attempt.is_charged), (Some(Tokens::default()), Some(false)));
}

#[test]
fn a_retry_that_no_column_tells_stays_unknown() {
    let line = "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"in\":1,\"out\":1,\"try\":2,\"code\":429}";
    assert_eq!(read_with(tokens(), line).attempts[0].is_retry, None);
    let mut told = tokens();
    told.columns.push(ColumnMap::plain("try", Target::AttemptFromOne));
    told.columns.push(ColumnMap::plain("code", Target::HttpStatus));
    let attempt = read_with(told, line).attempts.remove(0);
    assert_eq!((attempt.attempt, attempt.is_retry, attempt.status), (Some(1), Some(true), Status::Failure));
}

#[test]
fn an_unknown_word_rejects_and_says_which_column_needs_it() {
    let mut words = tokens();
    words.columns.push(ColumnMap::plain("state", Target::Status));
    let found = read_with(words, "{\"id\":\"a\",\"at\":\"2026-11-03T10:00:00Z\",\"state\":\"half secret\"}");
    assert_eq!(codes(&found), ["other_word"]);
    let reason = &found.rejections[0].reason;
    assert!(reason.contains("\"state\"") && !reason.contains("secret"), "{reason}");
}

#[test]
fn outcomes_are_read_by_a_mapping() {
    let outcomes = mapping(&[("task", Target::TaskId), ("ok", Target::Verdict), ("score", Target::Score)]);
    let found = read_with(
        outcomes,
        "{\"task\":\"t1\",\"ok\":\"resolved\"}\n{\"task\":\"t2\",\"ok\":\"no\"}\n{\"task\":\"t3\",\"ok\":\"\"}\n\
         {\"task\":\"t4\",\"score\":0.25}\n{\"ok\":true}",
    );
    let kinds: Vec<_> = found.outcomes.iter().map(|outcome| outcome.kind).collect();
    assert_eq!(kinds, [OutcomeKind::Success, OutcomeKind::Failure, OutcomeKind::Missing, OutcomeKind::Score]);
    assert_eq!(found.outcomes[0].of, OutcomeOf::Task("t1".to_owned()));
    assert_eq!(codes(&found), ["no_subject"]);
}

#[test]
fn without_a_mapping_every_record_says_so() {
    let mut found = Findings::default();
    Mapped.reader("jsonl", &Source::default()).record(b"{}", Place::default(), &mut found);
    assert_eq!(codes(&found), ["no_mapping"]);
}

#[test]
fn a_row_of_another_width_and_a_header_without_a_mapped_column_reject() {
    let mut csv = tokens();
    csv.shape = Shape::Csv;
    let mut reader = reader_with(csv, &Source::default());
    assert_eq!(
        codes(&rows(reader.as_mut(), "id,at,in,out,model\na,b\n1,2,3,4,5\n")),
        ["other_width", "no_column"]
    );
}

#[test]
fn logs_with_times_and_models_or_tokens_are_possible_and_others_are_not() {
    let recognised = |head: &str| {
        let sample = Sample { file_name: "x", folders: &[], head: head.as_bytes(), is_whole: true };
        Mapped.recognise(&sample).map(|found| (found.variant, found.certainty))
    };
    let possible = |variant| Some((variant, Certainty::Possible));
    assert_eq!(recognised(LOG), possible("csv"));
    assert_eq!(recognised("when;model\n2026-11-03 10:00:00;m\n"), possible("csv"));
    assert_eq!(
        recognised("{\"ts\":1793700000,\"usage\":{\"prompt_tokens\":1}}\n{\"ts\":1"),
        possible("jsonl")
    );
    assert_eq!(
        recognised("[\n {\"ts\":\"2026-11-03T10:00:00Z\",\"model\":\"m\"},\n {\"ts\""),
        possible("json")
    );
    assert_eq!(
        recognised("{\"data\": [{\"ts\":\"2026-11-03T10:00:00Z\",\"model\":\"m\"}]}"),
        possible("json-data")
    );
    assert_eq!(recognised("PAR1...."), possible("parquet"));
    assert_eq!(recognised("name,age\nx,5\n"), None);
    assert_eq!(recognised("{\"a\":1}"), None);
    assert_eq!(recognised(""), None);
}
