//! A kept book in full, for comparing it with another.

use crate::app::App;
use crate::app::model::{BookHashRequest, BookTextView};
use crate::kernel::{Problem, ProblemCode};
use crate::pricing::{kept_books, read_kept_book};

/// The canonical text of a kept book.
pub fn text(app: &App, request: BookHashRequest) -> Result<BookTextView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let kept = kept_books(reader)?.into_iter().find(|kept| kept.hash == request.hash);
        let kept = kept.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, format!("no book kept here has the hash {}", request.hash))
                .hint("take a hash from the books kept here")
        })?;
        let failed =
            |error: &dyn std::fmt::Display| Problem::new(ProblemCode::FileCorrupt, error.to_string());
        let canonical = read_kept_book(reader, &kept)?.to_canonical().map_err(|error| failed(&error))?;
        let text = String::from_utf8(canonical).map_err(|error| failed(&error))?;
        Ok(BookTextView { hash: kept.hash, text })
    })
}
