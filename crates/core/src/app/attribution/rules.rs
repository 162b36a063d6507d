//! Rules: what they do, what a change of them would do, and saving it.

use std::time::Instant;

use rusqlite::Connection;

use super::decided::decided;
use super::previewed::dimension_view;
use super::rule_views::{Shown, finding_view, findings, views};
use super::scene::Scene;
use crate::app::App;
use crate::app::model::{
    RuleFindingView, RuleTestView, RulesApplyRequest, RulesPreviewView, RulesRequest, RulesTextRequest,
    RulesView,
};
use crate::attribution::{
    Attribution, AttributionError, Decision, FixtureResult, Inputs, Plan, Preview, RuleFinding, RulesSet,
    RulesText, new_values, parse_rules, preview, run_fixtures, value_findings,
};
use crate::kernel::words::{counted, listed};
use crate::kernel::{DayRange, Problem, ProblemCode};

/// Rules in force and what they do.
pub fn rules(app: &App, request: RulesRequest) -> Result<RulesView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let scene = scene(app, reader, &request.range, request.currency.as_deref())?;
        let state = &scene.state;
        let shown = Shown { text: &state.rules.parsed, evaluation: &state.evaluation, inputs: &state.inputs };
        let mut warned = state.rules.findings.clone();
        warned.extend(findings(&scene, &shown));
        Ok(RulesView {
            text: state.rules.text.clone(),
            hash: state.rules.hash(),
            rules: views(&scene, reader, &shown, &warned)?,
            findings: of_no_rule(&warned),
            tests: tests(&scene, &state.rules.parsed, &state.inputs),
        })
    })
}

/// What a text of rules would do over all history.
pub fn rules_preview(app: &App, request: RulesTextRequest) -> Result<RulesPreviewView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let scene = scene(app, reader, &request.range, request.currency.as_deref())?;
        previewed(&scene, reader, &request.text)
    })
}

/// Saves a text of rules.
pub fn rules_apply(app: &App, request: RulesApplyRequest) -> Result<RulesPreviewView, Problem> {
    decided(app, "attribution.rulesApply", |tx, state| {
        if state.rules.hash() != request.replaces {
            let message = "the rules were changed since this text was read";
            return Err(Problem::new(ProblemCode::NotAllowedNow, message)
                .hint("read the rules again and make the change once more")
                .about("replaces"));
        }
        let always = DayRange { from: "1970-01-01".to_owned(), to: "9999-12-31".to_owned() };
        let scene = scene(app, tx, &always, None)?;
        let view = previewed(&scene, tx, &request.text)?;
        if let Some(problem) = refusal(&view) {
            return Err(problem);
        }
        let text = parse_rules(&request.text, &state.registry.names()).unwrap_or_default();
        let mut make: Vec<Decision> =
            new_values(&state.registry, &text).into_iter().map(Decision::Value).collect();
        make.push(Decision::Rules(RulesSet { text: request.text.clone() }));
        let is_same = state.rules.text == request.text;
        let summary = format!("Rules saved: {}", view.summary);
        let withdraw = state.rules.id.into_iter().collect();
        let plan = if is_same { Plan::default() } else { Plan { make, withdraw, summary } };
        Ok((plan, view))
    })
}

/// Why a text cannot be saved; `None` where it can.
fn refusal(view: &RulesPreviewView) -> Option<Problem> {
    let refused = |message: String, hint: &str| {
        Some(Problem::new(ProblemCode::BadRequest, message).hint(hint).about("text"))
    };
    let of_rules = view.rules.iter().flat_map(|rule| &rule.findings);
    let mut errors = view.findings.iter().chain(of_rules).filter(|finding| finding.is_error);
    if let Some(finding) = errors.next() {
        let place = finding.line.map_or_else(String::new, |line| format!("line {line}: "));
        return refused(format!("{place}{}", finding.what), &finding.remedy);
    }
    let broken: Vec<&str> =
        view.tests.iter().filter(|test| !test.passed).map(|test| test.name.as_str()).collect();
    if broken.is_empty() {
        return None;
    }
    let what = counted(broken.len(), "test of the rules does not hold", "tests of the rules do not hold");
    refused(format!("{what}: {}", listed(&broken)), "change the rules or the tests")
}

