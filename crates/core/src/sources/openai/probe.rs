//! What a key may read, asked with the cheapest requests there are.

use chrono::{DateTime, Days, Utc};
use serde::Deserialize;

use super::api::ReportPage;
use super::fetch::{general_refusal, request};
use super::streams::{COSTS, DIRECTORY, Report, USAGE};
use super::{PROVIDER, key};
use crate::kernel::day_start;
use crate::sources::exchange::{Refusal, provider_time, unreadable};
use crate::sources::{Access, Capability, FetchError, HttpResponse, Probe, ProbeVerdict, Transport};

/// Capability: costs by project and line item.
pub(super) const COSTS_CAPABILITY: &str = "costs";
/// Capability: costs by key.
pub(super) const COSTS_BY_KEY_CAPABILITY: &str = "costs_by_key";
/// Capability: usage reports.
pub(super) const USAGE_CAPABILITY: &str = "usage";
/// Capability: usage by API source.
pub(super) const API_SOURCE_CAPABILITY: &str = "usage_by_api_source";
/// Capability: the decisions report.
pub(super) const DECISIONS_CAPABILITY: &str = "usage_decisions";
/// Capability: names.
pub(super) const DIRECTORY_CAPABILITY: &str = DIRECTORY;

/// An answer to one question of the probe.
enum Answer {
    /// Status 200.
    Allowed(HttpResponse),
    /// Refused for a reason that is a fact about key or organization.
    Refused(FetchError),
}

struct Prober<'a> {
    access: &'a Access,
    now: DateTime<Utc>,
    transport: &'a dyn Transport,
    clock: Option<DateTime<Utc>>,
    items: Vec<Capability>,
}

/// Asks one bucket of each report.
pub(super) async fn probe(
    access: &Access,
    now: DateTime<Utc>,
    transport: &dyn Transport,
) -> Result<Probe, FetchError> {
    key::check_kind(access)?;
    let mut prober = Prober { access, now, transport, clock: None, items: Vec::new() };
    let (account, costs_refusal) = prober.costs().await?;
    let has_usage = prober.usage().await?;
    if let (Some(refusal), false) = (costs_refusal, has_usage) {
        return Err(refusal);
    }
    prober.directory().await?;
    Ok(Probe {
        account,
        account_name: None,
        capabilities: crate::sources::Capabilities { items: prober.items },
        provider_time: prober.clock,
    })
}

