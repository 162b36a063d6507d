//! The sample workspace: a company that does not exist, read through the same connectors as real data.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::kernel::Problem;
use crate::sources::Credential;

/// One account of the sample company.
pub struct SampleConnection {
    /// Descriptor id: `openai`, `anthropic`.
    pub source: String,
    /// Name shown in Sources.
    pub label: String,
    /// Loopback address of the simulator; another one at each start.
    pub base_url: String,
    /// The simulated key; it is never stored.
    pub key: Credential,
}

/// Serves the sample company. The shell, the command line and the bridge implement it with the provider simulator, so that the
/// core does not contain one.
#[async_trait]
pub trait SampleHost: Send + Sync {
    /// Starts the simulator, or finds it running, with its books complete up to `now`; answers the accounts it serves.
    async fn start(&self, now: DateTime<Utc>) -> Result<Vec<SampleConnection>, Problem>;
}
