//! How a simulator is started.

use chrono::{DateTime, TimeZone, Utc};

use crate::company::CompanyOptions;

/// Settings of a simulator.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// The company it serves.
    pub company: CompanyOptions,
    /// The simulated instant at the start; moves only when told to.
    pub now: DateTime<Utc>,
    /// Whether OpenAI groups costs by key.
    pub openai_costs_by_key: CostsByKey,
    /// Whether Anthropic's analytics surface answers.
    pub anthropic_analytics: Analytics,
    /// No page holds more buckets (or rows, or list entries) than this, whatever the limit asks for; absent: the
    /// provider's own maximum.
    pub page_cap: Option<usize>,
    /// Anthropic's admin usage report refuses pages of more rows than this, as seen in August 2026; absent: never.
    pub anthropic_report_rows: Option<usize>,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// What to do wrong.
    #[cfg(feature = "faults")]
    pub scenario: crate::faults::Scenario,
    /// Whether `/simulator/books`, `/simulator/log` and `/simulator/now` answer.
    #[cfg(feature = "faults")]
    pub control: bool,
}

/// The state of the `api_key_id` grouping of OpenAI's costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostsByKey {
    /// Answered.
    Accepted,
    /// Refused with 400, as reported from the field in July 2026.
    Refused,
}

/// The state of Anthropic's analytics surface for the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analytics {
    /// Answered.
    Enabled,
    /// 403: the beta is off for the organisation.
    Refused,
    /// 404: the paths do not exist for the organisation.
    Hidden,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self {
            company: CompanyOptions::default(),
            now: Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).single().unwrap_or_default(),
            openai_costs_by_key: CostsByKey::Accepted,
            anthropic_analytics: Analytics::Enabled,
            page_cap: None,
            anthropic_report_rows: None,
            port: 0,
            #[cfg(feature = "faults")]
            scenario: crate::faults::Scenario::default(),
            #[cfg(feature = "faults")]
            control: false,
        }
    }
}
