//! Retry loops: tasks with many attempts and what they cost.

use super::view::{amount, amounts};
use crate::app::App;
use crate::app::imports::instant;
use crate::app::model::{LoopListRequest, LoopListView, LoopRow};
use crate::kernel::Problem;
use crate::requests::views::{self, LoopAsk, LoopRow as StoredLoop};

/// Tasks with many attempts, never-succeeded ones first.
pub fn loops(app: &App, request: LoopListRequest) -> Result<LoopListView, Problem> {
    let (offset, limit) = request.page.bounds();
    let ask = LoopAsk {
        period: request.range.period()?,
        source_id: request.source_id,
        min_attempts: 0,
        by_attempts: true,
        offset,
        limit,
    };
    let loops = app.workspace()?.store.read::<_, Problem>(|reader| Ok(views::loops(reader, &ask)?))?;
    Ok(LoopListView {
        rows: loops.rows.iter().map(view).collect(),
        total: loops.total,
        never_succeeded: loops.never_succeeded,
        rated: amounts(&loops.rated, "rated"),
    })
}

fn view(row: &StoredLoop) -> LoopRow {
    LoopRow {
        id: format!("{} {} {}", row.day, row.source_id, row.task),
        day: row.day.clone(),
        source_id: row.source_id,
        source: row.source.clone(),
        task: row.task.clone(),
        attempts: row.attempts,
        failures: row.failures,
        has_succeeded: row.has_succeeded,
        rated: (!row.currency.is_empty()).then(|| amount(row.rated_nanos, &row.currency, "rated")),
        unpriced: row.unpriced,
        first_at: instant(row.first_us),
        last_at: instant(row.last_us),
    }
}
