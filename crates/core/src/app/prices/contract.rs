//! The contract: read, checked, edited as text, saved, and mended from the queue of what has no price.

use std::collections::HashMap;

use showback_pricebook::Book;

use super::in_force::metered_slots;
use super::ratings::env;
use super::rerate::{draft, prepare, reason, rerate_view};
use super::settled::months;
use super::state::{Side, Snapshot as PricesState};
use super::words::counted;
use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::app::jobs::small;
use crate::app::model::{
    ContractCheckView, ContractEditRequest, ContractFindingView, ContractTextRequest, ContractTextView,
    ContractVersionRequest, ContractVersionView, ContractView, FixRequest, RerateView,
};
use crate::kernel::{Nothing, Problem, ProblemCode, format_instant};
use crate::pricing::{
    Contract, ContractEntryView, ContractFinding, ContractFindingLevel, Edit, KeptError, LoadedPricing,
    Replacement, Replacements, activate_pricing, active_pricing, check_text, commit_rerate,
    edit as edit_text, keep_contract, kept_contracts, pair_id, pricing_by_id, pricings_in_use,
};

const SAVE: &str = "prices.contractSave";
const FIX: &str = "prices.fix";

/// The contract in force, with what is doubtful about it.
pub fn view(app: &App, _: Nothing) -> Result<ContractView, Problem> {
    let in_force = app.in_force()?;
    let kept = &in_force.pricing.contract;
    let contract = &in_force.ready.contract;
    let earlier = app.workspace()?.store.read::<_, Problem>(|reader| Ok(kept_contracts(reader)?))?;
    let earlier = earlier.iter().filter(|other| other.id != kept.id && !other.text.is_empty());
    Ok(ContractView {
        text: kept.text.clone(),
        hash: contract.hash(),
        saved_at: (!kept.text.is_empty()).then(|| format_instant(kept.saved_at)),
        entries: contract.entries.iter().map(ContractEntryView::from).collect(),
        findings: findings(&kept.text, &in_force.ready.book),
        months: months(app, contract)?,
        earlier: earlier
            .filter_map(|kept| {
                let contract = Contract::parse(&kept.text).ok()?;
                let (id, hash, entries) = (kept.id, contract.hash(), small(contract.entries.len()));
                Some(ContractVersionView { id, hash, saved_at: format_instant(kept.saved_at), entries })
            })
            .collect(),
    })
}

/// The text of an earlier version.
pub fn version(app: &App, request: ContractVersionRequest) -> Result<ContractTextView, Problem> {
    let kept = app.workspace()?.store.read::<_, Problem>(|reader| Ok(kept_contracts(reader)?))?;
    let found = kept.into_iter().find(|kept| kept.id == request.id);
    found.map(|kept| ContractTextView { text: kept.text }).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, format!("there is no contract {}", request.id))
            .hint("choose one of the earlier versions")
    })
}

/// What a text says, before it is saved.
pub fn check(app: &App, request: ContractTextRequest) -> Result<ContractCheckView, Problem> {
    let in_force = app.in_force()?;
    let entries = Contract::parse(&request.text).map(|contract| contract.entries).unwrap_or_default();
    Ok(ContractCheckView {
        entries: entries.iter().map(ContractEntryView::from).collect(),
        findings: findings(&request.text, &in_force.ready.book),
    })
}

/// One change of a text; every other byte stays as it is. Nothing is saved.
pub fn edit(_app: &App, request: ContractEditRequest) -> Result<ContractTextView, Problem> {
    let change = match (request.id, request.draft) {
        (None, Some(draft)) => Edit::Add(draft),
        (Some(id), Some(draft)) => Edit::Replace { id, draft },
        (Some(id), None) => Edit::Remove { id },
        (None, None) => {
            let message = "nothing is to be added and no entry is named";
            return Err(Problem::new(ProblemCode::BadRequest, message)
                .hint("name an entry to remove it, or fill in one to add it"));
        }
    };
    Ok(ContractTextView { text: edit_text(&request.text, change)? })
}

/// Saves a text: it rates usage that is new. What is rated already waits for a re-rate.
pub fn save(app: &App, request: ContractTextRequest) -> Result<ContractView, Problem> {
    let in_force = app.in_force()?;
    let (contract, _) = check_text(&request.text, &in_force.ready.book).map_err(|found| refused(&found))?;
    let now = app.now();
    app.change(SAVE, |tx| {
        let present = active_pricing(tx)?.ok_or(KeptError::Stale)?;
        let saved = keep_contract(tx, &request.text, now)?;
        activate_pricing(tx, present.book.id, saved)?;
        let of = |id| Snapshot::Prices(PricesState { contract: Some(id), ..PricesState::default() });
        Ok(Change {
            value: (),
            summary: format!("Saved the contract with {}", entries(contract.entries.len())),
            before: of(present.contract.id),
            after: of(saved),
        })
    })?;
    view(app, Nothing {})
}

