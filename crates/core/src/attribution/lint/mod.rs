//! What rules do that was hardly meant. Nothing here keeps a rule from being used.

mod closed;
mod order;
mod reach;

use super::text::{RuleFinding, RuleFindingLevel};
use super::{Condition, Directory, MatchCache, Rule, Subjects};
use crate::kernel::Day;
use closed::Closed;
use order::{overlaps, shadowed_by};
use reach::{Reach, reaches};

/// Days without spend after which a rule is said to be idle.
const IDLE_DAYS: u64 = 90;
/// Rules and months that one sentence names.
const NAMED: usize = 3;

/// What is known of subjects beside what rules look at.
pub struct LintContext<'a> {
    /// What conditions were found to match before, among the same subjects.
    pub cache: &'a MatchCache,
    /// The day from which idle days are counted back.
    pub today: Day,
    /// Last day on which a subject has spend, by its place; `None` when it has none.
    pub last_spend: &'a dyn Fn(usize) -> Option<Day>,
    /// First days of closed months, in order.
    pub closed_months: &'a [Day],
    /// Whether a subject has spend from a day on and before another.
    pub has_spend: &'a dyn Fn(usize, Day, Day) -> bool,
}

/// Warnings about rules, in their order, without places in a text.
pub fn lint(
    subjects: &Subjects,
    rules: &[Rule],
    directory: &Directory,
    context: &LintContext<'_>,
) -> Vec<RuleFinding> {
    if subjects.is_empty() {
        return Vec::new();
    }
    let reaches = reaches(subjects, rules, directory, context.cache);
    let last_spend: Vec<Option<Day>> = (0..subjects.len()).map(context.last_spend).collect();
    let mut closed = Closed::new(context, subjects.len());
    let mut findings = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        let Some(reach) = reaches.get(place) else { continue };
        let mut warn = |what: String, remedy: &str| {
            findings.push(RuleFinding {
                line: None,
                column: None,
                rule: Some(rule.id.clone()),
                level: RuleFindingLevel::Warning,
                what: format!("rule \"{}\": {what}", rule.id),
                remedy: remedy.to_owned(),
            });
        };
        let count = reach.matched.count();
        if count == 0 {
            warn("it matches nothing that is known".to_owned(), "mend its condition, or remove it");
            continue;
        }
        let says_all = rule.when == Condition::All(Vec::new());
        if count == subjects.len() && count > 1 && !says_all {
            let what = format!("it matches all {count} subjects and does not say so");
            warn(what, "write `when.all = true`, or a narrower condition");
        }
        order_findings(place, rules, &reaches, &mut warn);
        if is_idle(rule, reach, &last_spend, context.today) {
            let what = format!("what it matches had no spend in the last {IDLE_DAYS} days");
            warn(what, "give it an end with `until`, or remove it");
        }
        let months = closed.months(rule, reach);
        if !months.is_empty() {
            let months: Vec<String> = months.iter().map(|month| month.format("%Y-%m").to_string()).collect();
            let what = format!("it reaches into closed months, which stay as they are: {}", listed(&months));
            warn(what, "let it begin in an open month with `from`, or make a dated correction");
        }
    }
    findings
}

/// What rules before it leave of a rule.
fn order_findings(place: usize, rules: &[Rule], reaches: &[Reach], warn: &mut impl FnMut(String, &str)) {
    let (Some(rule), Some(reach)) = (rules.get(place), reaches.get(place)) else { return };
    let name = |place: &usize| rules.get(*place).map(|rule| format!("\"{}\"", rule.id)).unwrap_or_default();
    if reach.effects.iter().all(|effect| effect.subjects.count() == 0) {
        let what = "it sets nothing: all that it matches is told already, or has no value there".to_owned();
        warn(what, "write `mode = \"force\"`, or look at its column, table or group");
        return;
    }
    if let Some(earlier) = shadowed_by(place, rules, reaches) {
        let earlier: Vec<String> = earlier.iter().map(name).collect();
        let what = format!("all that it would decide is decided before it, by {}", listed(&earlier));
        warn(what, "move it before them, or remove it");
        return;
    }
    // What says that it is for everything is there for what the others leave.
    if rule.when == Condition::All(Vec::new()) {
        return;
    }
    let mut found = overlaps(place, rules, reaches);
    found.sort_by_key(|overlap| (std::cmp::Reverse(overlap.subjects), overlap.earlier));
    let said = |overlap: &order::Overlap<'_>| {
        let noun = if overlap.subjects == 1 { "subject" } else { "subjects" };
        let (earlier, dimension) = (name(&overlap.earlier), overlap.dimension);
        format!("{earlier} sets another {dimension} on {} {noun}", overlap.subjects)
    };
    let found: Vec<String> = found.iter().map(said).collect();
    if !found.is_empty() {
        let what = format!("earlier rules win over it: {}", listed(&found));
        warn(what, "narrow one of the two, or move it before the other");
    }
}

fn listed(names: &[String]) -> String {
    let named = names.get(..NAMED.min(names.len())).unwrap_or_default().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// Whether a rule that holds today has had nothing to do for long.
fn is_idle(rule: &Rule, reach: &Reach, last_spend: &[Option<Day>], today: Day) -> bool {
    let Some(since) = today.checked_sub_days(chrono::Days::new(IDLE_DAYS)) else { return false };
    let holds_all_along = rule.dates.from.is_none_or(|from| from <= since)
        && rule.dates.until.is_none_or(|until| today < until);
    let is_spent = |place| last_spend.get(place).copied().flatten().is_some_and(|day| since <= day);
    holds_all_along && !reach.matched.iter().any(is_spent)
}
