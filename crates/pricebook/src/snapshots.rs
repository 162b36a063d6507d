//! Dated snapshots: the closed list of suffixes a model's id may carry. No other ending ever matches.

use chrono::NaiveDate;

/// Every suffix form, as books write them: digits of a date, or a number after `v`.
pub const SNAPSHOT_FORMS: &[&str] =
    &["-YYYY-MM-DD", "-YYYYMMDD", "-MMDD", "-MM-YYYY", "-NNN", "@YYYYMMDD", "-vN:N", "-YYYYMMDD-vN:N", "-vN"];

/// Whether `id` is `model` with a suffix of this form. A form that is not in the list matches nothing.
pub fn is_snapshot(model: &str, form: &str, id: &str) -> bool {
    id.strip_prefix(model).is_some_and(|suffix| has_form(form, suffix))
}

fn has_form(form: &str, suffix: &str) -> bool {
    match form {
        "-YYYY-MM-DD" => suffix.strip_prefix('-').is_some_and(|date| is_date(date, "%Y-%m-%d", 10)),
        "-YYYYMMDD" => suffix.strip_prefix('-').is_some_and(is_compact_date),
        "@YYYYMMDD" => suffix.strip_prefix('@').is_some_and(is_compact_date),
        "-MMDD" => suffix
            .strip_prefix('-')
            .is_some_and(|day| day.len() == 4 && is_digits(day) && is_compact_date(&format!("2024{day}"))),
        "-MM-YYYY" => suffix.strip_prefix('-').is_some_and(|month| {
            month
                .split_once('-')
                .is_some_and(|(month, year)| is_date(&format!("{year}-{month}-01"), "%Y-%m-%d", 10))
        }),
        "-NNN" => suffix.strip_prefix('-').is_some_and(|number| number.len() == 3 && is_digits(number)),
        "-vN" => suffix.strip_prefix("-v").is_some_and(is_number),
        "-vN:N" => suffix.strip_prefix("-v").is_some_and(is_revision),
        "-YYYYMMDD-vN:N" => suffix
            .strip_prefix('-')
            .and_then(|rest| rest.split_once("-v"))
            .is_some_and(|(date, revision)| is_compact_date(date) && is_revision(revision)),
        _ => false,
    }
}

fn is_compact_date(text: &str) -> bool {
    is_digits(text) && is_date(text, "%Y%m%d", 8)
}

/// A day of this century in exactly this many characters.
fn is_date(text: &str, form: &str, length: usize) -> bool {
    text.len() == length && text.starts_with("20") && NaiveDate::parse_from_str(text, form).is_ok()
}

fn is_revision(text: &str) -> bool {
    text.split_once(':').is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn is_number(text: &str) -> bool {
    (1..=3).contains(&text.len()) && is_digits(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Ids that one form matches, for tests of one form against another.
pub(crate) fn examples(model: &str, form: &str) -> Vec<String> {
    let suffixes: &[&str] = match form {
        "-YYYY-MM-DD" => &["-2025-10-12"],
        "-YYYYMMDD" => &["-20251012"],
        "@YYYYMMDD" => &["@20251012"],
        "-MMDD" => &["-1012"],
        "-MM-YYYY" => &["-10-2025"],
        "-NNN" => &["-123"],
        "-vN" => &["-v1", "-v12"],
        "-vN:N" => &["-v1:0", "-v12:3"],
        "-YYYYMMDD-vN:N" => &["-20251012-v1:0"],
        _ => &[],
    };
    suffixes.iter().map(|suffix| format!("{model}{suffix}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_matches_its_own_examples_and_nothing_longer() {
        for form in SNAPSHOT_FORMS {
            let ids = examples("model", form);
            assert!(!ids.is_empty(), "{form}");
            for id in ids {
                assert!(is_snapshot("model", form, &id), "{form} {id}");
                assert!(!is_snapshot("model", form, &format!("{id}-mini")), "{form} {id}");
                assert!(!is_snapshot("model", form, &id.replace("model", "model-mini")), "{form} {id}");
            }
        }
    }

    #[test]
    fn only_dates_are_dates() {
        assert!(!is_snapshot("m", "-YYYY-MM-DD", "m-2025-13-01"));
        assert!(!is_snapshot("m", "-YYYYMMDD", "m-20250230"));
        assert!(!is_snapshot("m", "-YYYYMMDD", "m-19250210"));
        assert!(!is_snapshot("m", "-MMDD", "m-1340"));
        assert!(is_snapshot("m", "-MMDD", "m-0229"));
        assert!(!is_snapshot("m", "-MM-YYYY", "m-13-2025"));
        assert!(!is_snapshot("m", "-vN", "m-v"));
        assert!(!is_snapshot("m", "-vN:N", "m-v1:"));
        assert!(!is_snapshot("m", "-*", "m-anything"));
        assert!(!is_snapshot("m", "-NNN", "m"));
    }
}
