//! What the questions about prices are asked of: the slots that tell usage and billed money, and the prices in force.

use std::sync::Arc;

use crate::app::App;
use crate::kernel::Problem;
use crate::pricing::Pricer;
use crate::pricing::views::PrimarySlot;
use crate::sources::{Book, Registry};

/// Primary slots with quantities.
pub(in crate::app) fn metered(registry: &Registry) -> Vec<PrimarySlot> {
    primary(registry, Book::Metered)
}

/// Primary slots with billed money.
pub(in crate::app) fn billed(registry: &Registry) -> Vec<PrimarySlot> {
    primary(registry, Book::Billed)
}

fn primary(registry: &Registry, book: Book) -> Vec<PrimarySlot> {
    registry
        .iter()
        .map(|connector| connector.descriptor())
        .flat_map(|source| {
            source
                .slots
                .iter()
                .filter(|slot| slot.book == book && slot.alternate_of.is_none())
                .map(|slot| PrimarySlot { source: source.id, slot: slot.id })
        })
        .collect()
}

/// What rates by the book and the contract in force.
pub(super) fn pricer(app: &App) -> Result<Arc<Pricer>, Problem> {
    Ok(Arc::clone(&app.in_force()?.ready.pricer))
}
