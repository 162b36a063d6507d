//! Why a series has its value: the winner, what would decide without it, and its values over time.

use super::queue::facts;
use super::scene::Scene;
use crate::app::App;
use crate::app::model::{DatesView, WhyRequest, WhyStepView, WhyStretchView, WhyView};
use crate::attribution::{AttributionError, Dates, Decision, Told, Why, words};
use crate::kernel::{Day, Problem, ProblemCode, parse_day};

/// Why a series has its value on a day.
pub fn why(app: &App, request: WhyRequest) -> Result<WhyView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let scene = Scene::new(app, reader, &request.dimension, &request.range, None)?;
        let subject = match (request.subject, &request.group) {
            (Some(subject), _) => subject as usize,
            (None, Some(id)) => {
                let unknown = || AttributionError::UnknownGroup { id: id.clone() };
                let (_, group) = scene.state.groups.get(id).ok_or_else(unknown)?;
                let spent = |subject: &&usize| -> i128 {
                    scene.state.holdings.sums(**subject).iter().map(|sum| i128::from(sum.nanos)).sum()
                };
                group.subjects.iter().max_by_key(spent).copied().ok_or_else(unknown)?
            }
            (None, None) => {
                let message = "neither a series nor a group is named";
                return Err(Problem::new(ProblemCode::BadRequest, message).about("subject"));
            }
        };
        if subject >= scene.state.holdings.keys.len() {
            return Err(Problem::new(ProblemCode::NotFound, format!("there is no series {subject}")));
        }
        let last = scene.state.holdings.seen(subject).map_or(scene.today, |(_, last)| last);
        let on = request.on.as_deref().map(parse_day).transpose()?.unwrap_or(last);
        Ok(explained(&scene, subject, on))
    })
}

fn explained(scene: &Scene, subject: usize, on: Day) -> WhyView {
    let state = &scene.state;
    let (place, name) = (scene.dimension.0, scene.dimension.1.as_str());
    let month = on.format("%Y-%m").to_string();
    let month = (0_u16..).zip(&state.holdings.months).find(|(_, known)| **known == month).map(|(at, _)| at);
    let engine = state.inputs.engine(&state.holdings);
    let matching = engine.matching(subject);
    let mut steps: Vec<WhyStepView> =
        engine.all_told(subject, &matching, name, on).iter().map(|told| step(scene, told)).collect();
    if let Some(month) = month.filter(|month| state.closed.has(*month)) {
        let kept = state.closed.stretches(month, place, subject).unwrap_or_default();
        let kept = kept.iter().rev().find(|stretch| stretch.from.is_none_or(|from| from <= on));
        let value = kept.and_then(|stretch| stretch.told.value.clone());
        let rule = state.closed.rule(month, place, subject).unwrap_or_default();
        let detail = "the month is closed and stays as it was attributed then".to_owned();
        steps.insert(
            0,
            WhyStepView { value, kind: "closed".to_owned(), name: rule.to_owned(), detail, ..nothing() },
        );
    }
    let winner = if steps.is_empty() { nothing() } else { steps.remove(0) };
    let over_time = state.evaluation.stretches(place, subject).iter().map(|stretch| {
        let step = step(scene, &stretch.told);
        let from = stretch.from.map(|from| from.to_string());
        WhyStretchView { from, value: step.value, kind: step.kind, name: step.name }
    });
    WhyView {
        subject: u32::try_from(subject).unwrap_or(u32::MAX),
        facts: facts(scene, subject),
        on: on.to_string(),
        over_time: over_time.collect(),
        winner,
        without: steps,
    }
}

fn nothing() -> WhyStepView {
    WhyStepView {
        value: None,
        kind: "nothing".to_owned(),
        name: String::new(),
        detail: "nothing says what it is".to_owned(),
        at: None,
        by: None,
        dates: dates_view(Dates::ALWAYS),
    }
}

/// Days for the contract.
pub(super) fn dates_view(dates: Dates) -> DatesView {
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    DatesView { from: text(dates.from), until: text(dates.until) }
}

fn step(scene: &Scene, told: &Told) -> WhyStepView {
    let state = &scene.state;
    let made = |id: i64| state.decisions.by_id.get(&id);
    let value = told.value.clone();
    match told.why {
        Why::Hand(id) => {
            let made = made(id);
            let dates = match made.map(|made| &made.decision) {
                Some(Decision::Tag(set)) => set.dates,
                _ => Dates::ALWAYS,
            };
            WhyStepView {
                value,
                kind: "hand".to_owned(),
                detail: format!("tagged by hand, which holds {}", words(dates)),
                at: made.map(|made| made.at.clone()),
                by: made.and_then(|made| made.by.clone()),
                dates: dates_view(dates),
                ..nothing()
            }
        }
        Why::Owner(id) => {
            let made = made(id);
            let (name, dates) = match made.map(|made| &made.decision) {
                Some(Decision::Owner(set)) => (format!("{} {}", set.column, set.text), set.dates),
                _ => (String::new(), Dates::ALWAYS),
            };
            WhyStepView {
                value,
                kind: "owner".to_owned(),
                detail: format!("{name} has this owner {}", words(dates)),
                name,
                at: made.map(|made| made.at.clone()),
                by: made.and_then(|made| made.by.clone()),
                dates: dates_view(dates),
            }
        }
        Why::Rule(place) => {
            let rule = state.inputs.rules.get(place);
            let dates = rule.map_or(Dates::ALWAYS, |rule| rule.dates);
            let name = rule.map(|rule| rule.id.clone()).unwrap_or_default();
            let detail = format!("rule {name} sets it, which holds {}", words(dates));
            WhyStepView {
                value,
                kind: "rule".to_owned(),
                name,
                detail,
                dates: dates_view(dates),
                ..nothing()
            }
        }
        Why::PastRule => {
            let detail = "a rule set it when the month was closed".to_owned();
            WhyStepView { value, kind: "rule".to_owned(), detail, ..nothing() }
        }
        Why::Inherited => {
            let column = state.inputs.directory.inherits.get(&scene.dimension.1).cloned().unwrap_or_default();
            let detail = format!("its requests tell it as {column}");
            WhyStepView { value, kind: "metadata".to_owned(), name: column, detail, ..nothing() }
        }
        Why::Nothing => WhyStepView { value, ..nothing() },
    }
}
