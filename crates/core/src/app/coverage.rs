//! The coverage calendar as Sources shows it.

use super::App;
use super::model::{CoverageCell, CoverageRequest, CoverageSlot, CoverageState, CoverageView};
use super::sources::slot_view;
use crate::kernel::{ConnectionId, Problem, ProblemCode, format_instant};
use crate::ledger;
use crate::sources::Book;
use crate::sync::{self, CalendarDay, DayState};

/// Longest calendar of one answer.
const DAYS_MOST: i64 = 1200;

/// Coverage calendar of a connection.
pub fn get(app: &App, request: CoverageRequest) -> Result<CoverageView, Problem> {
    let period = request.range.period()?;
    if period.days() > DAYS_MOST {
        let message = format!("a calendar covers at most {DAYS_MOST} days, this one {}", period.days());
        return Err(Problem::new(ProblemCode::BadRequest, message).about("range"));
    }
    let (id, now) = (ConnectionId(request.connection_id), app.now());
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let row = sync::find_connection(reader, id)?;
        let source = app.source(&row.source)?;
        let revisions = ledger::revision_numbers(reader, id, period)?;
        let calendar = sync::calendar(reader, &row, source, period, now)?;
        let mut slots = Vec::new();
        for known in calendar {
            let Some(slot) = source.slot(known.slot).filter(|slot| slot.book != Book::Directory) else {
                continue;
            };
            let cells = period.iter_days().map(|day| {
                let told = known.days.binary_search_by_key(&day, |cell| cell.day).ok();
                let told = told.and_then(|at| known.days.get(at));
                let revision = revisions.get(&(known.slot.to_owned(), day)).copied().unwrap_or(0);
                cell(day.to_string(), told, revision)
            });
            slots.push(CoverageSlot { slot: slot_view(slot), cells: cells.collect() });
        }
        Ok(CoverageView { slots })
    })
}

fn cell(day: String, told: Option<&CalendarDay>, revision: u32) -> CoverageCell {
    let state = told.map_or(CoverageState::NotWanted, |told| match told.state {
        DayState::Full => CoverageState::Full,
        DayState::Partial => CoverageState::Partial,
        DayState::Missing => CoverageState::Missing,
        DayState::NotObtainable => CoverageState::NotObtainable,
    });
    CoverageCell { day, state, read_at: told.and_then(|told| told.read_at).map(format_instant), revision }
}
