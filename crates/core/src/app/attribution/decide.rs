//! Decisions by hand: tags, sleep, notes. Each is one change that undo takes back.

use std::collections::BTreeSet;

use super::decided::decided;
use super::queue::{Row, selected};
use super::scene::Scene;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{GroupSelection, NoteRequest, SnoozeRequest, TagRequest, TaggedView};
use crate::attribution::{
    Attribution, AttributionError, Dates, Decision, NoteSet, Plan, SnoozeSet, TagSet, ValueSet, exists_on,
};
use crate::kernel::words::{counted, figure};
use crate::kernel::{DayRange, Problem, ProblemCode, parse_day};

/// Which queue a decision was made in.
struct Seen<'a> {
    command: &'static str,
    dimension: &'a str,
    range: &'a DayRange,
    currency: Option<&'a str>,
    groups: &'a GroupSelection,
}

/// Tags groups by hand.
pub fn tag(app: &App, request: TagRequest) -> Result<TaggedView, Problem> {
    let day = |text: &Option<String>| text.as_deref().map(parse_day).transpose();
    let dates = Dates { from: day(&request.from)?, until: day(&request.until)? };
    if dates.from.zip(dates.until).is_some_and(|(from, until)| until <= from) {
        let message = "the tag ends before it begins";
        return Err(Problem::new(ProblemCode::BadRequest, message).about("until"));
    }
    let value = request.value.as_deref().map(str::trim);
    if value == Some("") {
        return Err(Problem::new(ProblemCode::BadRequest, "the value has no name")
            .hint("write one, or say that there is none")
            .about("value"));
    }
    let seen = Seen {
        command: "attribution.tag",
        dimension: &request.dimension,
        range: &request.range,
        currency: request.currency.as_deref(),
        groups: &request.groups,
    };
    change(app, &seen, |scene, rows| {
        let state = &scene.state;
        let mut make = Vec::new();
        let (value, dates) = match value {
            None => (None, dates),
            Some(asked) => named(state, &request.dimension, asked, dates, &mut make)?,
        };
        let subjects = subjects_of(scene, rows);
        let told = value.as_deref().map_or_else(
            || format!("tagged as without {}", request.dimension),
            |value| format!("tagged as {value}"),
        );
        make.push(Decision::Tag(TagSet { dimension: request.dimension.clone(), subjects, value, dates }));
        Ok(Plan { make, withdraw: Vec::new(), summary: told })
    })
}

/// What a value is called, and when a tag with it can hold; a value that is not there is registered.
fn named(
    state: &Attribution,
    dimension: &str,
    asked: &str,
    dates: Dates,
    make: &mut Vec<Decision>,
) -> Result<(Option<String>, Dates), AttributionError> {
    let Some(known) = state.registry.value(dimension, asked) else {
        make.push(Decision::Value(ValueSet::called(dimension, asked)));
        return Ok((Some(asked.to_owned()), dates));
    };
    // A tag without dates holds as long as its value exists.
    let dates = if dates == Dates::ALWAYS { known.value.dates } else { dates };
    exists_on(&known.value, dates).map_err(|exists| AttributionError::ValueOutside {
        value: known.value.name.clone(),
        exists,
        asked: dates,
    })?;
    Ok((Some(known.value.name.clone()), dates))
}

/// Hides groups until a day, or shows them again.
pub fn snooze(app: &App, request: SnoozeRequest) -> Result<TaggedView, Problem> {
    let until = request.until.as_deref().map(parse_day).transpose()?;
    if until.is_some_and(|until| until <= app.now().date_naive()) {
        let message = "the day on which they are shown again is not in the future";
        return Err(Problem::new(ProblemCode::BadRequest, message).about("until"));
    }
    let seen = Seen {
        command: "attribution.snooze",
        dimension: &request.dimension,
        range: &request.range,
        currency: request.currency.as_deref(),
        groups: &request.groups,
    };
    change(app, &seen, |scene, rows| {
        let groups: Vec<String> = rows.iter().map(|row| row.group.id.clone()).collect();
        let (mut make, withdraw) = without_chosen(&scene.state, &request.dimension, &groups);
        let summary = match until {
            None => "shown again".to_owned(),
            Some(until) => {
                let (dimension, until) = (request.dimension.clone(), until.to_string());
                let summary = format!("hidden until {until}");
                make.push(Decision::Snooze(SnoozeSet { dimension, groups, until }));
                summary
            }
        };
        Ok(Plan { make, withdraw, summary })
    })
}

