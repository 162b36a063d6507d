//! Rules for people: what each matches, decides and is doubtful for.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::scene::Scene;
use super::why::dates_view;
use crate::app::jobs::small;
use crate::app::model::{AttributionRuleView, RuleFindingView};
use crate::attribution::{
    AttributionError, Books, Evaluation, Inputs, LintContext, Mode, Rule, RuleFinding, RuleFindingLevel,
    RulesText, Standing, Why, describe, lint, month_period, write_rule,
};
use crate::kernel::Day;

/// Rules with what they come to.
pub(super) struct Shown<'a> {
    /// What the text says.
    pub text: &'a RulesText,
    /// What everything is attributed to under them.
    pub evaluation: &'a Evaluation,
    /// What that follows from.
    pub inputs: &'a Inputs,
}

/// What is doubtful about rules, with their places in the text.
pub(super) fn findings(scene: &Scene, shown: &Shown<'_>) -> Vec<RuleFinding> {
    let holdings = &scene.state.holdings;
    let closed: Vec<Day> =
        holdings.closed.iter().filter_map(|month| month_period(month)).map(|month| month.start()).collect();
    let last_spend = |subject: usize| holdings.seen(subject).map(|(_, last)| last);
    let has_spend = |subject: usize, from: Day, until: Day| {
        holdings.sums(subject).iter().any(|sum| {
            holdings.month_period(sum.month).is_some_and(|month| month.start() < until && from < month.end())
        })
    };
    let context = LintContext {
        cache: &holdings.cache,
        today: scene.today,
        last_spend: &last_spend,
        closed_months: &closed,
        has_spend: &has_spend,
    };
    let mut found = lint(&holdings.subjects, &shown.text.rules, &shown.inputs.directory, &context);
    for finding in &mut found {
        finding.line = finding.rule.as_ref().and_then(|rule| shown.text.lines.get(rule)).copied();
        finding.column = finding.line.map(|_| 1);
    }
    found
}

/// A finding for the contract.
pub(super) fn finding_view(finding: &RuleFinding) -> RuleFindingView {
    RuleFindingView {
        line: finding.line,
        column: finding.column,
        rule: finding.rule.clone(),
        is_error: finding.level == RuleFindingLevel::Error,
        what: finding.what.clone(),
        remedy: finding.remedy.clone(),
    }
}

/// What a rule comes to.
#[derive(Clone, Default)]
struct Did {
    /// Subjects that it decides, in any dimension.
    decides: BTreeSet<usize>,
    /// Nanos by place of the dimension.
    nanos: Vec<i128>,
    last: Option<Day>,
}

/// Every rule, in order.
pub(super) fn views(
    scene: &Scene,
    reader: &Connection,
    shown: &Shown<'_>,
    findings: &[RuleFinding],
) -> Result<Vec<AttributionRuleView>, AttributionError> {
    let dids = dids(scene, reader, shown)?;
    let engine = shown.inputs.engine(&scene.state.holdings);
    let mut matched = vec![0_u32; shown.text.rules.len()];
    for subject in 0..scene.state.holdings.keys.len() {
        for place in engine.matching(subject) {
            if let Some(count) = matched.get_mut(place) {
                *count += 1;
            }
        }
    }
    let rules = shown.text.rules.iter().zip(dids).zip(matched).enumerate();
    Ok(rules
        .map(|(place, ((rule, did), series))| view(scene, shown, findings, place, rule, &did, series))
        .collect())
}

fn view(
    scene: &Scene,
    shown: &Shown<'_>,
    findings: &[RuleFinding],
    place: usize,
    rule: &Rule,
    did: &Did,
    series: u32,
) -> AttributionRuleView {
    let note = shown.text.notes.get(&rule.id);
    let mut sets: Vec<String> = rule.set.iter().map(|set| set.dimension.clone()).collect();
    sets.dedup();
    let own = findings.iter().filter(|finding| finding.rule.as_deref() == Some(rule.id.as_str()));
    AttributionRuleView {
        id: rule.id.clone(),
        position: small(place + 1),
        describes: describe(rule),
        sets,
        dates: dates_view(rule.dates),
        is_forced: rule.mode == Mode::Force,
        stops: rule.stops,
        note: note.cloned(),
        series,
        decides: small(did.decides.len()),
        amount: scene.amount(did.nanos.iter().copied().max().unwrap_or(0), &Standing::default()),
        last_matched: did.last.map(|day| day.to_string()),
        findings: own.map(finding_view).collect(),
        text: write_rule(rule, note.map(String::as_str), &shown.text.tables),
    }
}

/// What every rule comes to. Its money is that of the dimension in which it decides most.
fn dids(scene: &Scene, reader: &Connection, shown: &Shown<'_>) -> Result<Vec<Did>, AttributionError> {
    let state = &scene.state;
    let books = Books { holdings: &state.holdings, evaluation: shown.evaluation, closed: &state.closed };
    let empty = Did { nanos: vec![0; shown.inputs.dimensions.len()], ..Did::default() };
    let mut dids = vec![empty; shown.text.rules.len()];
    for dimension in 0..shown.inputs.dimensions.len() {
        books.each_piece(reader, dimension, scene.slice, |piece| {
            let Why::Rule(place) = piece.stretch.told.why else { return };
            if let Some(nanos) = dids.get_mut(place).and_then(|did| did.nanos.get_mut(dimension)) {
                *nanos += piece.nanos();
            }
        })?;
        for subject in 0..state.holdings.keys.len() {
            let stretches = shown.evaluation.stretches(dimension, subject);
            for (at, stretch) in stretches.iter().enumerate() {
                let Why::Rule(place) = stretch.told.why else { continue };
                let Some((first, last)) = state.holdings.seen(subject) else { continue };
                let end = stretches.get(at + 1).and_then(|next| next.from?.pred_opt());
                let until = end.map_or(last, |end| end.min(last));
                let Some(did) = dids.get_mut(place) else { continue };
                if stretch.from.is_none_or(|from| from <= last) && first <= until {
                    did.decides.insert(subject);
                    did.last = did.last.max(Some(until));
                }
            }
        }
    }
    Ok(dids)
}
