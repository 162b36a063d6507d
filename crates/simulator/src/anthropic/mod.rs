//! Anthropic's usage and cost APIs: analytics (A), admin reports (B), Claude Code (D) and the lists of names.
//!
//! Owns: which request is answered and which is refused, in the provider's own words.
//! Never does: any arithmetic of its own; figures come from the cells.
//! Invariant: the beta header opens the analytics surface and nothing else.

mod analytics;
mod claude_code;
mod cost_report;
mod dimensions;
mod directory;
mod params;
mod usage_report;

pub(crate) use analytics::Base;
use serde_json::json;

use crate::http::{Answer, Call};
use crate::keys::Keys;
use crate::options::Analytics;
use crate::server::Site;

const BETA: &str = "analytics-usage-cost-2026-08-24";

/// A refusal in Anthropic's error shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    kind: &'static str,
    message: String,
}

impl Refusal {
    fn bad(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "invalid_request_error", message: message.into() }
    }

    fn permission(message: &str) -> Self {
        Self { status: 403, kind: "permission_error", message: message.to_owned() }
    }

    fn missing(message: &str) -> Self {
        Self { status: 404, kind: "not_found_error", message: message.to_owned() }
    }
}

/// An error in Anthropic's shape.
pub(crate) fn error(status: u16, kind: &str, message: &str, ordinal: u64) -> Answer {
    let id = format!("req_simulated{ordinal:08}");
    let body =
        json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": id.as_str()});
    Answer { status, body: body.to_string(), headers: vec![("request-id", id)] }
}

/// Answers a request below `/anthropic`.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Answer {
    let answered =
        authenticated(site.keys, call).and_then(|()| versioned(call)).and_then(|()| dispatch(site, call));
    match answered {
        Ok(mut answer) => {
            answer.headers.push(("request-id", format!("req_simulated{:08}", site.ordinal)));
            answer
        }
        Err(refusal) => error(refusal.status, refusal.kind, &refusal.message, site.ordinal),
    }
}

fn dispatch(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    let not_found = || Refusal::missing("Not found");
    let path = call.path.strip_prefix("/v1/organizations/").ok_or_else(not_found)?;
    if call.method != "GET" {
        return Err(Refusal {
            status: 405,
            kind: "invalid_request_error",
            message: "Method Not Allowed".to_owned(),
        });
    }
    let analytics = matches!(path, "analytics/usage" | "analytics/cost");
    permitted(site, call, analytics)?;
    match path {
        "analytics/usage" => analytics::answer(site, call, false),
        "analytics/cost" => analytics::answer(site, call, true),
        "usage_report/messages" => usage_report::answer(site, call),
        "usage_report/claude_code" => claude_code::answer(site, call),
        "cost_report" => cost_report::answer(site, call),
        other => directory::answer(site, call, other).unwrap_or_else(|| Err(not_found())),
    }
}

/// The key, or the OAuth token, which goes into another header.
fn credential(call: &Call) -> Option<&str> {
    let token = || {
        call.header("authorization")?.strip_prefix("Bearer ").filter(|sent| sent.starts_with("sk-ant-oat"))
    };
    call.header("x-api-key").or_else(token)
}

fn authenticated(keys: &Keys, call: &Call) -> Result<(), Refusal> {
    let refused = |message: &str| {
        Err(Refusal { status: 401, kind: "authentication_error", message: message.to_owned() })
    };
    match credential(call) {
        None => refused("x-api-key header is required"),
        Some(sent) if keys.anthropic().contains(&sent) => Ok(()),
        Some(_) => refused("invalid x-api-key"),
    }
}

fn versioned(call: &Call) -> Result<(), Refusal> {
    match call.header("anthropic-version") {
        None => Err(Refusal::bad("anthropic-version: header is required")),
        Some("2023-06-01") => Ok(()),
        Some(other) => Err(Refusal::bad(format!("anthropic-version: \"{other}\" is not a valid version"))),
    }
}

fn permitted(site: &Site<'_>, call: &Call, analytics: bool) -> Result<(), Refusal> {
    let sent = credential(call).unwrap_or_default();
    if sent == site.keys.anthropic_workspace {
        return Err(Refusal::permission(
            "This endpoint requires an Admin API key. Workspace API keys are not supported.",
        ));
    }
    if sent == site.keys.anthropic_missing_scope {
        return Err(Refusal::permission("Your API key does not have the scope required for this endpoint."));
    }
    if !analytics && sent == site.keys.anthropic_analytics {
        return Err(Refusal::permission("Your API key does not have the scope required for this endpoint."));
    }
    if !analytics {
        return Ok(());
    }
    match site.options.anthropic_analytics {
        Analytics::Hidden => return Err(Refusal::missing("Not found")),
        Analytics::Refused => {
            return Err(Refusal::permission(
                "Usage and cost analytics are not enabled for this organization.",
            ));
        }
        Analytics::Enabled => {}
    }
    let betas = call.header("anthropic-beta").unwrap_or_default();
    if betas.split(',').any(|beta| beta.trim() == BETA) {
        Ok(())
    } else {
        Err(Refusal::bad(format!("anthropic-beta: this endpoint requires the `{BETA}` beta header")))
    }
}
