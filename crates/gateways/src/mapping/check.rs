//! What is wrong with a mapping, before a single record is read.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{Mapping, Reading, VERSION};
use super::target::{Target, TargetKind};

/// Whether a finding stops the mapping from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot be used so.
    Blocks,
    /// It can, and the analyst should know.
    Warns,
}

/// One thing to know about a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it stops the mapping.
    pub severity: Severity,
    /// Bounded code: `no_start`, `two_columns`, `made_id`, ...
    pub code: &'static str,
    /// The target it is about; `None` when it is about none or several.
    pub target: Option<Target>,
    /// The column it is about; `None` when it is about none or several.
    pub column: Option<String>,
    /// What is wrong and what to do, in a sentence.
    pub message: String,
}

/// Everything to know about a mapping, what stops it first. Reads no record.
pub fn check(mapping: &Mapping) -> Vec<Finding> {
    let mut findings = Vec::new();
    whole(mapping, &mut findings);
    columns(mapping, &mut findings);
    constants(mapping, &mut findings);
    identity(mapping, &mut findings);
    if mapping.makes_attempts() {
        usage(mapping, &mut findings);
        money(mapping, &mut findings);
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn blocks(code: &'static str, target: Option<Target>, column: Option<&str>, message: String) -> Finding {
    Finding { severity: Severity::Blocks, code, target, column: column.map(str::to_owned), message }
}

fn warns(code: &'static str, target: Option<Target>, message: &str) -> Finding {
    Finding { severity: Severity::Warns, code, target, column: None, message: message.to_owned() }
}

fn whole(mapping: &Mapping, findings: &mut Vec<Finding>) {
    if mapping.version != VERSION {
        let message = format!(
            "the mapping is of form {}, and this version of Showback reads form {VERSION}: make it anew",
            mapping.version
        );
        findings.push(blocks("other_version", None, None, message));
    }
    if !mapping.makes_attempts() && !mapping.makes_outcomes() {
        let message =
            "nothing is read: map a start time for requests, or a verdict, score or label for outcomes";
        findings.push(blocks("nothing_mapped", None, None, message.to_owned()));
    }
    if mapping.makes_attempts() && mapping.column(Target::StartedAt).is_none() {
        let message = "no column tells when a request started: map one to \"Start\"".to_owned();
        findings.push(blocks("no_start", Some(Target::StartedAt), None, message));
    }
    let has_subject =
        [Target::TaskId, Target::TraceId, Target::LogicalId, Target::ResponseId, Target::EventId]
            .into_iter()
            .any(|target| mapping.column(target).is_some());
    if mapping.makes_outcomes() && !mapping.makes_attempts() && !has_subject {
        let message =
            "no column tells what an outcome is about: map a task, trace, request, response or record id";
        findings.push(blocks("no_subject", None, None, message.to_owned()));
    }
}

fn columns(mapping: &Mapping, findings: &mut Vec<Finding>) {
    let (mut seen, mut names) = (BTreeSet::new(), BTreeSet::new());
    for column in &mapping.columns {
        let (name, target) = (column.column.as_str(), column.target);
        if !seen.insert(target) && !target.takes_many() {
            let message = format!(
                "two columns are mapped to \"{}\": keep the one that tells it, and take the other away",
                target.label()
            );
            findings.push(blocks("two_columns", Some(target), Some(name), message));
        }
        if !names.insert((name, target)) {
            let message =
                format!("column \"{name}\" is mapped to \"{}\" twice: take one away", target.label());
            findings.push(blocks("column_twice", Some(target), Some(name), message));
        }
        if !column.reading.suits(target.kind()) {
            let message = format!(
                "column \"{name}\" is read in a way that does not suit \"{}\": choose {}",
                target.label(),
                way(target.kind())
            );
            findings.push(blocks("other_reading", Some(target), Some(name), message));
        }
        if let Some(message) = reading_problem(name, &column.reading) {
            findings.push(blocks("bad_reading", Some(target), Some(name), message));
        }
    }
    for pair in [[Target::Attempt, Target::AttemptFromOne]] {
        if pair.iter().all(|target| seen.contains(target)) {
            let message = "the attempt number is mapped both from 0 and from 1: keep one".to_owned();
            findings.push(blocks("two_columns", Some(Target::Attempt), None, message));
        }
    }
}

const fn way(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Text => "text",
        TargetKind::HttpStatus => "text (three digits)",
        TargetKind::Time => "a time",
        TargetKind::Duration => "a duration",
        TargetKind::Count | TargetKind::Amount => "a number",
        TargetKind::Words => "words for yes and no",
    }
}

fn reading_problem(name: &str, reading: &Reading) -> Option<String> {
    match reading {
        Reading::Number { scale } if scale.is_sign_negative() || scale.is_zero() => {
            Some(format!("the scale of column \"{name}\" must be above zero"))
        }
        Reading::Time { offset_minutes, .. } if !(-1_080..=1_080).contains(offset_minutes) => {
            Some(format!("the zone of column \"{name}\" must lie within 18 hours of UTC"))
        }
        Reading::Words { yes, no, unknown } => {
            let all = [yes, no, unknown].into_iter().flatten();
            let (mut seen, mut twice) = (BTreeSet::new(), None);
            for word in all {
                if !seen.insert(word.to_lowercase()) {
                    twice = Some(word);
                }
            }
            match twice {
                Some(word) => Some(format!("column \"{name}\" reads one word in two ways: \"{word}\"")),
                None if yes.is_empty() && no.is_empty() => {
                    Some(format!("column \"{name}\" needs words for yes, for no, or for both"))
                }
                None => None,
            }
        }
        _ => None,
    }
}

fn constants(mapping: &Mapping, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for constant in &mapping.constants {
        let target = constant.target;
        let label = target.label();
        let problem = if !target.may_be_constant() {
            Some(("no_constant", format!("\"{label}\" cannot be one value for every record: map a column")))
        } else if !seen.insert(target) {
            Some(("two_constants", format!("\"{label}\" has two values for every record: keep one")))
        } else if mapping.column(target).is_some() {
            Some((
                "column_and_constant",
                format!("\"{label}\" has a column and a value for every record: keep one"),
            ))
        } else if constant.value.trim().is_empty() {
            Some(("empty_constant", format!("the value of \"{label}\" for every record is empty: fill it")))
        } else if target.kind() == TargetKind::Words && !matches!(constant.value.as_str(), "true" | "false") {
            Some(("bad_constant", format!("the value of \"{label}\" for every record must be true or false")))
        } else if target == Target::Currency && !is_currency(&constant.value) {
            Some(("bad_constant", "the currency must be a code of three letters, such as USD".to_owned()))
        } else {
            None
        };
        findings.extend(problem.map(|(code, message)| blocks(code, Some(target), None, message)));
    }
}

/// Whether a text has the form of an ISO 4217 code.
pub(crate) fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn identity(mapping: &Mapping, findings: &mut Vec<Finding>) {
    if mapping.column(Target::EventId).is_some() {
        return;
    }
    let mapped: BTreeSet<&str> = mapping.columns.iter().map(|column| column.column.as_str()).collect();
    for name in &mapping.id_columns {
        if !mapped.contains(name.as_str()) {
            let message =
                format!("the id is made of column \"{name}\", which is not mapped: map it or take it out");
            findings.push(blocks("id_not_mapped", Some(Target::EventId), Some(name), message));
        }
    }
    let message = if mapping.id_columns.is_empty() {
        "no column is a record id: it is made of all mapped columns, so that two records alike in all of them count once"
    } else {
        "no column is a record id: it is made of the chosen columns, so that two records alike in them count once"
    };
    findings.push(warns("made_id", Some(Target::EventId), message));
}

fn usage(mapping: &Mapping, findings: &mut Vec<Finding>) {
    if !mapping.columns.iter().any(|column| column.target.is_usage()) {
        let message = "no column tells usage: every request counts as one whose usage is not known";
        findings.push(warns("no_usage", None, message));
    } else if mapping.column(Target::Input).is_some() && mapping.column(Target::CacheRead).is_none() {
        let message =
            "no column tells cache reads: input may hold cached tokens, and its rated amount may be too high";
        findings.push(warns("no_cache_reads", Some(Target::CacheRead), message));
    }
    if !mapping.tells(Target::ModelServed) && !mapping.tells(Target::ModelRequested) {
        let message = "no column and no value tells the model: its usage cannot be rated";
        findings.push(warns("no_model", Some(Target::ModelServed), message));
    }
    if !mapping.tells(Target::Provider) {
        let message = "no column and no value tells the provider: it is taken from the model's name where that is plain";
        findings.push(warns("no_provider", Some(Target::Provider), message));
    }
}

fn money(mapping: &Mapping, findings: &mut Vec<Finding>) {
    if mapping.column(Target::Cost).is_some() && !mapping.tells(Target::Currency) {
        let message = "the amounts have no currency: map a column, or name one for every record".to_owned();
        findings.push(blocks("no_currency", Some(Target::Currency), None, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{ColumnMap, Constant, Shape};

    fn codes(mapping: &Mapping) -> Vec<&'static str> {
        check(mapping).into_iter().map(|finding| finding.code).collect()
    }

    fn mapping(columns: &[(&str, Target)]) -> Mapping {
        let mut mapping = Mapping::new(Shape::Csv);
        mapping.columns = columns.iter().map(|(column, target)| ColumnMap::plain(*column, *target)).collect();
        mapping
    }

    #[test]
    fn a_mapping_without_a_start_is_stopped() {
        let found = mapping(&[("tokens", Target::Input), ("id", Target::EventId)]);
        assert!(codes(&found).contains(&"no_start"), "{:?}", codes(&found));
        assert!(codes(&mapping(&[])).contains(&"nothing_mapped"));
    }

    #[test]
    fn two_columns_of_one_target_are_stopped_and_two_carried_ones_are_not() {
        let found = mapping(&[("a", Target::StartedAt), ("b", Target::StartedAt)]);
        assert!(codes(&found).contains(&"two_columns"));
        let carried = mapping(&[("t", Target::StartedAt), ("a", Target::Carried), ("b", Target::Carried)]);
        assert!(!codes(&carried).contains(&"two_columns"));
    }

    #[test]
    fn an_id_that_is_made_is_told() {
        assert!(codes(&mapping(&[("t", Target::StartedAt)])).contains(&"made_id"));
        let mut found = mapping(&[("t", Target::StartedAt)]);
        found.id_columns = vec!["gone".to_owned()];
        assert!(codes(&found).contains(&"id_not_mapped"));
        assert!(!codes(&mapping(&[("t", Target::StartedAt), ("i", Target::EventId)])).contains(&"made_id"));
    }

    #[test]
    fn amounts_need_a_currency() {
        let mut found = mapping(&[("t", Target::StartedAt), ("c", Target::Cost)]);
        assert!(codes(&found).contains(&"no_currency"));
        found.constants.push(Constant { target: Target::Currency, value: "USD".to_owned() });
        assert!(!codes(&found).contains(&"no_currency"));
        found.constants.push(Constant { target: Target::Input, value: "5".to_owned() });
        assert!(codes(&found).contains(&"no_constant"));
    }

    #[test]
    fn a_reading_that_does_not_suit_is_stopped() {
        let mut found = mapping(&[("t", Target::StartedAt)]);
        if let Some(column) = found.columns.first_mut() {
            column.reading = Reading::Text;
        }
        assert!(codes(&found).contains(&"other_reading"));
        let words = Reading::Words { yes: vec!["Ok".into()], no: vec!["OK".into()], unknown: vec![] };
        found.columns.push(ColumnMap { column: "s".into(), target: Target::Status, reading: words });
        assert!(codes(&found).contains(&"bad_reading"));
    }

    #[test]
    fn the_plain_reading_of_every_target_suits_it_and_holds() {
        for target in Target::ALL {
            let reading = Reading::plain(target.kind());
            assert!(reading.suits(target.kind()), "{target:?}");
            assert_eq!(reading_problem("x", &reading), None, "{target:?}");
        }
    }
}