/// Adds an entry, saves the contract, and rates again what the entry prices, outside closed months; one undo takes all
/// of it back.
pub fn fix(app: &App, request: FixRequest) -> Result<RerateView, Problem> {
    let in_force = app.in_force()?;
    let id = request.draft.id.clone();
    let text = edit_text(&in_force.pricing.contract.text, Edit::Add(request.draft))?;
    check_text(&text, &in_force.ready.book).map_err(|found| refused(&found))?;
    let (after, replacements) = replacements(app, &in_force, &text)?;
    let draft = draft(app, &replacements)?;
    prepare(app, &draft)?;
    let now = app.now();
    app.change(FIX, |tx| {
        let present = active_pricing(tx)?.ok_or(KeptError::Stale)?;
        if present.id != in_force.pricing.id {
            return Err(KeptError::Stale.into());
        }
        let (old, new) = (present.contract.id, after.pricing.contract.id);
        let active = activate_pricing(tx, present.book.id, new)?;
        let (before, done) = match draft.is_empty() {
            true => (None, None),
            false => Side::both(commit_rerate(tx, &draft, active.id, &reason(&after), now)?),
        };
        let of = |id, rerate| {
            Snapshot::Prices(PricesState { contract: Some(id), rerate, ..PricesState::default() })
        };
        let days = draft.effect.buckets.len();
        Ok(Change {
            value: (),
            summary: format!("Added \"{id}\" to the contract; {} rated again", counted(days, "account-day")),
            before: of(old, before),
            after: of(new, done),
        })
    })?;
    Ok(rerate_view(&draft))
}

/// Each rating by the book that made it and the new text, where that text makes a difference to the text in force: only
/// the new entry may move a figure.
fn replacements(
    app: &App,
    in_force: &LoadedPricing,
    text: &str,
) -> Result<(LoadedPricing, Replacements), Problem> {
    let workspace = app.workspace()?;
    let slots = metered_slots(&app.options.registry);
    let in_use = pricings_in_use(&env(app, &workspace, &slots, &|| false, &|_, _| ()))?;
    let now = app.now();
    let (contract, active_book) = (in_force.pricing.contract.id, in_force.pricing.book.id);
    let (after, pairs) = workspace.store.write::<_, Problem>(|tx| {
        let saved = keep_contract(tx, text, now)?;
        let pairs = in_use.iter().map(|id| {
            let book = pricing_by_id(tx, *id)?.book.id;
            Ok((*id, pair_id(tx, book, contract)?, pair_id(tx, book, saved)?))
        });
        Ok((pair_id(tx, active_book, saved)?, pairs.collect::<Result<Vec<_>, KeptError>>()?))
    })?;
    workspace.store.read(|reader| {
        let load = |id| app.shelf().load_by_id(reader, id);
        let mut each = HashMap::new();
        for (id, reference, after) in pairs {
            each.insert(id, Replacement { reference: Some(load(reference)?), after: load(after)? });
        }
        Ok((load(after)?, Replacements::Each(each)))
    })
}

/// Errors and doubts of a text, in its order.
fn findings(text: &str, book: &Book) -> Vec<ContractFindingView> {
    let found = match check_text(text, book) {
        Ok((_, doubts)) => doubts,
        Err(errors) => errors,
    };
    found
        .into_iter()
        .map(|finding| ContractFindingView {
            line: finding.line,
            column: finding.column,
            text: finding.what,
            remedy: finding.remedy,
            is_error: finding.level == ContractFindingLevel::Error,
        })
        .collect()
}

/// A text that cannot be saved, with its first error.
fn refused(found: &[ContractFinding]) -> Problem {
    let first = found.iter().find(|finding| finding.level == ContractFindingLevel::Error).or(found.first());
    let place = match first.and_then(|finding| Some((finding.line?, finding.column?))) {
        Some((line, column)) => format!(" at line {line}, column {column}"),
        None => String::new(),
    };
    let what = first.map_or("it cannot be read", |finding| finding.what.as_str());
    let remedy = first.map_or("", |finding| finding.remedy.as_str());
    Problem::new(ProblemCode::BadRequest, format!("the contract cannot be saved{place}: {what}"))
        .hint(remedy)
        .about("text")
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}
