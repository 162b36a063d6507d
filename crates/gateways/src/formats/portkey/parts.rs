//! The parts of a log that stand at several places by its form.

use crate::fields::{Fields, Owned};

/// Request, response and what is inside them, without their text.
#[derive(Debug, Default)]
pub struct Parts {
    /// The request as logged.
    pub request: Owned,
    /// Body of the request.
    pub asked: Owned,
    /// Headers Portkey read.
    pub told: Owned,
    /// The response as logged.
    pub response: Owned,
    /// Headers of the response.
    pub headers: Owned,
    /// Body of the response, the provider's answer.
    pub answer: Owned,
}

impl Parts {
    pub fn of(fields: &Fields<'_>) -> Self {
        let request = fields.object(&["request"]).unwrap_or_default();
        let response = fields.object(&["response"]).unwrap_or_default();
        let inside = |owner: &Owned, name: &str| owner.fields().object(&[name]);
        // The export may hold a body itself where a stored log holds it under `body`.
        let asked = inside(&request, "body").unwrap_or_else(|| request.clone());
        let answer = inside(&response, "body").unwrap_or_else(|| response.clone());
        let told = inside(&request, "portkeyHeaders").or_else(|| inside(&request, "headers"));
        let headers = inside(&response, "headers").unwrap_or_default();
        Self { request, asked, told: told.unwrap_or_default(), response, headers, answer }
    }
}
