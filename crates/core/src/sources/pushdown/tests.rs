//! Statements as text, groups as they come home.

use super::*;

#[test]
fn statements_hold_no_open_place() {
    for pushdown in [Pushdown::litellm(), Pushdown::tensorzero(), Pushdown::langfuse()] {
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
