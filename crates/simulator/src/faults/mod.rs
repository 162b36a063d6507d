//! Everything a provider and a network can do wrong, for tests and benchmarks only.
//!
//! Owns: which request suffers which fault, and how the fault looks on the wire.
//! Never does: change the company or its books; the next good answer is the true one.
//! Invariant: the number of faults is bounded, so a reader that retries ends with the clean content.

mod control;
mod scenario;
mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::{ConnectInfo, IntoMakeServiceWithConnectInfo};
use axum::extract::{Request, State};
use axum::http::Response;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;

pub use control::BookLine;
pub use scenario::{Fault, Rule, Scenario, Wait};
use wire::{Cutter, Wire};

use crate::cell::Provider;
use crate::http::Answer;
use crate::rng::Rng;
use crate::server::{Route, Shared, respond};
use crate::{anthropic, openai};

/// Decides which request suffers.
#[derive(Debug)]
pub(crate) struct Engine {
    scenario: Scenario,
    state: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    /// Requests each rule has let through, and how often it fired.
    rules: Vec<(u64, u32)>,
    total: u32,
    /// The last good page of each query, for duplicates.
    pages: HashMap<u64, String>,
}

impl Engine {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let rules = vec![(0, 0); scenario.rules.len()];
        Self { scenario, state: Mutex::new(Progress { rules, ..Progress::default() }) }
    }

    fn strike(&self, provider: Provider, route: &Route) -> Option<Fault> {
        let has_cursor = route.call.params.one("page").is_some();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut struck: Option<Fault> = None;
        let spent = state.total >= self.scenario.max_faults;
        for (number, (rule, (seen, fired))) in (0_u64..).zip(self.scenario.rules.iter().zip(&mut state.rules))
        {
            if !rule.concerns(provider, &route.call.path) || (rule.fault.needs_cursor() && !has_cursor) {
                continue;
            }
            *seen += 1;
            if struck.is_some() || spent || *fired >= rule.times {
                continue;
            }
            let chosen = rule.ordinals.is_empty() || rule.ordinals.contains(seen);
            let drawn = rule.permille.is_none_or(|permille| {
                Rng::of(&[self.scenario.seed, number, *seen]).chance(i64::from(permille))
            });
            if chosen && drawn {
                *fired += 1;
                struck = Some(rule.fault.clone());
            }
        }
        state.total += u32::from(struck.is_some());
        struck
    }

    fn remember(&self, route: &Route, answer: &Answer) {
        if answer.status == 200 {
            let query = route.call.params.fingerprint(&route.call.path);
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.pages.insert(query, answer.body.clone());
        }
    }

    fn previous(&self, route: &Route) -> Option<String> {
        let query = route.call.params.fingerprint(&route.call.path);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).pages.get(&query).cloned()
    }
}

type Service = IntoMakeServiceWithConnectInfo<Router, Cutter>;

