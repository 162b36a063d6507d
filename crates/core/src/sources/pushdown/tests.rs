//! Statements as text, groups as they come home.

use super::*;

#[test]
fn statements_hold_no_open_place() {
    for pushdown in [Pushdown::litellm(), Pushdown::tensorzero(), Pushdown::langfuse(), Pushdown::helicone()]
    {
        let columns = Columns(vec!["status".to_owned(), "cost".to_owned(), "request_duration_ms".to_owned()]);
        for text in [(pushdown.0.rollups)(&columns), (pushdown.0.samples)(&columns)] {
            assert!(!text.contains("{{"), "{text}");
            if let Some(folder) = std::env::var_os("SHOWBACK_PRINT_STATEMENTS") {
                let name = format!("{}-{}.sql", pushdown.0.descriptor.id, text.len());
                std::fs::write(std::path::Path::new(&folder).join(name), &text).unwrap();
            }
        }
    }
}

#[test]
fn every_schema_names_a_reader_there_is() {
    for pushdown in [Pushdown::litellm(), Pushdown::tensorzero(), Pushdown::langfuse(), Pushdown::helicone()]
    {
        let format = showback_gateways::formats::format(pushdown.0.format).unwrap();
        assert!(format.variants().iter().any(|(variant, _)| *variant == pushdown.0.variant));
    }
}

fn read(pushdown: &Pushdown, stream: &str, rows: &str) -> crate::sources::Observed {
    let ask = pushdown.ask(stream, &Capabilities::default());
    let body = rows::envelope("x", rows.as_bytes()).unwrap();
    let page = PageRef { body: &body, ask: &ask, request_url: "/x" };
    pushdown
        .normalize(stream, crate::sources::tests::days("2026-10-01", "2026-10-02"), &[page])
        .unwrap()
        .observed
}

#[test]
fn group_is_read_as_a_row_of_its_log_and_counts_its_attempts() {
    let group = r#"[{"request_id":"rollup-1","call_type":"acompletion","api_key":"k","spend":"0.5","total_tokens":1300,
        "prompt_tokens":1200,"completion_tokens":100,"startTime":"2026-10-01T00:00:00Z","model":"anthropic/claude-sonnet-4-5-20250929",
        "custom_llm_provider":"anthropic","cache_hit":"False","request_tags":["feature:search"],"status":"success",
        "metadata":{"user_api_key_team_alias":"Team 1","attempted_retries":1,"usage_object":{"cache_read_input_tokens":1000,
        "cache_creation_input_tokens":150,"prompt_tokens_details":{"cache_creation_token_details":
        {"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":50}}}},
        "rollup_attempts":12,"rollup_latency_us":9000,"rollup_latency_known":3,"rollup_prompt_over":0,"rollup_prompt_upto":128000}]"#;
    let told = read(&Pushdown::litellm(), ROLLUPS, group);
    let rollup = &told.rollups.unwrap()[0];
    assert_eq!((rollup.attempts, rollup.usage_unknown, rollup.is_retry), (12, 0, Some(true)));
    let tokens = &rollup.tokens;
    assert_eq!(
        (tokens.input, tokens.cache_read, tokens.cache_write_5m, tokens.cache_write_1h),
        (50, 1_000, 100, 50)
    );
    assert_eq!(rollup.prompt, Some((0, Some(128_000))));
    assert_eq!(rollup.dimensions.feature.as_deref(), Some("search"));
    assert_eq!(rollup.dimensions.team.as_deref(), Some("Team 1"));
}

#[test]
fn group_without_usage_is_unknown_as_often_as_it_has_attempts() {
    let group = r#"[{"request_id":"rollup-1","call_type":"acompletion","spend":"0","total_tokens":0,"prompt_tokens":0,
        "completion_tokens":0,"startTime":"2026-10-01T00:00:00Z","model":"openai/gpt-4o-mini","status":"success","metadata":{},
        "rollup_attempts":7}]"#;
    let rollup = read(&Pushdown::litellm(), ROLLUPS, group).rollups.unwrap().remove(0);
    assert_eq!((rollup.attempts, rollup.usage_unknown, rollup.cost), (7, 7, None));
}

#[test]
fn tags_that_came_with_a_group_are_its_dimensions() {
    let group = r#"[{"id":"rollup-1","inference_id":"rollup-1","model_name":"mini","model_provider_name":"openai","cached":false,
        "function_name":"summarise","variant_name":"v1","input_tokens":"1200","output_tokens":"80","created_at":"2026-10-01T00:00:00Z",
        "cost":"0.000228","rollup_attempts":"3","rollup_tags":{"team":"growth"}}]"#;
    let rollup = read(&Pushdown::tensorzero(), ROLLUPS, group).rollups.unwrap().remove(0);
    assert_eq!(rollup.dimensions.team.as_deref(), Some("growth"));
    assert_eq!((rollup.attempts, rollup.tokens.input), (3, 1_200));
}
