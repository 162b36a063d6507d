//! OpenAI's organization API.
//!
//! Owns: which request is answered and which is refused, in the provider's own words.
//! Never does: any arithmetic of its own; figures come from the cells.
//! Invariant: every accepted parameter is one of the specification.

mod costs;
mod directory;
mod params;
mod usage;

use serde_json::json;

use crate::http::{Answer, Call};
use crate::keys::Keys;
use crate::server::Site;

/// A refusal in OpenAI's error shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: u16,
    message: String,
    param: Option<String>,
    code: Option<&'static str>,
}

impl Refusal {
    fn bad(param: &str, message: String, code: Option<&'static str>) -> Self {
        Self { status: 400, message, param: Some(param.to_owned()), code }
    }

    fn answer(&self) -> Answer {
        error(self.status, &self.message, "invalid_request_error", self.param.as_deref(), self.code)
    }
}

/// An error in OpenAI's shape.
pub(crate) fn error(
    status: u16,
    message: &str,
    kind: &str,
    param: Option<&str>,
    code: Option<&str>,
) -> Answer {
    let body = json!({"error": {"message": message, "type": kind, "param": param, "code": code}});
    Answer { status, body: body.to_string(), headers: vec![("x-request-id", "req_simulated".to_owned())] }
}

/// Answers a request below `/openai/v1`.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Answer {
    match authorised(site.keys, call).and_then(|()| dispatch(site, call)) {
        Ok(answer) => answer,
        Err(refusal) => refusal.answer(),
    }
}

fn dispatch(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    let Some(path) = call.path.strip_prefix("/organization/") else { return Err(unknown_url(call)) };
    if call.method != "GET" {
        return Err(Refusal {
            status: 405,
            message: format!(
                "Not allowed to {} on /v1{} (HINT: Perhaps you meant to use a different HTTP method?)",
                call.method, call.path
            ),
            param: None,
            code: Some("method_not_supported"),
        });
    }
    if path == "costs" {
        return costs::answer(site, call);
    }
    if let Some(endpoint) = path.strip_prefix("usage/") {
        let endpoint = usage::endpoint(endpoint).ok_or_else(|| unknown_url(call))?;
        return usage::answer(site, call, endpoint);
    }
    directory::answer(site, call, path).unwrap_or_else(|| Err(unknown_url(call)))
}

fn unknown_url(call: &Call) -> Refusal {
    Refusal {
        status: 404,
        message: format!("Invalid URL ({} /v1{})", call.method, call.path),
        param: None,
        code: None,
    }
}

fn authorised(keys: &Keys, call: &Call) -> Result<(), Refusal> {
    let refused =
        |status, message: String, code| Err(Refusal { status, message, param: None, code: Some(code) });
    let Some(sent) = call.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) else {
        return refused(
            401,
            "You didn't provide an API key. You need to provide your API key in an Authorization header using \
             Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
                .to_owned(),
            "missing_api_key",
        );
    };
    if sent == keys.openai_admin {
        return Ok(());
    }
    if sent == keys.openai_project || sent == keys.openai_missing_scope {
        return refused(
            403,
            "You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you \
             have the correct role in your organization, and if you're using a restricted API key, that it has the \
             necessary scopes."
                .to_owned(),
            "missing_scope",
        );
    }
    let shown: String = sent.chars().take(8).collect();
    refused(
        401,
        format!(
            "Incorrect API key provided: {shown}***. You can find your API key at \
             https://platform.openai.com/account/api-keys."
        ),
        "invalid_api_key",
    )
}
