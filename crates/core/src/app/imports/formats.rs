//! Formats that can be chosen by hand.

use showback_gateways::Format;
use showback_gateways::formats::FORMATS;

use crate::app::App;
use crate::app::model::LogFormatView;
use crate::kernel::{Nothing, Problem};

/// Format of logs that are read by a mapping; it is never chosen without one.
pub(super) const MAPPED: &str = "mapped";

/// Formats of logs, in the order they are asked.
pub fn formats(_: &App, _: Nothing) -> Result<Vec<LogFormatView>, Problem> {
    let chosen = FORMATS.iter().filter(|format| format.id() != MAPPED);
    Ok(chosen.map(|format| view(*format)).collect())
}

fn view(format: &dyn Format) -> LogFormatView {
    LogFormatView {
        id: format.id().to_owned(),
        name: format.name().to_owned(),
        teller: format.teller().name().to_owned(),
        variants: format.variants().iter().map(|(variant, _)| (*variant).to_owned()).collect(),
    }
}