/// The listener and service of a server that can misbehave.
pub(crate) fn wire(
    listener: TcpListener,
    router: Router<Arc<Shared>>,
    shared: &Arc<Shared>,
) -> (Wire, Service) {
    let router = router.fallback(serve).with_state(Arc::clone(shared));
    (Wire(listener), router.into_make_service_with_connect_info::<Cutter>())
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response<Body> {
    if let Some(action) = control::recognise(&shared, &request) {
        return control::run(&shared, action, request).await;
    }
    let route = Route::of(&request);
    let ordinal = shared.begin(&route);
    let fault = route.provider.and_then(|provider| {
        let fault = shared.faults.strike(provider, &route)?;
        Some((provider, fault))
    });
    let Some((provider, fault)) = fault else {
        let now = shared.now();
        let answer = shared.answer(&route, now, ordinal);
        shared.faults.remember(&route, &answer);
        shared.end(ordinal, answer.status, None);
        return respond(answer, now);
    };
    let (answer, date) = suffer(&shared, &route, provider, &fault, ordinal).await;
    let status = if fault == Fault::Reset { 0 } else { answer.status };
    shared.end(ordinal, status, Some(fault.name().to_owned()));
    match fault {
        Fault::Reset => cutter.cut_now(),
        Fault::Torn { bytes } => cutter.cut_after(bytes.min(answer.body.len().saturating_sub(1))),
        _ => {}
    }
    respond(answer, date)
}

async fn suffer(
    shared: &Shared,
    route: &Route,
    provider: Provider,
    fault: &Fault,
    ordinal: u64,
) -> (Answer, DateTime<Utc>) {
    let now = shared.now();
    let good = |at: DateTime<Utc>| shared.answer(route, at, ordinal);
    let answer = match fault {
        Fault::RateLimited { wait } => rate_limited(provider, wait, now, ordinal),
        Fault::Status { status } => server_error(provider, *status, ordinal),
        Fault::Slow { millis } => {
            tokio::time::sleep(Duration::from_millis((*millis).min(10_000))).await;
            let answer = good(now);
            shared.faults.remember(route, &answer);
            answer
        }
        Fault::Torn { .. } | Fault::Reset => good(now),
        Fault::Truncated => {
            let mut answer = good(now);
            let half = answer.body.floor_char_boundary(answer.body.len() / 2);
            answer.body.truncate(half);
            answer
        }
        Fault::Malformed => Answer::ok("<html><body>Please sign in to the network</body></html>".to_owned()),
        Fault::KeyRefused => key_refused(provider, ordinal),
        Fault::StaleCursor => stale_cursor(provider, ordinal),
        Fault::ClockSkew { seconds } => {
            let skewed = now + TimeDelta::seconds(*seconds);
            return (good(skewed), skewed);
        }
        Fault::DuplicatePage => shared.faults.previous(route).map_or_else(|| good(now), Answer::ok),
        Fault::Restated { hours } => good(now - TimeDelta::hours(*hours)),
    };
    (answer, now)
}

fn rate_limited(provider: Provider, wait: &Wait, now: DateTime<Utc>, ordinal: u64) -> Answer {
    let mut answer = match provider {
        Provider::OpenAi => openai::error(
            429,
            "Rate limit reached for organization usage requests. Please slow down.",
            "requests",
            None,
            Some("rate_limit_exceeded"),
        ),
        Provider::Anthropic => anthropic::error(
            429,
            "rate_limit_error",
            "This request would exceed your organization's rate limit for the Usage and Cost API.",
            ordinal,
        ),
    };
    match wait {
        Wait::RetryAfter(seconds) => answer.headers.push(("retry-after", seconds.to_string())),
        Wait::Silent => {}
        Wait::ResetInPast => {
            let reset = (now - TimeDelta::seconds(47)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
            answer.headers.push(("anthropic-ratelimit-requests-reset", reset));
        }
    }
    answer
}

fn server_error(provider: Provider, status: u16, ordinal: u64) -> Answer {
    match (provider, status) {
        // A gateway in front of the provider answers in its own way.
        (_, 502) => {
            Answer { status, body: "<html><h1>502 Bad Gateway</h1></html>".to_owned(), headers: Vec::new() }
        }
        (Provider::OpenAi, _) => {
            let message = "The server had an error while processing your request. Sorry about that.";
            openai::error(status, message, "server_error", None, None)
        }
        (Provider::Anthropic, 529) => anthropic::error(status, "overloaded_error", "Overloaded", ordinal),
        (Provider::Anthropic, _) => anthropic::error(status, "api_error", "Internal server error", ordinal),
    }
}

fn stale_cursor(provider: Provider, ordinal: u64) -> Answer {
    match provider {
        Provider::OpenAi => {
            let message = "Invalid 'page': the cursor has expired.";
            openai::error(400, message, "invalid_request_error", Some("page"), Some("invalid_value"))
        }
        Provider::Anthropic => anthropic::error(
            410,
            "invalid_request_error",
            "page: This page token has expired, restart the query from the first page",
            ordinal,
        ),
    }
}

fn key_refused(provider: Provider, ordinal: u64) -> Answer {
    match provider {
        Provider::OpenAi => openai::error(
            401,
            "Incorrect API key provided: sk-admin***. You can find your API key at \
             https://platform.openai.com/account/api-keys.",
            "invalid_request_error",
            None,
            Some("invalid_api_key"),
        ),
        Provider::Anthropic => anthropic::error(401, "authentication_error", "invalid x-api-key", ordinal),
    }
}
