//! The meter of the trust strip that says how much has an owner.

use rusqlite::Connection;

use super::scene::Scene;
use crate::app::App;
use crate::explore::{TrustMeter, TrustState};
use crate::kernel::words::figure;
use crate::kernel::{DayRange, Problem};

/// Dimension that the strip tells.
const DIMENSION: &str = "team";
/// Ten-thousandths from which on little is left to do.
const DONE: i64 = 9_500;
/// Ten-thousandths from which on figures can be used with care.
const MOSTLY: i64 = 8_000;

/// Says in the meter how much of a period has a team. One without any stays as it was told, since then nobody began.
pub(in crate::app) fn tell_attributed(
    app: &App,
    reader: &Connection,
    range: &DayRange,
    currency: &str,
    meter: &mut TrustMeter,
) -> Result<(), Problem> {
    let scene = Scene::new(app, reader, DIMENSION, range, Some(currency))?;
    "attribution".clone_into(&mut meter.opens);
    let whole = scene.standing(reader)?.whole;
    let told = scene.meter(DIMENSION, &whole);
    let Some(points) =
        told.share_basis_points.filter(|_| whole.attributed != 0 && scene.currency == currency)
    else {
        return Ok(());
    };
    meter.share_basis_points = Some(points);
    meter.value = format!("{}.{} %", points / 100, points % 100 / 10);
    meter.state = match points {
        DONE.. => TrustState::Good,
        MOSTLY.. => TrustState::Warning,
        _ => TrustState::Bad,
    };
    meter.detail = format!(
        "{} of {} of spend of record has a team; {} has none",
        figure(whole.attributed, currency),
        figure(whole.total, currency),
        figure(whole.unattributed(), currency)
    );
    Ok(())
}
