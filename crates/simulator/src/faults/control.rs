//! Control of a simulator by HTTP, for programs in other languages: `/simulator/books` and `/simulator/now`.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::books::{BookCharge, BookUsage, Books};
use crate::cell::Provider;
use crate::http::{Answer, Params};
use crate::server::{Shared, respond};

/// What the outside asks of the simulator itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Books,
    Now,
    Log,
    Unknown,
}

#[derive(Debug, Deserialize)]
struct Moved {
    now: DateTime<Utc>,
}

/// A line of the printed books.
#[derive(Debug, Serialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum BookLine {
    /// Money.
    Charge(BookCharge),
    /// A quantity.
    Usage(BookUsage),
}

impl Books {
    /// Every row of both providers in a half-open range of days, charges before usage.
    #[must_use]
    pub fn lines(&self, from: NaiveDate, to: NaiveDate) -> Vec<BookLine> {
        let mut lines = Vec::new();
        for provider in [Provider::OpenAi, Provider::Anthropic] {
            lines.extend(self.charges(provider, from, to).into_iter().map(BookLine::Charge));
            lines.extend(self.usage(provider, from, to).into_iter().map(BookLine::Usage));
        }
        lines
    }
}

/// The action of a request, when control is switched on and the request is one of it.
pub(crate) fn recognise(shared: &Shared, request: &Request) -> Option<Action> {
    let path = request.uri().path().strip_prefix("/simulator/")?;
    if !shared.controlled() {
        return None;
    }
    Some(match (request.method(), path) {
        (&Method::GET, "books") => Action::Books,
        (&Method::POST, "now") => Action::Now,
        (&Method::GET, "log") => Action::Log,
        _ => Action::Unknown,
    })
}

/// Carries out an action.
pub(crate) async fn run(shared: &Arc<Shared>, action: Action, request: Request) -> Response<Body> {
    let answer = match action {
        Action::Books => books(shared, request.uri().query().unwrap_or_default()),
        Action::Now => move_now(shared, request).await,
        Action::Log => Ok(serde_json::to_string(&shared.log()).unwrap_or_default()),
        Action::Unknown => Err("no such action".to_owned()),
    };
    let answer = match answer {
        Ok(body) => Answer::ok(body),
        Err(error) => Answer { status: 400, ..Answer::json(&json!({"error": error})) },
    };
    respond(answer, shared.now())
}

fn books(shared: &Shared, query: &str) -> Result<String, String> {
    let params = Params::parse(query);
    let day = |name: &str| -> Result<NaiveDate, String> {
        let text = params.one(name).ok_or_else(|| format!("{name} is missing, expected a day"))?;
        text.parse().map_err(|_| format!("{name} is not a day: {text}"))
    };
    let lines = shared.books().lines(day("from")?, day("to")?);
    Ok(serde_json::to_string(&lines).unwrap_or_default())
}

async fn move_now(shared: &Shared, request: Request) -> Result<String, String> {
    let body = to_bytes(request.into_body(), 4096).await.map_err(|error| error.to_string())?;
    let moved: Moved = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
    shared.set_now(moved.now);
    Ok(json!({"now": moved.now}).to_string())
}
