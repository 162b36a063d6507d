//! Books from files: shown before they are used, kept for good, used by choice.

use std::path::Path;
use std::sync::Arc;

use showback_pricebook::{
    Book, ChangeKind, Difference, Hash, MAX_BYTES, Rate, RateChange, TRUSTED_KEYS, TrustedKey, UpdateError,
    difference, open_update,
};

use super::book::{version_view, view};
use super::rerate::{draft, rerate_view};
use super::state::Snapshot as PricesState;
use crate::adapters::files;
use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::app::jobs::small;
use crate::app::model::{BookFileRequest, BookHashRequest, BookPreview, BookView, RateChangeView};
use crate::app::workspace::stated_path;
use crate::kernel::{Nothing, Problem, ProblemCode};
use crate::pricing::{
    KeptBook, KeptError, KeptOrigin, LoadedPricing, NewBook, Pricing, Ready, Replacements, activate_pricing,
    active_pricing, keep_book, kept_books,
};

/// Changes shown.
const CHANGES_SHOWN: usize = 500;
const IMPORT: &str = "prices.bookImport";
const USE: &str = "prices.bookUse";
/// Stands for a pair that is not kept yet.
const NOT_KEPT: i64 = -1;

/// A book read from a file.
struct Candidate {
    book: Arc<Book>,
    canonical: Vec<u8>,
    hash: String,
    origin: KeptOrigin,
    signed_by: Option<String>,
}

/// What would change with the book of a file. Nothing is kept.
pub fn preview(app: &App, request: BookFileRequest) -> Result<BookPreview, Problem> {
    let candidate = read(app, &request, TRUSTED_KEYS)?;
    let in_force = app.in_force()?;
    let kept = KeptBook {
        id: NOT_KEPT,
        hash: candidate.hash.clone(),
        version: candidate.book.version.clone(),
        sequence: candidate.book.sequence,
        origin: candidate.origin,
        signed_by: candidate.signed_by.clone(),
        loaded_at: app.now(),
    };
    let contract = in_force.pricing.contract.clone();
    let ready = Ready::new(Arc::clone(&candidate.book), &candidate.hash, &contract.text)?;
    let candidate_view = version_view(&kept, &candidate.book, kept.hash == in_force.pricing.book.hash);
    let pricing = Arc::new(Pricing { id: NOT_KEPT, book: kept, contract });
    let by = Replacements::By(LoadedPricing { pricing, ready: Arc::new(ready) });
    let money = rerate_view(&draft(app, &by)?);
    let found = difference(&in_force.ready.book, &candidate.book);
    let count = |kind: &str| small(found.rates.iter().filter(|change| word(change.kind) == kind).count());
    Ok(BookPreview {
        candidate: candidate_view,
        added: count("added"),
        removed: count("removed"),
        corrected: count("corrected"),
        restated: count("restated"),
        changes: changes(&found),
        money,
    })
}

/// Keeps the book of a file and uses it for new usage.
pub fn import(app: &App, request: BookFileRequest) -> Result<BookView, Problem> {
    let candidate = read(app, &request, TRUSTED_KEYS)?;
    let now = app.now();
    app.change(IMPORT, |tx| {
        let present = active_pricing(tx)?.ok_or(KeptError::Stale)?;
        let new = NewBook {
            book: &candidate.book,
            canonical: &candidate.canonical,
            hash: &candidate.hash,
            origin: candidate.origin,
            signed_by: candidate.signed_by.as_deref(),
        };
        let kept = keep_book(tx, &new, now)?;
        activate_pricing(tx, kept, present.contract.id)?;
        let source = match &candidate.signed_by {
            Some(key) => format!("signed by {key}"),
            None => "local, not verified".to_owned(),
        };
        let summary = format!("Imported price book {}, {source}", candidate.book.version);
        Ok(Change { value: (), summary, before: using(present.book.id), after: using(kept) })
    })?;
    view(app, Nothing {})
}

/// Uses a kept book for new usage.
pub fn activate(app: &App, request: BookHashRequest) -> Result<BookView, Problem> {
    app.in_force()?;
    app.change(USE, |tx| {
        let present = active_pricing(tx)?.ok_or(KeptError::Stale)?;
        let chosen = kept_books(tx)?.into_iter().find(|kept| kept.hash == request.hash).ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, "no price book of this workspace has that hash")
                .hint("import its file first")
                .about("hash")
        })?;
        activate_pricing(tx, chosen.id, present.contract.id)?;
        let summary = format!("Uses price book {} from now on", chosen.version);
        Ok(Change { value: (), summary, before: using(present.book.id), after: using(chosen.id) })
    })?;
    view(app, Nothing {})
}

