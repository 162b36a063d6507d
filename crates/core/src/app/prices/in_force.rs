//! The book and the contract in force.

use crate::app::App;
use crate::app::workspace::Workspace;
use crate::kernel::Problem;
use crate::pricing::{LoadedPricing, MeteredSlot, active_pricing, ensure_active_pricing};
use crate::sources::{Book, Registry};

impl App {
    /// The book and contract that rate new usage, ready to rate by.
    pub(crate) fn in_force(&self) -> Result<LoadedPricing, Problem> {
        self.in_force_of(&*self.workspace()?)
    }

    /// The same of a workspace that may have been left behind.
    pub(in crate::app) fn in_force_of(&self, workspace: &Workspace) -> Result<LoadedPricing, Problem> {
        let known = workspace.store.read::<_, Problem>(|reader| Ok(active_pricing(reader)?))?;
        let pricing = match known {
            Some(known) => known,
            None => workspace.store.write::<_, Problem>(|tx| Ok(ensure_active_pricing(tx, self.now())?))?,
        };
        workspace.store.read::<_, Problem>(|reader| Ok(self.shelf().load(reader, pricing)?))
    }
}

/// Every slot whose usage is rated.
pub fn metered_slots(registry: &Registry) -> Vec<MeteredSlot> {
    registry
        .iter()
        .map(|connector| connector.descriptor())
        .flat_map(|source| {
            let metered = source.slots.iter().filter(|slot| slot.book == Book::Metered);
            metered.map(|slot| MeteredSlot {
                source: source.id,
                slot: slot.id,
                is_primary: slot.alternate_of.is_none(),
            })
        })
        .collect()
}