/// Notes something on groups.
pub fn note(app: &App, request: NoteRequest) -> Result<TaggedView, Problem> {
    let seen = Seen {
        command: "attribution.note",
        dimension: &request.dimension,
        range: &request.range,
        currency: request.currency.as_deref(),
        groups: &request.groups,
    };
    change(app, &seen, |_, rows| {
        let groups = rows.iter().map(|row| row.group.id.clone()).collect();
        let (dimension, text) = (request.dimension.clone(), request.text.trim().to_owned());
        let summary = if text.is_empty() { "without a note now" } else { "noted" }.to_owned();
        let make = vec![Decision::Note(NoteSet { dimension, groups, text })];
        Ok(Plan { make, withdraw: Vec::new(), summary })
    })
}

/// Stores a plan about the subjects of some groups of a queue.
pub(super) fn tagging(
    app: &App,
    command: &'static str,
    (dimension, range, currency): (&str, &DayRange, Option<&str>),
    groups: &GroupSelection,
    plan: impl FnOnce(&Scene, Vec<i64>) -> Result<Plan, Problem>,
) -> Result<TaggedView, Problem> {
    let seen = Seen { command, dimension, range, currency, groups };
    change(app, &seen, |scene, rows| plan(scene, subjects_of(scene, rows)))
}

/// Ids of the subjects of groups.
fn subjects_of(scene: &Scene, rows: &[Row<'_>]) -> Vec<i64> {
    let places = rows.iter().flat_map(|row| row.open.subjects.keys());
    places.filter_map(|place| scene.state.holdings.keys.get(*place)).map(|key| key.id).collect()
}

/// What is left of decisions on sleep when some groups wake or sleep anew: to make, and to withdraw.
fn without_chosen(state: &Attribution, dimension: &str, chosen: &[String]) -> (Vec<Decision>, Vec<i64>) {
    let (mut make, mut withdraw) = (Vec::new(), Vec::new());
    for (id, made) in &state.decisions.by_id {
        let Decision::Snooze(set) = &made.decision else { continue };
        if set.dimension != dimension || !set.groups.iter().any(|group| chosen.contains(group)) {
            continue;
        }
        withdraw.push(*id);
        let groups: Vec<String> =
            set.groups.iter().filter(|group| !chosen.contains(group)).cloned().collect();
        if !groups.is_empty() {
            make.push(Decision::Snooze(SnoozeSet { groups, ..set.clone() }));
        }
    }
    (make, withdraw)
}

/// Closed months with spend of what is tagged, which stay as they are.
fn reached(scene: &Scene, make: &[Decision]) -> Vec<String> {
    let holdings = &scene.state.holdings;
    let mut months = BTreeSet::new();
    for decision in make {
        let Decision::Tag(set) = decision else { continue };
        for subject in set.subjects.iter().filter_map(|id| holdings.place(*id)) {
            months.extend(holdings.sums(subject).iter().map(|sum| sum.month).filter(|month| {
                let period = holdings.month_period(*month);
                period.is_some_and(|period| set.dates.meets(&Dates::of(period)))
            }));
        }
    }
    let names = months.iter().filter_map(|month| holdings.months.get(usize::from(*month)));
    names.filter(|month| holdings.closed.contains(*month)).cloned().collect()
}

fn change(
    app: &App,
    seen: &Seen<'_>,
    plan: impl FnOnce(&Scene, &[Row<'_>]) -> Result<Plan, Problem>,
) -> Result<TaggedView, Problem> {
    let told = decided(app, seen.command, |tx, _| {
        let scene = Scene::new(app, tx, seen.dimension, seen.range, seen.currency)?;
        let scene = scene.of(seen.groups.of.as_ref());
        let standing = scene.standing(tx)?;
        let rows = selected(&scene, &standing, seen.groups)?;
        let mut plan = plan(&scene, &rows)?;
        let nanos: i128 = rows.iter().map(|row| row.open.nanos).sum();
        let series: usize = rows.iter().map(|row| row.open.subjects.len()).sum();
        let what = counted(rows.len(), "group", "groups");
        plan.summary = format!("{what} of {} {}", figure(nanos, &scene.currency), plan.summary);
        let view = TaggedView {
            summary: plan.summary.clone(),
            groups: small(rows.len()),
            series: small(series),
            amount: scene.amount(nanos, &standing.whole),
            meter: scene.meter(seen.dimension, &standing.whole),
            closed_months: reached(&scene, &plan.make),
        };
        Ok((plan, view))
    })?;
    // The meter is of what is in the file now, not of what was planned.
    let meter = app.workspace()?.store.read::<_, Problem>(|reader| {
        let scene = Scene::new(app, reader, seen.dimension, seen.range, seen.currency)?;
        Ok(scene.meter(seen.dimension, &scene.standing(reader)?.whole))
    })?;
    Ok(TaggedView { meter, ..told })
}
