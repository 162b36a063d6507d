//! Rating stored usage again: shown first, applied on confirmation.

use std::collections::BTreeSet;

use super::in_force::metered_slots;
use super::ratings::env;
use super::state::{Side, Snapshot as PricesState};
use super::words::{counted, signed_cents};
use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::app::jobs::small;
use crate::app::model::{PendingRerate, RerateApplyRequest, RerateCause, RerateMonth, RerateView};
use crate::kernel::words::units;
use crate::kernel::{Nothing, Problem};
use crate::pricing::{
    CauseEffect, CauseKey, Effect, KeptError, LoadedPricing, Replacements, RerateDraft, Sums, active_pricing,
    commit_rerate, draft_rerate, prepare_rerate,
};

/// Causes shown.
const CAUSES_SHOWN: usize = 200;
const APPLY: &str = "prices.rerateApply";

/// What the book and contract in use would change of stored ratings.
pub fn preview(app: &App, _: Nothing) -> Result<RerateView, Problem> {
    let in_force = app.in_force()?;
    Ok(rerate_view(&draft(app, &Replacements::By(in_force))?))
}

/// Moves what the preview showed, in one step that undo takes back. Refused when the preview is of another state.
pub fn apply(app: &App, request: RerateApplyRequest) -> Result<RerateView, Problem> {
    let in_force = app.in_force()?;
    let draft = draft(app, &Replacements::By(in_force.clone()))?;
    if draft.token != request.token {
        return Err(KeptError::Stale.into());
    }
    if draft.is_empty() {
        return Ok(rerate_view(&draft));
    }
    prepare(app, &draft)?;
    let now = app.now();
    app.change(APPLY, |tx| {
        if active_pricing(tx)?.map(|active| active.id) != Some(in_force.pricing.id) {
            return Err(KeptError::Stale.into());
        }
        let reason = reason(&in_force);
        let (before, after) = Side::both(commit_rerate(tx, &draft, in_force.pricing.id, &reason, now)?);
        let of = |rerate| Snapshot::Prices(PricesState { rerate, ..PricesState::default() });
        Ok(Change { value: (), summary: summary(&draft.effect), before: of(before), after: of(after) })
    })?;
    Ok(rerate_view(&draft))
}

/// What would move, from one look at the workspace.
pub(super) fn draft(app: &App, by: &Replacements) -> Result<RerateDraft, Problem> {
    let workspace = app.workspace()?;
    let slots = metered_slots(&app.options.registry);
    Ok(draft_rerate(&env(app, &workspace, &slots, &|| false, &|_, _| ()), by)?)
}

/// Makes the ratings of a draft; no figure changes by it.
pub(super) fn prepare(app: &App, draft: &RerateDraft) -> Result<(), Problem> {
    let workspace = app.workspace()?;
    let slots = metered_slots(&app.options.registry);
    let _turn = workspace.rating_turn();
    Ok(prepare_rerate(&env(app, &workspace, &slots, &|| false, &|_, _| ()), draft)?)
}

/// Account-days whose rating would change; `None` when none would.
pub(super) fn pending(draft: &RerateDraft) -> Option<PendingRerate> {
    let days: BTreeSet<_> = draft.effect.buckets.iter().map(|(_, day)| *day).collect();
    Some(PendingRerate {
        buckets: small(draft.effect.buckets.len()),
        from: days.first()?.to_string(),
        through: days.last()?.to_string(),
    })
}

/// Why ratings moved, for the record.
pub(super) fn reason(by: &LoadedPricing) -> String {
    let entries = counted(by.ready.contract.entries.len(), "entry").replace("entrys", "entries");
    format!("book {}, contract of {entries}", by.pricing.book.version)
}

/// `31 account-days rated again, +12.40 USD`.
pub(super) fn summary(effect: &Effect) -> String {
    let currency = main_currency(effect);
    let change = sum(&effect.after, &currency).saturating_sub(sum(&effect.before, &currency));
    let days = counted(effect.buckets.len(), "account-day");
    format!("Rated {days} again, {}", signed_cents(change, &currency))
}

fn sum(sums: &Sums, currency: &str) -> i128 {
    sums.get(currency).copied().unwrap_or(0)
}

/// The currency with most money on either side.
fn main_currency(effect: &Effect) -> String {
    let months = effect.months.values().flat_map(|month| month.before.iter().chain(&month.after));
    let all = effect.before.iter().chain(&effect.after).chain(months);
    let largest = all.filter(|(currency, _)| !currency.is_empty()).max_by_key(|(_, nanos)| nanos.abs());
    largest.map_or_else(|| "USD".to_owned(), |(currency, _)| currency.clone())
}

/// A draft for the screen.
pub(super) fn rerate_view(draft: &RerateDraft) -> RerateView {
    let effect = &draft.effect;
    let currency = main_currency(effect);
    let (before, after) = (sum(&effect.before, &currency), sum(&effect.after, &currency));
    let months = effect.months.iter().map(|(month, change)| {
        let (before, after) = (sum(&change.before, &currency), sum(&change.after, &currency));
        RerateMonth {
            month: month.clone(),
            is_closed: change.is_closed,
            days: small(change.days.len()),
            rows: small(change.rows),
            before: units(before),
            after: units(after),
            change: units(after.saturating_sub(before)),
        }
    });
    RerateView {
        before: units(before),
        after: units(after),
        change: units(after.saturating_sub(before)),
        buckets: small(effect.buckets.len()),
        rows: small(effect.rows),
        newly_priced: small(effect.newly_priced),
        newly_unpriced: small(effect.newly_unpriced),
        months: months.collect(),
        causes: causes(effect, &currency),
        token: draft.token.clone(),
        notes: notes(effect, &currency),
        currency,
    }
}

fn causes(effect: &Effect, currency: &str) -> Vec<RerateCause> {
    let change = |cause: &CauseEffect| cause.after.unwrap_or(0).saturating_sub(cause.before.unwrap_or(0));
    let is_shown = |key: &CauseKey| key.currency == currency || key.currency.is_empty();
    let mut causes: Vec<_> = effect.causes.iter().filter(|(key, _)| is_shown(key)).collect();
    causes.sort_by_key(|(_, cause)| std::cmp::Reverse(change(cause).abs()));
    causes
        .into_iter()
        .take(CAUSES_SHOWN)
        .map(|(key, cause)| RerateCause {
            channel: key.channel.clone(),
            model: key.model.clone(),
            meter: key.meter.clone(),
            from: cause.from.to_string(),
            through: cause.through.to_string(),
            quantity: cause.quantity.to_string(),
            before: cause.before.map(units),
            after: cause.after.map(units),
            change: units(change(cause)),
        })
        .collect()
}

fn notes(effect: &Effect, currency: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let closed: Vec<&str> =
        effect.months.iter().filter(|(_, month)| month.is_closed).map(|(month, _)| month.as_str()).collect();
    if !closed.is_empty() {
        notes.push(format!("closed months would differ and stay as they are: {}", closed.join(", ")));
    }
    let currencies: BTreeSet<&String> = effect.before.keys().chain(effect.after.keys()).collect();
    for other in currencies.into_iter().filter(|other| *other != currency && !other.is_empty()) {
        let change = sum(&effect.after, other).saturating_sub(sum(&effect.before, other));
        notes.push(format!("in {other} it changes by {}", signed_cents(change, other)));
    }
    if effect.ranges_after > 0 {
        let rows = usize::try_from(effect.ranges_after).unwrap_or(usize::MAX);
        notes.push(format!(
            "{} lie between two amounts afterwards; the low end is counted",
            counted(rows, "row")
        ));
    }
    notes
}
