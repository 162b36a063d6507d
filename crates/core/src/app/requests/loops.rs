//! Retry loops: tasks with many attempts and what they cost.

use super::view::{amount, amounts};
use crate::app::App;
use crate::app::imports::instant;
use crate::app::model::{LoopListRequest, LoopListView, LoopRow};
use crate::kernel::Problem;
use crate::requests::{LoopRow as StoredLoop, retry_loops};

/// Tasks with many attempts, never-succeeded ones first.
pub fn loops(app: &App, request: LoopListRequest) -> Result<LoopListView, Problem> {
    let period = request.range.period()?;
    let (from, to) = (period.start().to_string(), period.end().to_string());
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let (rows, totals) = retry_loops(reader, (&from, &to), request.source_id, request.page.bounds())?;
        Ok(LoopListView {
            rows: rows.iter().map(view).collect(),
            total: totals.tasks,
            never_succeeded: totals.never_succeeded,
            rated: amounts(&totals.rated, "rated"),
        })
    })
}

fn view(row: &StoredLoop) -> LoopRow {
    LoopRow {
        id: format!("{} {} {}", row.day, row.source, row.task),
        day: row.day.clone(),
        source_id: row.source,
        source: row.source_label.clone(),
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
