//! The keys of a simulator, of every kind a reader may be handed.

use serde::Serialize;

/// The invented keys of a simulator. None of them works anywhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keys {
    /// Accepted by every OpenAI endpoint.
    pub openai_admin: String,
    /// A project key: refused with 403.
    pub openai_project: String,
    /// An admin key without the usage scope: refused with 403.
    pub openai_missing_scope: String,
    /// An expired admin key: refused with 401.
    pub openai_expired: String,
    /// Accepted by every Anthropic endpoint.
    pub anthropic_admin: String,
    /// Scope `read:analytics` only: accepted by the analytics surface.
    pub anthropic_analytics: String,
    /// An OAuth token with the scope `org:admin`, sent as a bearer: accepted by every Anthropic endpoint.
    pub anthropic_oauth: String,
    /// A workspace key: refused with 403.
    pub anthropic_workspace: String,
    /// A key without any useful scope: refused with 403.
    pub anthropic_missing_scope: String,
    /// An expired admin key: refused with 401.
    pub anthropic_expired: String,
}

impl Keys {
    pub(crate) fn of(seed: u64) -> Self {
        let tail = format!("{seed:06}-NotARealKey");
        Self {
            openai_admin: format!("sk-admin-simulated-{tail}"),
            openai_project: format!("sk-proj-simulated-{tail}"),
            openai_missing_scope: format!("sk-admin-simulated-noscope-{tail}"),
            openai_expired: format!("sk-admin-simulated-expired-{tail}"),
            anthropic_admin: format!("sk-ant-admin01-simulated-{tail}"),
            anthropic_analytics: format!("sk-ant-api03-simulated-analytics-{tail}"),
            anthropic_oauth: format!("sk-ant-oat01-simulated-{tail}"),
            anthropic_workspace: format!("sk-ant-api03-simulated-{tail}"),
            anthropic_missing_scope: format!("sk-ant-admin01-simulated-noscope-{tail}"),
            anthropic_expired: format!("sk-ant-admin01-simulated-expired-{tail}"),
        }
    }

    /// The Anthropic keys that exist, whatever they may do.
    pub(crate) fn anthropic(&self) -> [&str; 5] {
        [
            &self.anthropic_admin,
            &self.anthropic_oauth,
            &self.anthropic_analytics,
            &self.anthropic_workspace,
            &self.anthropic_missing_scope,
        ]
    }
}
