//! Sources as the connection form needs them: descriptors, as data.

use super::App;
use super::model::{SlotView, SourceView};
use crate::kernel::{Nothing, Problem};
use crate::sources::{Book, Descriptor, Slot};

/// Sources that can be connected.
pub fn list(app: &App, _: Nothing) -> Result<Vec<SourceView>, Problem> {
    Ok(app.options.registry.iter().map(|connector| view(connector.descriptor())).collect())
}

fn view(source: &Descriptor) -> SourceView {
    SourceView {
        id: source.id.to_owned(),
        name: source.name.to_owned(),
        base_url: source.base_url.to_owned(),
        key_kind: source.key.kind.to_owned(),
        key_looks_like: source.key.looks_like.to_owned(),
        key_steps: source.key.steps.iter().map(|step| (*step).to_owned()).collect(),
        key_caution: source.key.caution.to_owned(),
        key_environment_variable: source.key.environment_variable.to_owned(),
        shortest_interval_minutes: source.shortest_interval_minutes,
        earliest: source.earliest.to_owned(),
        slots: source.slots.iter().map(slot_view).collect(),
        not_told: source.not_told.iter().map(|line| (*line).to_owned()).collect(),
    }
}

/// A slot for the screen.
pub(super) fn slot_view(slot: &Slot) -> SlotView {
    SlotView {
        id: slot.id.to_owned(),
        label: slot.label.to_owned(),
        book: book_word(slot.book).to_owned(),
        is_alternate: slot.alternate_of.is_some(),
    }
}

const fn book_word(book: Book) -> &'static str {
    match book {
        Book::Metered => "metered",
        Book::Billed => "billed",
        Book::Estimated => "estimated",
        Book::Observed => "observed",
        Book::Directory => "directory",
    }
}
