//! What a key may read, asked with the cheapest requests there are.

use chrono::{DateTime, Days, Utc};

use super::coding;
use super::fetch::{midnight, refusal, request};
use super::lists::Organization;
use super::streams::{CLAUDE_CODE, DIRECTORY};
use super::{PROVIDER, key};
use crate::sources::exchange::{provider_time, unreadable};
use crate::sources::{
    Access, Capabilities, Capability, FetchError, HttpResponse, Probe, ProbeVerdict, Transport,
};

/// Capability: the analytics surface.
pub(super) const ANALYTICS_CAPABILITY: &str = "analytics";
/// Capability: the older reports.
pub(super) const REPORTS_CAPABILITY: &str = "reports";
/// Capability: coding activity.
pub(super) const CODING_CAPABILITY: &str = CLAUDE_CODE;
/// Capability: names.
pub(super) const DIRECTORY_CAPABILITY: &str = DIRECTORY;

struct Prober<'a> {
    access: &'a Access,
    now: DateTime<Utc>,
    transport: &'a dyn Transport,
    clock: Option<DateTime<Utc>>,
    items: Vec<Capability>,
}

/// Asks for the organization and one finished day of each surface.
pub(super) async fn probe(
    access: &Access,
    now: DateTime<Utc>,
    transport: &dyn Transport,
) -> Result<Probe, FetchError> {
    key::check_kind(access)?;
    let mut prober = Prober { access, now, transport, clock: None, items: Vec::new() };
    let organization = prober.organization().await?;
    let analytics = prober.analytics().await?;
    let reports = prober.reports().await?;
    if let (Err(refusal), Err(_)) = (reports, analytics) {
        return Err(key::useless(access, refusal));
    }
    prober.coding().await?;
    let (account, account_name) =
        organization.map_or((None, None), |organization| (Some(organization.id), organization.name));
    Ok(Probe {
        account,
        account_name,
        capabilities: Capabilities { items: prober.items },
        provider_time: prober.clock,
    })
}

impl Prober<'_> {
    /// The answer, or the refusal that is a fact about key or organization; anything else ends the probe.
    async fn ask(
        &mut self,
        path: &str,
        query: Vec<(String, String)>,
        is_analytics: bool,
        what: &str,
    ) -> Result<Result<HttpResponse, FetchError>, FetchError> {
        let response = self.transport.send(request(self.access, path, query, is_analytics)).await?;
        self.clock = self.clock.or_else(|| provider_time(&response));
        if response.status == 200 {
            return Ok(Ok(response));
        }
        match refusal(&response, self.now, what, false) {
            error @ (FetchError::Refused { .. } | FetchError::ScopeMissing { .. }) => Ok(Err(error)),
            error => Err(error),
        }
    }

    fn note(&mut self, name: &str, verdict: ProbeVerdict, detail: &str) {
        self.items.push(Capability { name: name.to_owned(), verdict, detail: detail.to_owned() });
    }

    fn days(&self, width: &str, days_back: u64) -> Vec<(String, String)> {
        let today = self.now.date_naive();
        let start = today.checked_sub_days(Days::new(days_back)).unwrap_or(today);
        vec![
            ("starting_at".to_owned(), midnight(start)),
            ("ending_at".to_owned(), midnight(today)),
            (width.to_owned(), "1d".to_owned()),
            ("limit".to_owned(), "1".to_owned()),
        ]
    }

    /// The organization and whether names may be read. A key that reads analytics only may not read either.
    async fn organization(&mut self) -> Result<Option<Organization>, FetchError> {
        let organization =
            match self.ask("/v1/organizations/me", Vec::new(), false, "the organization").await? {
                Ok(response) => Some(
                    serde_json::from_slice::<Organization>(&response.body)
                        .map_err(|error| unreadable(PROVIDER, "an organization", &error))?,
                ),
                Err(_) => None,
            };
        let query = vec![("limit".to_owned(), "1".to_owned())];
        match self.ask("/v1/organizations/workspaces", query, false, "workspaces").await? {
            Ok(_) => {
                let detail = "Names of workspaces, keys, users and service accounts";
                self.note(DIRECTORY_CAPABILITY, ProbeVerdict::Allowed, detail);
            }
            Err(_) => {
                let detail = "Names cannot be read: workspaces, keys and users are shown by their ids. Use an \
                              admin key to read them";
                self.note(DIRECTORY_CAPABILITY, ProbeVerdict::Refused, detail);
            }
        }
        Ok(organization)
    }

    async fn analytics(&mut self) -> Result<Result<(), FetchError>, FetchError> {
        let query = self.days("time_bucket_width", 1);
        match self.ask("/v1/organizations/analytics/cost", query, true, "cost analytics").await? {
            Ok(_) => {
                let detail = "Billed cost and usage by key, person, model and tier since 2026-01-01, at most 365 \
                              days back";
                self.note(ANALYTICS_CAPABILITY, ProbeVerdict::Allowed, detail);
                Ok(Ok(()))
            }
            Err(refusal) => {
                let detail = "Cost analytics are not open to this key or organization. The older reports are read \
                              instead: they name no key in costs";
                self.note(ANALYTICS_CAPABILITY, ProbeVerdict::Refused, detail);
                Ok(Err(refusal))
            }
        }
    }

    async fn reports(&mut self) -> Result<Result<(), FetchError>, FetchError> {
        let query = self.days("bucket_width", 3);
        match self.ask("/v1/organizations/cost_report", query, false, "cost reports").await? {
            Ok(_) => {
                let detail = "Billed cost by workspace and description, and usage by key, back to 2023";
                self.note(REPORTS_CAPABILITY, ProbeVerdict::Allowed, detail);
                Ok(Ok(()))
            }
            Err(refusal) => {
                let detail =
                    "The older cost and usage reports cannot be read: nothing before the analytics surface";
                self.note(REPORTS_CAPABILITY, ProbeVerdict::Refused, detail);
                Ok(Err(refusal))
            }
        }
    }

    async fn coding(&mut self) -> Result<(), FetchError> {
        let today = self.now.date_naive();
        let day = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let query = vec![("starting_at".to_owned(), day.to_string()), ("limit".to_owned(), "1".to_owned())];
        match self.ask(coding::PATH, query, false, coding::WHAT).await? {
            Ok(_) => self.note(
                CODING_CAPABILITY,
                ProbeVerdict::Allowed,
                "Claude Code activity with estimates, never counted as spend",
            ),
            Err(_) => {
                self.note(CODING_CAPABILITY, ProbeVerdict::Refused, "Claude Code activity cannot be read");
            }
        }
        Ok(())
    }
}
