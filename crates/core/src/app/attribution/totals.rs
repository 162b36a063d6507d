//! Spend by the values of a dimension, with what splits and corrections moved.

use std::cmp::Reverse;

use rusqlite::Connection;

use super::decided::decided;
use super::scene::{GRADES, Scene, basis_points};
use crate::app::App;
use crate::app::model::{
    AttributionTotalsView, CorrectRequest, CorrectionView, CoverageAskRequest, GradePartView, OwnerTotalView,
    PendingCorrectionView,
};
use crate::attribution::{
    CorrectionSet, Decision, Plan, Posted, Standing, Totals, ValueTotal, month_period, pending_moves,
    totals as total,
};
use crate::kernel::words::{figure, units};
use crate::kernel::{DayRange, Problem, ProblemCode};

/// Spend by the values of a dimension, splits and corrections included.
pub fn totals(app: &App, request: CoverageAskRequest) -> Result<AttributionTotalsView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let currency = request.currency.as_deref();
        let scene = Scene::new(app, reader, &request.dimension, &request.range, currency)?;
        let found = total(reader, &scene.state, scene.dimension.0, scene.slice)?;
        let of = standing_of(&found);
        let mut rows: Vec<(&Option<String>, &ValueTotal)> = found.values.iter().collect();
        rows.sort_by_key(|(value, total)| (value.is_none(), Reverse(total.total()), (*value).clone()));
        Ok(AttributionTotalsView {
            dimension: request.dimension.clone(),
            currency: scene.currency.clone(),
            months: found.months.clone(),
            total: scene.amount(found.total, &of),
            totals: rows.into_iter().map(|(value, total)| row(&scene, &found, &of, value, total)).collect(),
            notes: notes(&scene, &found),
            corrections: found.corrections.iter().flat_map(|posted| told(&scene, &of, posted)).collect(),
            pending: pending(reader, &scene, &found, &of)?,
        })
    })
}

/// Posts what a closed month would have elsewhere as corrections of an open month.
pub fn correct(app: &App, request: CorrectRequest) -> Result<Vec<CorrectionView>, Problem> {
    let posted = month(&request.posted_month, "postedMonth")?;
    let range = DayRange { from: posted.start().to_string(), to: posted.end().to_string() };
    month(&request.closed_month, "closedMonth")?;
    decided(app, "attribution.correct", |tx, _| {
        let scene = Scene::new(app, tx, &request.dimension, &range, request.currency.as_deref())?;
        if scene.state.holdings.closed.contains(&request.posted_month) {
            let message = format!("{} is closed", request.posted_month);
            return Err(Problem::new(ProblemCode::NotAllowedNow, message)
                .hint("post the correction in a month that is open")
                .about("postedMonth"));
        }
        let (dimension, closed) = (scene.dimension.0, request.closed_month.as_str());
        let moves = pending_moves(tx, &scene.state, dimension, closed, scene.slice.currency)?;
        if moves.is_empty() {
            let message = format!("nothing of {closed} would be elsewhere");
            return Err(Problem::new(ProblemCode::NotAllowedNow, message)
                .hint("only a closed month that would be attributed otherwise now can be corrected")
                .about("closedMonth"));
        }
        let nanos: i128 = moves.iter().map(|one| i128::from(one.nanos)).sum();
        let summary =
            format!("{} of {closed} corrected in {}", figure(nanos, &scene.currency), request.posted_month);
        let set = CorrectionSet {
            dimension: request.dimension.clone(),
            closed_month: request.closed_month.clone(),
            posted_month: request.posted_month.clone(),
            currency: scene.currency.clone(),
            moves,
            note: request.note.trim().to_owned(),
        };
        Ok((Plan { make: vec![Decision::Correction(set)], withdraw: Vec::new(), summary }, ()))
    })?;
    let (dimension, currency) = (request.dimension, request.currency);
    Ok(totals(app, CoverageAskRequest { dimension, range, currency })?.corrections)
}

fn month(text: &str, of: &str) -> Result<crate::kernel::Period, Problem> {
    month_period(text).ok_or_else(|| {
        let message = format!("\"{text}\" is not a month");
        Problem::new(ProblemCode::BadRequest, message).hint("write it as 2026-10").about(of)
    })
}

/// Only the books of it: what amounts are told with.
fn standing_of(found: &Totals) -> Standing {
    Standing { total: found.total, bases: found.bases.clone(), ..Standing::default() }
}

fn row(
    scene: &Scene,
    found: &Totals,
    of: &Standing,
    value: &Option<String>,
    total: &ValueTotal,
) -> OwnerTotalView {
    let known = value.as_deref().and_then(|name| scene.state.registry.value(&scene.dimension.1, name));
    let grade = |(grade, name, label): &(u8, &str, &str)| {
        let nanos = *total.grades.get(grade)?;
        Some(GradePartView {
            grade: (*name).to_owned(),
            label: (*label).to_owned(),
            value: units(nanos),
            share_basis_points: basis_points(nanos, total.total()),
        })
    };
    let none = (b' ', "", "Nothing says whose it is");
    let month = |place: usize| units(total.months.get(&place).copied().unwrap_or(0));
    OwnerTotalView {
        value: value.clone(),
        colour: known.and_then(|known| known.value.colour.clone()),
        amount: scene.amount(total.total(), of),
        direct: units(total.direct),
        received: units(total.received),
        corrected: units(total.corrected),
        share_basis_points: basis_points(total.total(), found.total),
        months: (0..found.months.len()).map(month).collect(),
        grades: GRADES.iter().chain(std::iter::once(&none)).filter_map(grade).collect(),
    }
}

fn notes(scene: &Scene, found: &Totals) -> Vec<String> {
    let mut notes = Vec::new();
    for (id, split) in &found.splits {
        let known = scene.state.registry.splits.iter().find(|known| known.id == *id);
        let name = known.map_or("a split that held then", |known| known.name.as_str());
        if known.is_some_and(|known| known.source.value().is_none()) {
            let spread = figure(split.divided, &scene.currency);
            notes.push(format!("{name} spreads {spread} that nobody owns"));
        }
        notes.extend(split.kept.iter().map(|(month, nanos, reason)| {
            format!("{name}: {} of {month} is not divided: {reason}", figure(*nanos, &scene.currency))
        }));
    }
    notes
}

fn told(scene: &Scene, of: &Standing, posted: &Posted) -> Vec<CorrectionView> {
    let view = |one: &crate::attribution::CorrectedMove| CorrectionView {
        id: u32::try_from(posted.id).unwrap_or(u32::MAX),
        closed_month: posted.set.closed_month.clone(),
        posted_month: posted.set.posted_month.clone(),
        from: one.from.clone(),
        to: one.to.clone(),
        amount: scene.amount(i128::from(one.nanos), of),
        note: posted.set.note.clone(),
    };
    posted.set.moves.iter().map(view).collect()
}

fn pending(
    reader: &Connection,
    scene: &Scene,
    found: &Totals,
    of: &Standing,
) -> Result<Vec<PendingCorrectionView>, Problem> {
    let mut views = Vec::new();
    for month in &found.months {
        let moves = pending_moves(reader, &scene.state, scene.dimension.0, month, scene.slice.currency)?;
        views.extend(moves.into_iter().map(|one| PendingCorrectionView {
            closed_month: month.clone(),
            amount: scene.amount(i128::from(one.nanos), of),
            from: one.from,
            to: one.to,
        }));
    }
    Ok(views)
}