impl Prober<'_> {
    async fn ask(
        &mut self,
        path: &str,
        query: Vec<(String, String)>,
        what: &str,
    ) -> Result<Answer, FetchError> {
        let response = self.transport.send(request(self.access, path, query)).await?;
        self.clock = self.clock.or_else(|| provider_time(&response));
        if response.status == 200 {
            return Ok(Answer::Allowed(response));
        }
        let refusal = Refusal::read(&response.body);
        match general_refusal(&response, &refusal, self.access, self.now, what) {
            error @ (FetchError::Refused { .. } | FetchError::ScopeMissing { .. }) => {
                Ok(Answer::Refused(error))
            }
            error => Err(error),
        }
    }

    fn note(&mut self, name: &str, verdict: ProbeVerdict, detail: &str) {
        self.items.push(Capability { name: name.to_owned(), verdict, detail: detail.to_owned() });
    }

    /// One finished day of a report.
    fn one_day(&self, group_by: &[&str]) -> Vec<(String, String)> {
        let today = self.now.date_naive();
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let mut query = vec![
            ("start_time".to_owned(), day_start(yesterday).timestamp().to_string()),
            ("end_time".to_owned(), day_start(today).timestamp().to_string()),
            ("bucket_width".to_owned(), "1d".to_owned()),
            ("limit".to_owned(), "1".to_owned()),
        ];
        query.extend(group_by.iter().map(|dimension| ("group_by[]".to_owned(), (*dimension).to_owned())));
        query
    }

    /// The organization's id when told, and the refusal when costs may not be read.
    async fn costs(&mut self) -> Result<(Option<String>, Option<FetchError>), FetchError> {
        let query = self.one_day(&["project_id", "line_item"]);
        let response = match self.ask(COSTS.path, query, "costs").await? {
            Answer::Allowed(response) => response,
            Answer::Refused(refusal) => {
                let detail = format!("Billed costs cannot be read: {refusal}");
                self.note(COSTS_CAPABILITY, ProbeVerdict::Refused, &detail);
                self.note(COSTS_BY_KEY_CAPABILITY, ProbeVerdict::Refused, "Needs billed costs");
                return Ok((None, Some(refusal)));
            }
        };
        let account = account_of(&response)?;
        self.note(COSTS_CAPABILITY, ProbeVerdict::Allowed, "Billed costs by day, project and line item");
        let query = self.one_day(&["project_id", "api_key_id"]);
        match self.ask(COSTS.path, query, "costs per key").await? {
            Answer::Allowed(_) => {
                self.note(COSTS_BY_KEY_CAPABILITY, ProbeVerdict::Allowed, "Billed costs by project and key");
            }
            Answer::Refused(_) => self.note(
                COSTS_BY_KEY_CAPABILITY,
                ProbeVerdict::Refused,
                "OpenAI does not tell this organization its costs per key. Usage per key is still read",
            ),
        }
        Ok((account, None))
    }

    /// Whether usage may be read at all.
    async fn usage(&mut self) -> Result<bool, FetchError> {
        let Some(completions) = USAGE.iter().find(|endpoint| endpoint.name == "completions") else {
            return Ok(false);
        };
        let path = Report::Usage(completions).path();
        let query = self.one_day(completions.group_by);
        let without_source: Vec<&str> =
            completions.group_by.iter().copied().filter(|dimension| *dimension != "api_source").collect();
        let mut verdict = ProbeVerdict::Allowed;
        if let Answer::Refused(_) = self.ask(&path, query, "usage").await? {
            verdict = ProbeVerdict::Refused;
            let query = self.one_day(&without_source);
            if let Answer::Refused(refusal) = self.ask(&path, query, "usage").await? {
                let detail = format!("Usage cannot be read: {refusal}");
                self.note(USAGE_CAPABILITY, ProbeVerdict::Refused, &detail);
                return Ok(false);
            }
        }
        self.note(
            USAGE_CAPABILITY,
            ProbeVerdict::Allowed,
            "Usage by day, project, key, user, model and tier",
        );
        let detail = match verdict {
            ProbeVerdict::Allowed => "Usage by API source",
            _ => "OpenAI does not tell this organization its usage by API source",
        };
        self.note(API_SOURCE_CAPABILITY, verdict, detail);
        self.decisions(&without_source).await?;
        Ok(true)
    }

    async fn decisions(&mut self, group_by: &[&str]) -> Result<(), FetchError> {
        let query = self.one_day(group_by);
        match self.ask("/organization/usage/decisions", query, "decisions").await? {
            Answer::Allowed(_) => {
                self.note(DECISIONS_CAPABILITY, ProbeVerdict::Allowed, "Usage of the Decisions API");
            }
            Answer::Refused(_) => self.note(
                DECISIONS_CAPABILITY,
                ProbeVerdict::Refused,
                "This organization has no usage report of the Decisions API",
            ),
        }
        Ok(())
    }

    async fn directory(&mut self) -> Result<(), FetchError> {
        let query =
            vec![("limit".to_owned(), "1".to_owned()), ("include_archived".to_owned(), "true".to_owned())];
        match self.ask("/organization/projects", query, "projects").await? {
            Answer::Allowed(_) => {
                self.note(DIRECTORY_CAPABILITY, ProbeVerdict::Allowed, "Names of projects, keys and users");
            }
            Answer::Refused(_) => self.note(
                DIRECTORY_CAPABILITY,
                ProbeVerdict::Refused,
                "Names cannot be read: projects, keys and users are shown by their ids",
            ),
        }
        Ok(())
    }
}

/// The organization's id: a header of every answer, and an undocumented field of costs.
fn account_of(response: &HttpResponse) -> Result<Option<String>, FetchError> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default)]
        organization_id: Option<String>,
    }
    let page: ReportPage<'_> = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a page of buckets", &error))?;
    let told = page.data.iter().flat_map(|bucket| &bucket.results).find_map(|raw| {
        serde_json::from_str::<Named>(raw.get()).ok().and_then(|named| named.organization_id)
    });
    Ok(told.or_else(|| response.header("openai-organization").map(str::to_owned)))
}
