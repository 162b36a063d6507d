//! Whether stored ratings would change by the prices in use; looked up again only when anything it rests on changed.

use std::sync::{Mutex, PoisonError};

use super::rerate::{draft, pending};
use crate::app::App;
use crate::app::model::PendingRerate;
use crate::kernel::Problem;
use crate::pricing::{LoadedPricing, Replacements, ratings_state};

/// The last answer and the state it was made from.
#[derive(Default)]
pub(crate) struct PendingCache(Mutex<Option<(String, Option<PendingRerate>)>>);

/// Stored ratings that would change; `None` when none would.
pub(super) fn pending_rerate(app: &App, in_force: &LoadedPricing) -> Result<Option<PendingRerate>, Problem> {
    let workspace = app.workspace()?;
    let ratings = workspace.store.read::<_, Problem>(|reader| Ok(ratings_state(reader)?))?;
    let state = format!("{} {} {ratings}", workspace.path().display(), in_force.pricing.id);
    let cache = &app.pending().0;
    if let Some((known, answer)) = &*cache.lock().unwrap_or_else(PoisonError::into_inner)
        && *known == state
    {
        return Ok(answer.clone());
    }
    let answer = pending(&draft(app, &Replacements::By(in_force.clone()))?);
    *cache.lock().unwrap_or_else(PoisonError::into_inner) = Some((state, answer.clone()));
    Ok(answer)
}
