//! What could not be rated exactly, and how to mend it with one key.

use super::slots::{metered, pricer};
use crate::app::App;
use crate::app::model::{
    MeterQuantity, NearestRate, UnpricedFix, UnpricedRequest, UnpricedRow, UnpricedView,
};
use crate::kernel::Problem;
use crate::kernel::words::{grouped, units};
use crate::pricing::Pricer;
use crate::pricing::views::unpriced::{Cost, Fix, Group, Nearest, fixes, nearest, unpriced};
use crate::pricing::views::{checked_length, reason_code, reason_text};

/// Nearest rates shown of one group.
const MOST_NEAREST: usize = 6;

/// The queue, most tokens first, and how much of the money stands on what.
pub fn view(app: &App, request: UnpricedRequest) -> Result<UnpricedView, Problem> {
    let pricer = pricer(app)?;
    let period = checked_length(request.range.period()?)?;
    let slots = metered(&app.options.registry);
    let workspace = app.workspace()?;
    let found = workspace.store.read::<_, Problem>(|reader| Ok(unpriced(reader, &slots, period)?))?;
    let (offset, limit) = request.page.bounds();
    let window = found.groups.iter().skip(offset as usize).take(limit as usize);
    let share = (found.priced != 0).then(|| found.assumed.saturating_mul(10_000) / found.priced);
    Ok(UnpricedView {
        rows: window.map(|group| row(&pricer, group, &found.currency)).collect(),
        total_rows: found.groups.len() as u64,
        tokens_priced: found.tokens_priced.to_string(),
        tokens_range: found.tokens_range.to_string(),
        tokens_unpriced: found.tokens_unpriced.to_string(),
        currency: found.currency.clone(),
        priced: units(found.priced),
        range_low: units(found.range_low),
        range_high: units(found.range_high),
        assumed: units(found.assumed),
        assumed_basis_points: share.and_then(|share| i64::try_from(share).ok()),
    })
}

fn row(pricer: &Pricer, group: &Group, currency: &str) -> UnpricedRow {
    let near = nearest(pricer, group);
    let fixes = fixes(pricer, group, &near);
    let quoted = near.iter().find_map(|near| near.cost.as_ref()).map(|cost| cost.currency.clone());
    let own = Some(group.currency.clone()).filter(|currency| !currency.is_empty());
    let is_unpriced = group.status.is_unpriced();
    UnpricedRow {
        id: group.id(),
        status: group.status.name().to_owned(),
        reason: reason_code(group.reason.code),
        text: reason_text(&group.reason),
        channel: group.channel.clone(),
        model: group.name.clone(),
        tier: group.speed.clone().or_else(|| group.tier.clone()),
        geo: group.geo.clone(),
        meters: group
            .meters()
            .into_iter()
            .map(|(meter, quantity)| MeterQuantity { meter, quantity: quantity.to_string() })
            .collect(),
        tokens: group.tokens().to_string(),
        days: u32::try_from(group.days.len()).unwrap_or(u32::MAX),
        first_day: group.days.keys().next().cloned().unwrap_or_default(),
        last_day: group.days.keys().next_back().cloned().unwrap_or_default(),
        low: (!is_unpriced).then(|| units(group.low)),
        high: (!is_unpriced).then(|| units(group.high)),
        currency: own.or(quoted).unwrap_or_else(|| currency.to_owned()),
        nearest: near.into_iter().take(MOST_NEAREST).map(nearest_rate).collect(),
        fixes: fixes.into_iter().map(fix_view).collect(),
    }
}

/// An exact cost alone is a figure; both ends of a range are told in words.
fn figure(cost: &Option<Cost>) -> (Option<String>, Option<String>) {
    match cost {
        Some(cost) if cost.low == cost.high => (Some(cost.low.normalize().to_string()), None),
        Some(cost) => {
            let end = |amount: rust_decimal::Decimal| grouped(&amount.round_dp(2).to_string());
            (None, Some(format!("between {} and {} {}", end(cost.low), end(cost.high), cost.currency)))
        }
        None => (None, None),
    }
}

fn nearest_rate(near: Nearest) -> NearestRate {
    let (cost, range) = figure(&near.cost);
    let why = match range {
        Some(range) => format!("{}; {range}", near.why),
        None => near.why,
    };
    NearestRate { channel: near.channel, what: near.what, why, cost }
}

fn fix_view(fix: Fix) -> UnpricedFix {
    let (cost, range) = figure(&fix.cost);
    let label = match range {
        Some(range) => format!("{}: {range}", fix.label),
        None => fix.label,
    };
    UnpricedFix {
        kind: fix.kind.name().to_owned(),
        label,
        draft: fix.draft,
        is_complete: fix.is_complete,
        cost,
    }
}
