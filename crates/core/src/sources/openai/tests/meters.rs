use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::ledger::{Meter, MeterKind};

/// One row of 2026-11-20 as normalised: the token meters, and whether it was rejected.
fn read(row: &serde_json::Value) -> (i64, i64, bool) {
    let body = json!({
        "data": [{"start_time": 1_795_132_800, "end_time": 1_795_219_200, "results": [row]}], "has_more": false,
    });
    let normalized =
        normalize_one(&OpenAi, "usage.completions", days("2026-11-20", "2026-11-21"), &body.to_string());
    let bucket = &normalized.buckets[0];
    let is_output = |meter: Meter| meter.name().starts_with("output");
    let sum = |wanted: bool| {
        let tokens = bucket.usage.iter().filter(|row| row.meter.kind() == MeterKind::Tokens);
        tokens.filter(|row| is_output(row.meter) == wanted).map(|row| row.quantity).sum()
    };
    assert!(bucket.usage.iter().all(|row| row.quantity > 0), "no zero and no negative row is made");
    (sum(false), sum(true), !bucket.rejected.is_empty())
}

proptest! {
    #[test]
    fn disjoint_meters_add_up_to_what_openai_counted(
        uncached in [0..1000_i64, 0..1000, 0..1000],
        cached in [0..1000_i64, 0..1000, 0..1000],
        writes in [0..1000_i64, 0..1000],
        output in [0..1000_i64, 0..1000, 0..1000],
        age in 0..4,
    ) {
        let total = |parts: &[i64]| parts.iter().sum::<i64>();
        let input = total(&uncached) + total(&cached) + total(&writes);
        let mut row = json!({
            "input_tokens": input, "input_cached_tokens": total(&cached), "output_tokens": total(&output),
        });
        let mut tell = |fields: &[(&str, i64)]| {
            for (name, value) in fields {
                row[*name] = json!(value);
            }
        };
        if age < 3 {
            tell(&[("input_text_tokens", uncached[0]), ("input_audio_tokens", uncached[1])]);
            tell(&[("input_image_tokens", uncached[2]), ("input_cached_text_tokens", cached[0])]);
            tell(&[("input_cached_audio_tokens", cached[1]), ("input_cached_image_tokens", cached[2])]);
            tell(&[("output_text_tokens", output[0]), ("output_audio_tokens", output[1])]);
            tell(&[("output_image_tokens", output[2])]);
        }
        if age < 2 {
            tell(&[("input_uncached_tokens", total(&uncached)), ("input_cache_write_tokens", total(&writes))]);
        }
        if age < 1 {
            tell(&[("input_cache_write_30m_tokens", writes[0]), ("input_cache_write_12h_tokens", writes[1])]);
        }
        prop_assert_eq!(read(&row), (input, total(&output), false));
    }

    #[test]
    fn a_row_that_does_not_add_up_is_rejected_whole(off in prop_oneof![-50_i64..0, 1_i64..50]) {
        let row = json!({
            "input_tokens": 1000 + off, "input_uncached_tokens": 600, "input_cached_tokens": 250,
            "input_cache_write_tokens": 150, "output_tokens": 10,
        });
        prop_assert_eq!(read(&row), (0, 0, true));
    }
}
