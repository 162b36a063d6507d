//! Serves the sample company to the core through the provider simulator.
//!
//! Owns: one simulator, started on first use and kept while the program runs. Never does: anything to the ledger; the
//! sample workspace is read through the same connectors as real data.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use showback_core::app::{SampleConnection, SampleHost};
use showback_core::kernel::{Period, Problem, ProblemCode};
use showback_core::sources::Credential;
use showback_simulator::{Simulator, SimulatorHandle, SimulatorOptions};
use tokio::sync::Mutex;

/// The sample company, served over loopback.
#[derive(Default)]
pub struct SampleCompany {
    running: Mutex<Option<SimulatorHandle>>,
}

#[async_trait]
impl SampleHost for SampleCompany {
    async fn start(&self, now: DateTime<Utc>) -> Result<Vec<SampleConnection>, Problem> {
        let mut running = self.running.lock().await;
        let handle = match running.take() {
            Some(handle) => handle,
            None => Simulator::start(SimulatorOptions { now, ..SimulatorOptions::default() })
                .await
                .map_err(|error| cannot_serve(&error))?,
        };
        handle.set_now(now);
        Ok(accounts(running.insert(handle)))
    }

    async fn gateway_log(&self, days: Period) -> Option<String> {
        let running = self.running.lock().await;
        running.as_ref().map(|handle| handle.gateway_log(days.start(), days.end()))
    }
}

fn accounts(handle: &SimulatorHandle) -> Vec<SampleConnection> {
    let account = |source: &str, label: &str, base_url: String, key: &str| SampleConnection {
        source: source.to_owned(),
        label: label.to_owned(),
        base_url,
        key: Credential::new(key),
    };
    let keys = handle.keys();
    vec![
        account("openai", "OpenAI sample", handle.openai_base_url(), &keys.openai_admin),
        account("anthropic", "Anthropic sample", handle.anthropic_base_url(), &keys.anthropic_admin),
    ]
}

fn cannot_serve(error: &impl std::fmt::Display) -> Problem {
    Problem::new(ProblemCode::NotAllowedNow, format!("the sample company cannot be served: {error}"))
        .hint("Another program may block loopback connections: allow Showback to listen on 127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sample_company_is_started_once_and_keeps_its_address() {
        let company = SampleCompany::default();
        let now = "2026-11-20T12:00:00Z".parse().unwrap();
        let first = company.start(now).await.unwrap();
        let second = company.start(now).await.unwrap();
        let addresses = |accounts: &[SampleConnection]| -> Vec<String> {
            accounts.iter().map(|account| account.base_url.clone()).collect()
        };
        assert_eq!(addresses(&first), addresses(&second));
        assert!(first.iter().all(|account| account.base_url.starts_with("http://127.0.0.1:")));
    }
}
