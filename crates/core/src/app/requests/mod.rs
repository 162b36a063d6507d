//! Attempts, retry loops and log sources for the screen.

mod detail;
mod loops;
mod sources;
mod view;

use super::App;
use super::model::{RequestFilter, RequestListRequest, RequestListView};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::{AttemptFilter, AttemptKey, attempt_totals, list_attempts};

pub use detail::get;
pub use loops::loops;
pub use sources::sources;
pub(super) use sources::{find_source, free_label, is_taken, source_views};
pub(super) use view::amounts;

/// Attempts, newest first.
pub fn list(app: &App, request: RequestListRequest) -> Result<RequestListView, Problem> {
    let filter = filter(&request.filter)?;
    let after = request.after.as_deref().map(key).transpose()?;
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let rows = list_attempts(reader, &filter, after, request.page.bounds())?;
        let totals = attempt_totals(reader, &filter)?;
        Ok(RequestListView {
            rows: rows.iter().map(view::row).collect(),
            total: totals.attempts,
            rated: amounts(&totals.rated, "rated"),
            unpriced: totals.unpriced,
            usage_unknown: totals.usage_unknown,
        })
    })
}

/// A key as it crosses the border.
fn key(text: &str) -> Result<AttemptKey, Problem> {
    let read = text.split_once('.').and_then(|(started, identity)| {
        Some(AttemptKey { started_us: started.parse().ok()?, identity: identity.parse().ok()? })
    });
    read.ok_or_else(|| Problem::new(ProblemCode::BadRequest, "this is no key of a request").about("key"))
}

fn filter(asked: &RequestFilter) -> Result<AttemptFilter, Problem> {
    let period = asked.range.as_ref().map(crate::kernel::DayRange::period).transpose()?;
    let start = |day: crate::kernel::Day| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
    let code =
        |word: &Option<String>, codes: &[(&str, i64)], field: &str| match word {
            None => Ok(None),
            Some(word) => match codes.iter().find(|(known, _)| known == word) {
                Some((_, code)) => Ok(Some(*code)),
                None => Err(Problem::new(ProblemCode::BadRequest, format!("there is no {field} \"{word}\""))
                    .about(field)),
            },
        };
    Ok(AttemptFilter {
        from_us: period.map(|period| start(period.start())),
        to_us: period.map(|period| start(period.end())),
        source: asked.source_id,
        import: asked.import_id,
        task: asked.task.clone(),
        status: code(&asked.status, view::STATUSES, "status")?,
        retry: code(&asked.retry, &[("unknown", -1), ("first", 0), ("retry", 1)], "retry")?,
        rating: code(&asked.rating, view::RATINGS, "rating")?,
        has_usage: code(&asked.usage, &[("unknown", 0), ("known", 1)], "usage")?.map(|code| code == 1),
        response_cache: code(&asked.response_cache, view::CACHES, "responseCache")?,
        model: asked.model.clone(),
        team: asked.team.clone(),
        feature: asked.feature.clone(),
        with_told_twice: asked.with_told_twice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_went() {
        let text = view::key_text(AttemptKey { started_us: 1_795_437_712_002_000, identity: -4 });
        assert_eq!(key(&text).unwrap(), AttemptKey { started_us: 1_795_437_712_002_000, identity: -4 });
        assert!(key("first").is_err());
    }

    #[test]
    fn a_word_that_means_nothing_is_refused() {
        let asked = RequestFilter { status: Some("perhaps".to_owned()), ..RequestFilter::default() };
        assert_eq!(filter(&asked).unwrap_err().subject, "status");
        let asked = RequestFilter { retry: Some("unknown".to_owned()), ..RequestFilter::default() };
        assert_eq!(filter(&asked).unwrap().retry, Some(-1));
    }
}