fn using(book: i64) -> Snapshot {
    Snapshot::Prices(PricesState { book: Some(book), ..PricesState::default() })
}

/// Reads a file: a signed one when its signature lies beside it, a local one when that is allowed.
fn read(app: &App, request: &BookFileRequest, trusted: &[TrustedKey<'_>]) -> Result<Candidate, Problem> {
    let path = stated_path(&request.path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let subject = path.display().to_string();
    let too_large = files::size_bytes(&path) > MAX_BYTES as u64;
    if too_large {
        let bytes = usize::try_from(files::size_bytes(&path)).unwrap_or(usize::MAX);
        return Err(Problem::from(UpdateError::TooLarge { name, bytes }).about(subject));
    }
    let bytes = files::read_if_present(&path)?.ok_or_else(|| {
        Problem::new(ProblemCode::FileMissing, format!("there is no file at {subject}"))
            .hint("check the path")
            .about(&*subject)
    })?;
    let signature = signature_beside(&path)?;
    if signature.is_none() && request.allow_unsigned {
        let book = Book::from_canonical(&name, &bytes)
            .map_err(|error| Problem::new(ProblemCode::BadRequest, error.to_string()).about(subject))?;
        let hash = Hash::of(&bytes).to_string();
        let (book, origin) = (Arc::new(book), KeptOrigin::Local);
        return Ok(Candidate { book, canonical: bytes, hash, origin, signed_by: None });
    }
    let newest = if request.allow_rollback { None } else { newest_sequence(app)? };
    let update = open_update(&name, &bytes, signature.as_deref(), trusted, newest)
        .map_err(|error| Problem::from(error).about(subject))?;
    Ok(Candidate {
        book: Arc::new(update.book),
        canonical: bytes,
        hash: update.hash.to_string(),
        origin: KeptOrigin::Signed,
        signed_by: Some(update.signed_by),
    })
}

fn signature_beside(path: &Path) -> Result<Option<String>, Problem> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".sig");
    let bytes = files::read_if_present(&path.with_file_name(name))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// The highest sequence of a book the project made, as far as seen here.
fn newest_sequence(app: &App) -> Result<Option<u32>, Problem> {
    let kept = app.workspace()?.store.read::<_, Problem>(|reader| Ok(kept_books(reader)?))?;
    Ok(kept.iter().filter(|kept| kept.origin != KeptOrigin::Local).map(|kept| kept.sequence).max())
}

const fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Corrected => "corrected",
        ChangeKind::Ended | ChangeKind::Known => "restated",
    }
}

/// Corrections first, because they touch the past.
fn changes(found: &Difference) -> Vec<RateChangeView> {
    let rank = |change: &RateChange| match change.kind {
        ChangeKind::Corrected => 0,
        ChangeKind::Removed => 1,
        ChangeKind::Added => 2,
        ChangeKind::Ended | ChangeKind::Known => 3,
    };
    let mut sorted: Vec<&RateChange> = found.rates.iter().collect();
    sorted.sort_by_key(|change| rank(change));
    sorted.into_iter().take(CHANGES_SHOWN).map(change_view).collect()
}

fn change_view(change: &RateChange) -> RateChangeView {
    let price =
        |rate: &Option<Rate>| rate.as_ref().and_then(|rate| rate.price).map(|price| price.to_string());
    let shown = change.after.as_ref().or(change.before.as_ref());
    RateChangeView {
        kind: word(change.kind).to_owned(),
        channel: change.channel.clone(),
        model: change.model.clone(),
        key: shown.map(key_words).unwrap_or_default(),
        before: price(&change.before),
        after: price(&change.after),
        per: shown.map_or(1, |rate| rate.per),
    }
}

/// What tells a rate apart from the others of its model.
fn key_words(rate: &Rate) -> String {
    let mut words = vec![rate.meter.name().to_owned(), rate.tier.clone(), rate.geo.clone()];
    if rate.band.over > 0 {
        words.push(format!("over {} tokens", rate.band.over));
    }
    if let Some(clock) = &rate.clock {
        let side = if clock.is_inside { "inside" } else { "outside" };
        words.push(format!("{side} {}", clock.calendar));
    }
    if let Some(from) = rate.valid.from {
        words.push(format!("from {}", from.date_naive()));
    }
    if let Some(to) = rate.valid.to {
        words.push(format!("to {}", to.date_naive()));
    }
    words.join(", ")
}
