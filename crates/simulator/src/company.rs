//! The invented company: its organisations, projects, keys and people at both providers.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

use crate::billing::Billing;
use crate::cell::Provider;
use crate::rates::{self, Rate};
use crate::rng::{Rng, fingerprint};
use crate::roster;

/// What makes a company: the same settings make the same company, to the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyOptions {
    /// Drives every identifier and quantity.
    pub seed: u64,
    /// First day with any activity.
    pub first_day: NaiveDate,
    /// Whether Anthropic's default workspace exists and is used.
    pub default_workspace: bool,
    /// How the providers bill it.
    pub billing: Billing,
}

impl Default for CompanyOptions {
    fn default() -> Self {
        Self {
            seed: 7,
            first_day: NaiveDate::from_ymd_opt(2025, 9, 1).unwrap_or_default(),
            default_workspace: true,
            billing: Billing::default(),
        }
    }
}

/// An invented company with an organisation at each provider.
#[derive(Debug, Clone)]
pub struct Company {
    options: CompanyOptions,
    openai: Org,
    anthropic: Org,
    pub(crate) rates: Vec<Rate>,
}

/// An organisation at a provider.
#[derive(Debug, Clone)]
pub struct Org {
    /// The provider's identifier of the organisation.
    pub id: String,
    /// Display name.
    pub name: &'static str,
    /// OpenAI projects or Anthropic workspaces.
    pub projects: Vec<Project>,
    /// API keys, deleted ones included.
    pub keys: Vec<Key>,
    /// People.
    pub people: Vec<Person>,
    /// Service accounts.
    pub service_accounts: Vec<ServiceAccount>,
}

/// An OpenAI project or an Anthropic workspace.
#[derive(Debug, Clone)]
pub struct Project {
    /// `proj_...` or `wrkspc_...`.
    pub id: String,
    pub(crate) slug: &'static str,
    name: &'static str,
    renamed: Option<(NaiveDate, &'static str)>,
    /// Day of creation.
    pub created: NaiveDate,
    /// Day of archiving; absent while active.
    pub archived: Option<NaiveDate>,
    /// Whether this is the organisation's default project or workspace.
    pub is_default: bool,
}

/// An API key as the provider lists it. The secret itself does not exist.
#[derive(Debug, Clone)]
pub struct Key {
    /// `key_...` or `apikey_...`.
    pub id: String,
    /// Display name.
    pub name: &'static str,
    /// Index into the organisation's projects.
    pub project: usize,
    /// Who the key belongs to.
    pub owner: Owner,
    /// Day of creation.
    pub created: NaiveDate,
    /// Day of deletion: the key leaves the lists, its identifier stays in past usage.
    pub deleted: Option<NaiveDate>,
    /// The few characters the provider shows of the key.
    pub hint: String,
}

/// Owner of a key, by index into the organisation's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A person.
    Person(usize),
    /// A service account.
    Service(usize),
}

/// A person with an account at the provider.
#[derive(Debug, Clone)]
pub struct Person {
    /// `user-...` or `user_...`.
    pub id: String,
    /// Display name.
    pub name: &'static str,
    /// Address at the invented company.
    pub email: String,
    /// Role in the organisation.
    pub role: &'static str,
    /// Whether the account was deleted; its usage remains.
    pub deleted: bool,
}

/// A service account.
#[derive(Debug, Clone)]
pub struct ServiceAccount {
    /// `svcacct_...` or `svac_...`.
    pub id: String,
    /// Display name.
    pub name: &'static str,
    /// Index into the organisation's projects.
    pub project: usize,
}

impl Project {
    /// The name the provider shows on a day.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &'static str {
        match self.renamed {
            Some((since, name)) if day >= since => name,
            _ => self.name,
        }
    }
}

impl Key {
    /// Whether the provider lists the key at an instant.
    #[must_use]
    pub fn listed_at(&self, now: DateTime<Utc>) -> bool {
        let today = now.date_naive();
        self.created <= today && self.deleted.is_none_or(|day| today < day)
    }
}

impl Company {
    /// Builds the company.
    #[must_use]
    pub fn new(options: CompanyOptions) -> Self {
        let openai = roster::build(Provider::OpenAi, &options);
        let anthropic = roster::build(Provider::Anthropic, &options);
        Self { options, openai, anthropic, rates: rates::load() }
    }

    /// The settings it was built from.
    #[must_use]
    pub fn options(&self) -> CompanyOptions {
        self.options
    }

    /// The company's organisation at a provider.
    #[must_use]
    pub fn org(&self, provider: Provider) -> &Org {
        match provider {
            Provider::OpenAi => &self.openai,
            Provider::Anthropic => &self.anthropic,
        }
    }

    /// A stream of numbers of its own for a day and a subject.
    pub(crate) fn rng(&self, provider: Provider, day: NaiveDate, subject: &str) -> Rng {
        let day = u64::try_from(day.num_days_from_ce()).unwrap_or(0);
        let provider = fingerprint(if provider == Provider::OpenAi { "openai" } else { "anthropic" });
        Rng::of(&[self.options.seed, provider, day, fingerprint(subject)])
    }
}

impl Org {
    pub(crate) fn project_named(&self, slug: &str) -> Option<usize> {
        self.projects.iter().position(|project| project.slug == slug)
    }

    pub(crate) fn key_named(&self, name: &str) -> Option<usize> {
        self.keys.iter().position(|key| key.name == name)
    }
}

/// Everything a roster table says about a project before identifiers are drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProjectPlan {
    pub(crate) slug: &'static str,
    pub(crate) name: &'static str,
    pub(crate) created: &'static str,
    pub(crate) archived: Option<&'static str>,
    pub(crate) renamed: Option<(&'static str, &'static str)>,
    pub(crate) is_default: bool,
}

impl ProjectPlan {
    pub(crate) fn settle(&self, id: String) -> Project {
        Project {
            id,
            slug: self.slug,
            name: self.name,
            renamed: self.renamed.map(|(since, name)| (day(since), name)),
            created: day(self.created),
            archived: self.archived.map(day),
            is_default: self.is_default,
        }
    }
}

/// A day from a table of this crate; the first day of the common era when it cannot be read.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// Midnight at the start of a day.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
