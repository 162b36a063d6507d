//! Schedules as typed: `manual`, `6h`, `daily 07:30`, or five cron fields.

use serde_json::{Value, json};

use crate::failure::{Failure, usage};

/// Reads a schedule into the contract's shape; whether its parts make sense is the core's to say.
pub fn read(typed: &str) -> Result<Value, Failure> {
    let typed = typed.trim();
    let words: Vec<&str> = typed.split_whitespace().collect();
    match words.as_slice() {
        ["manual"] => Ok(json!({ "kind": "manual" })),
        ["daily", at] => Ok(json!({ "kind": "daily", "at": at })),
        [_, _, _, _, _] => Ok(json!({ "kind": "cron", "expression": typed })),
        [hours] => match hours.strip_suffix('h').and_then(|hours| hours.parse::<u32>().ok()) {
            Some(hours) => Ok(json!({ "kind": "every_hours", "hours": hours })),
            None => Err(not_a_schedule(typed)),
        },
        _ => Err(not_a_schedule(typed)),
    }
}

fn not_a_schedule(typed: &str) -> Failure {
    usage(format!("\"{typed}\" is not a schedule"), "Use manual, 6h, \"daily 07:30\" or \"0 6 * * 1-5\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        assert_eq!(read("6h").unwrap(), json!({ "kind": "every_hours", "hours": 6 }));
        assert_eq!(read("daily 07:30").unwrap(), json!({ "kind": "daily", "at": "07:30" }));
        assert_eq!(read("0 6 * * 1").unwrap(), json!({ "kind": "cron", "expression": "0 6 * * 1" }));
        assert!(read("often").is_err());
    }
}
