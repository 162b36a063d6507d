use proptest::prelude::*;

use super::LiteLlm;
use crate::format::{Findings, Format, Source};
use crate::golden;
use crate::record::Place;

#[test]
fn pairs_hold() {
    golden::hold_pairs(&LiteLlm, "litellm");
}

const NAMES: &[&str] = &[
    "id",
    "request_id",
    "litellm_call_id",
    "call_type",
    "status",
    "startTime",
    "endTime",
    "response_cost",
    "spend",
    "cache_hit",
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "model",
    "model_group",
    "request_tags",
    "metadata",
    "hidden_params",
    "cost_breakdown",
    "error_information",
    "response",
];

fn read(variant: &str, record: &[u8]) -> Findings {
    let mut found = Findings::default();
    LiteLlm.reader(variant, &Source::default()).record(record, Place { record: 1, offset: 0 }, &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for variant in ["standard-logging", "spend-logs"] {
            read(variant, &bytes);
        }
    }

    #[test]
    fn every_object_is_accounted_for(object in golden::objects(NAMES)) {
        for variant in ["standard-logging", "spend-logs"] {
            prop_assert!(golden::is_accounted(&read(variant, object.as_bytes())), "{}", object);
        }
    }

    #[test]
    fn a_damaged_record_is_read_or_rejected(at in 0_usize..4_000, byte in any::<u8>(), cut in 0_usize..4_000) {
        let log = include_bytes!("fixtures/payloads.jsonl");
        let mut line = log.split(|byte| *byte == b'\n').nth(1).expect("a line").to_vec();
        let at = at % line.len();
        line[at] = byte;
        line.truncate(line.len() - cut % line.len());
        prop_assert!(golden::is_accounted(&read("standard-logging", &line)));
    }

    #[test]
    fn no_row_makes_a_reader_panic(cells in proptest::collection::vec("[\\PC\"{}\\[\\]:,0-9]{0,40}", 0..8)) {
        let header: Vec<String> =
            ["request_id", "call_type", "startTime", "spend", "metadata", "request_tags", "prompt_tokens", "cache_hit"]
                .map(str::to_owned).to_vec();
        let mut reader = LiteLlm.reader("spend-logs-csv", &Source::default());
        reader.header(&header);
        let mut found = Findings::default();
        reader.row(&csv::ByteRecord::from(cells), Place::default(), &mut found);
        prop_assert!(golden::is_accounted(&found));
    }
}
