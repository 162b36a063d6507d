//! Attempts, retry loops, sums and log sources for the screen.

mod detail;
mod loops;
mod pivot;
mod sources;
mod view;

use super::App;
use super::model::{RequestFilter, RequestListRequest, RequestListView};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::views::{self, Asked, RequestFilter as Wanted, RequestKey};

pub use detail::get;
pub use loops::loops;
pub use pivot::pivot;
pub use sources::sources;
pub(super) use sources::{find_source, free_label, is_taken, source_views};
pub(super) use view::amounts;

/// Attempts, newest first.
pub fn list(app: &App, request: RequestListRequest) -> Result<RequestListView, Problem> {
    let filter = filter(&request.filter)?;
    let after = request.after.as_deref().map(key).transpose()?;
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let (offset, limit) = request.page.bounds();
        let rows = views::list(reader, &filter, after, offset, limit)?;
        let totals = views::totals(reader, &filter)?;
        Ok(RequestListView {
            rows: rows.iter().map(view::row).collect(),
            total: totals.attempts,
            rated: amounts(&totals.rated, "rated"),
            unpriced: totals.unpriced,
            usage_unknown: totals.usage_unknown,
        })
    })
}

/// A key as it crosses the border; the screen has no numbers of 64 bits.
fn key(text: &str) -> Result<RequestKey, Problem> {
    RequestKey::parse(text)
        .ok_or_else(|| Problem::new(ProblemCode::BadRequest, "this is no key of a request").about("key"))
}

fn filter(asked: &RequestFilter) -> Result<Wanted, Problem> {
    let mut series = Vec::new();
    for (column, value) in [("team", &asked.team), ("feature", &asked.feature)] {
        series.extend(value.clone().map(|value| (column.to_owned(), Asked::Value(value))));
    }
    Ok(Wanted {
        period: asked.range.as_ref().map(crate::kernel::DayRange::period).transpose()?,
        source_id: asked.source_id,
        import_id: asked.import_id,
        series,
        model: asked.model.clone(),
        status: meant(asked.status.as_deref(), view::STATUSES, "status")?,
        is_retry: meant(asked.retry.as_deref(), RETRIES, "retry")?,
        rating: meant(asked.rating.as_deref(), view::RATINGS, "rating")?,
        has_usage: meant(asked.usage.as_deref(), &[("unknown", false), ("known", true)], "usage")?,
        response_cache: meant(asked.response_cache.as_deref(), view::CACHES, "responseCache")?,
        task: asked.task.clone(),
        id: None,
        with_told_twice: asked.with_told_twice,
    })
}

const RETRIES: &[(&str, Option<bool>)] = &[("unknown", None), ("first", Some(false)), ("retry", Some(true))];

fn meant<T: Copy>(word: Option<&str>, words: &[(&str, T)], field: &str) -> Result<Option<T>, Problem> {
    let Some(word) = word else { return Ok(None) };
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, value)) => Ok(Some(*value)),
        None => {
            Err(Problem::new(ProblemCode::BadRequest, format!("there is no {field} \"{word}\"")).about(field))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_went() {
        let sent = RequestKey { started_us: 1_795_437_712_002_000, identity: -4 };
        assert_eq!(key(&sent.to_string()).unwrap(), sent);
        assert!(key("first").is_err());
    }

    #[test]
    fn a_word_that_means_nothing_is_refused() {
        let asked = RequestFilter { status: Some("perhaps".to_owned()), ..RequestFilter::default() };
        assert_eq!(filter(&asked).unwrap_err().subject, "status");
        let asked = RequestFilter { retry: Some("unknown".to_owned()), ..RequestFilter::default() };
        assert_eq!(filter(&asked).unwrap().is_retry, Some(None));
    }
}