fn scene(app: &App, reader: &Connection, range: &DayRange, currency: Option<&str>) -> Result<Scene, Problem> {
    let state = app.workspace()?.attribution.current(reader)?;
    let first = state.inputs.dimensions.first().cloned().unwrap_or_default();
    Scene::new(app, reader, &first, range, currency)
}

fn previewed(scene: &Scene, reader: &Connection, text: &str) -> Result<RulesPreviewView, Problem> {
    let began = Instant::now();
    let state = &scene.state;
    let parsed = match parse_rules(text, &state.registry.names()) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(unreadable(scene, &errors)),
    };
    let found =
        preview(reader, state, &parsed.rules, scene.slice.currency).map_err(AttributionError::from)?;
    let elapsed_us = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
    let shown = Shown { text: &parsed, evaluation: &found.evaluation, inputs: &found.inputs };
    let mut warned = value_findings(&state.registry, &parsed);
    warned.extend(findings(scene, &shown));
    let mut view = RulesPreviewView {
        currency: scene.currency.clone(),
        dimensions: dimensions(scene, &found),
        closed_months: closed_months(state, &found),
        summary: summary(scene, &parsed, &found),
        rules: views(scene, reader, &shown, &warned)?,
        findings: of_no_rule(&warned),
        tests: tests(scene, &parsed, &found.inputs),
        can_apply: false,
        elapsed_us,
    };
    view.can_apply = refusal(&view).is_none();
    Ok(view)
}

fn unreadable(scene: &Scene, errors: &[RuleFinding]) -> RulesPreviewView {
    RulesPreviewView {
        currency: scene.currency.clone(),
        dimensions: Vec::new(),
        closed_months: Vec::new(),
        summary: format!("The text cannot be read: {}", counted(errors.len(), "finding", "findings")),
        rules: Vec::new(),
        findings: errors.iter().map(finding_view).collect(),
        tests: Vec::new(),
        can_apply: false,
        elapsed_us: 0,
    }
}

fn dimensions(scene: &Scene, found: &Preview) -> Vec<crate::app::model::PreviewDimensionView> {
    let moving = found.dimensions.iter().enumerate().filter(|(_, effect)| effect.moves());
    moving.filter_map(|(place, effect)| dimension_view(scene, place, effect)).collect()
}

fn closed_months(state: &Attribution, found: &Preview) -> Vec<String> {
    let months = found.dimensions.iter().flat_map(|effect| effect.closed_months());
    let places: std::collections::BTreeSet<u16> = months.collect();
    places.iter().filter_map(|place| state.holdings.months.get(usize::from(*place)).cloned()).collect()
}

fn summary(scene: &Scene, text: &RulesText, found: &Preview) -> String {
    let rules = counted(text.rules.len(), "rule", "rules");
    let moving: Vec<String> = found
        .dimensions
        .iter()
        .enumerate()
        .filter_map(|(place, effect)| super::previewed::sentence(scene, place, effect))
        .collect();
    if moving.is_empty() {
        format!("{rules}, and nothing moves")
    } else {
        format!("{rules}; {}", moving.join("; "))
    }
}

fn of_no_rule(findings: &[RuleFinding]) -> Vec<RuleFindingView> {
    findings.iter().filter(|finding| finding.rule.is_none()).map(finding_view).collect()
}

fn tests(scene: &Scene, text: &RulesText, inputs: &Inputs) -> Vec<RuleTestView> {
    let holdings = &scene.state.holdings;
    let (rules, directory) = (&inputs.rules, &inputs.directory);
    let results =
        run_fixtures(&text.tests, &holdings.subjects, rules, &inputs.hands, directory, &holdings.cache);
    let view = |result: FixtureResult| RuleTestView {
        name: result.name,
        line: result.line,
        passed: result.passed,
        detail: if result.passed { String::new() } else { result.detail },
    };
    results.into_iter().map(view).collect()
}
