//! The simulator's own books: what the providers' answers must add up to.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::cell::{Cell, Meter, Provider, Share, Stream};
use crate::company::{Company, CompanyOptions, midnight};
use crate::world::{self, Surface, World};

/// The books as known at one instant.
#[derive(Debug, Clone)]
pub struct Books {
    world: Arc<World>,
    now: DateTime<Utc>,
    surface: Surface,
}

/// Money of one day and one combination of dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookCharge {
    /// UTC day.
    pub day: NaiveDate,
    /// Provider.
    pub provider: Provider,
    /// Project or workspace; Anthropic's default workspace has its real identifier here.
    pub project_id: String,
    /// Its name on the day of the books.
    pub project_name: &'static str,
    /// Key; absent when no key was used.
    pub key_id: Option<String>,
    /// Person the provider attributes; absent for service accounts.
    pub user_id: Option<String>,
    /// Model; absent where the charge has none.
    pub model: Option<&'static str>,
    /// OpenAI's `line_item`, Anthropic's `description`.
    pub line_item: String,
    /// Anthropic: `tokens`, `web_search`, `code_execution`, `session_usage`. Empty at OpenAI.
    pub cost_type: &'static str,
    /// Anthropic token class; absent for other money and at OpenAI.
    pub token_type: Option<&'static str>,
    /// Service tier in the provider's word; absent where there is none.
    pub tier: Option<&'static str>,
    /// Billed dollars, exact.
    pub amount_usd: Decimal,
    /// List dollars before discount, exact; equal to the amount at OpenAI.
    pub list_amount_usd: Decimal,
    /// Number of units billed; absent for adjustments.
    pub quantity: Option<i64>,
}

/// A quantity of one day, one meter and one combination of dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookUsage {
    /// UTC day.
    pub day: NaiveDate,
    /// Provider.
    pub provider: Provider,
    /// Usage endpoint or Anthropic source.
    pub endpoint: Stream,
    /// Project or workspace; Anthropic's default workspace has its real identifier here.
    pub project_id: String,
    /// Key; absent when no key was used.
    pub key_id: Option<String>,
    /// Person the provider attributes; absent for service accounts.
    pub user_id: Option<String>,
    /// Model; absent where the endpoint has none.
    pub model: Option<&'static str>,
    /// Service tier in the provider's word; absent where there is none.
    pub tier: Option<&'static str>,
    /// Batch or not; absent where the endpoint does not tell.
    pub batch: Option<bool>,
    /// The provider's word for the disjoint meter, see [`Meter::as_str`].
    pub meter: &'static str,
    /// Whether the meter counts tokens.
    pub is_tokens: bool,
    /// Quantity.
    pub quantity: i64,
}

impl Books {
    /// Books of a company as known at an instant, without any server.
    #[must_use]
    pub fn of(company: CompanyOptions, now: DateTime<Utc>) -> Self {
        Self::over(Arc::new(World::new(Company::new(company))), now, Surface::Analytics)
    }

    pub(crate) fn over(world: Arc<World>, now: DateTime<Utc>, surface: Surface) -> Self {
        Self { world, now, surface }
    }

    /// The same books as known at another instant.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>) -> Self {
        Self { now, ..self.clone() }
    }

    /// The same books as one of Anthropic's two surfaces shows them; OpenAI is not affected.
    #[must_use]
    pub fn as_surface(&self, surface: Surface) -> Self {
        Self { surface, ..self.clone() }
    }

    /// The instant of these books.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The company.
    #[must_use]
    pub fn company(&self) -> &Company {
        &self.world.company
    }

    /// Money of the half-open range of days, one row per finest combination, in a fixed order.
    #[must_use]
    pub fn charges(&self, provider: Provider, from: NaiveDate, to: NaiveDate) -> Vec<BookCharge> {
        let org = self.world.company.org(provider);
        let mut rows: BTreeMap<ChargeKey, (i64, i64, Option<i64>)> = BTreeMap::new();
        self.each(provider, from, to, |share| {
            let dims = Dims::of(share.cell);
            for part in &share.lines {
                let line = LineKey {
                    item: part.line.item.clone(),
                    cost_type: part.line.cost_type,
                    token_type: part.line.token_type,
                };
                let row = rows.entry((share.cell.day, dims, line)).or_default();
                row.0 += part.billed;
                row.1 += part.list;
                if let Some(quantity) = part.quantity {
                    row.2 = Some(row.2.unwrap_or(0) + quantity);
                }
            }
        });
        rows.into_iter()
            .filter_map(|((day, dims, line), (billed, list, quantity))| {
                let project = org.projects.get(dims.project)?;
                Some(BookCharge {
                    day,
                    provider,
                    project_id: project.id.clone(),
                    project_name: project.name_on(self.now.date_naive()),
                    key_id: dims.key_id(&self.world.company, provider),
                    user_id: dims.user_id(&self.world.company, provider),
                    model: dims.model,
                    line_item: line.item,
                    cost_type: line.cost_type,
                    token_type: line.token_type,
                    tier: dims.tier,
                    amount_usd: dollars(billed),
                    list_amount_usd: dollars(list),
                    quantity,
                })
            })
            .collect()
    }

    /// Quantities of the half-open range of days, one row per meter and finest combination, in a fixed order.
    #[must_use]
    pub fn usage(&self, provider: Provider, from: NaiveDate, to: NaiveDate) -> Vec<BookUsage> {
        let org = self.world.company.org(provider);
        let mut rows: BTreeMap<(NaiveDate, Stream, Dims, Meter), i64> = BTreeMap::new();
        self.each(provider, from, to, |share| {
            if matches!(share.cell.stream, Stream::CostOnly | Stream::CodeExecution | Stream::ManagedSessions)
            {
                return;
            }
            let dims = Dims::of(share.cell);
            for (meter, quantity) in &share.meters {
                *rows.entry((share.cell.day, share.cell.stream, dims, *meter)).or_default() += quantity;
            }
        });
        rows.into_iter()
            .filter_map(|((day, endpoint, dims, meter), quantity)| {
                let project = org.projects.get(dims.project)?;
                Some(BookUsage {
                    day,
                    provider,
                    endpoint,
                    project_id: project.id.clone(),
                    key_id: dims.key_id(&self.world.company, provider),
                    user_id: dims.user_id(&self.world.company, provider),
                    model: dims.model,
                    tier: dims.tier,
                    batch: dims.batch,
                    meter: meter.as_str(provider),
                    is_tokens: meter.is_tokens(),
                    quantity,
                })
            })
            .collect()
    }

    /// Billed dollars of the half-open range of days, exact.
    #[must_use]
    pub fn total(&self, provider: Provider, from: NaiveDate, to: NaiveDate) -> Decimal {
        self.charges(provider, from, to).iter().map(|charge| charge.amount_usd).sum()
    }

    fn each(&self, provider: Provider, from: NaiveDate, to: NaiveDate, mut visit: impl FnMut(&Share<'_>)) {
        let known = world::known(provider, self.surface, self.now);
        let last = known.0.date_naive().checked_add_days(Days::new(1)).unwrap_or(to);
        for day in world::days(from, to.min(last)) {
            let end = day.checked_add_days(Days::new(1)).unwrap_or(day);
            for cell in self.world.day(provider, day).iter() {
                if let Some(share) = cell.between(midnight(day), midnight(end), known) {
                    visit(&share);
                }
            }
        }
    }
}

/// The dimensions of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Dims {
    project: usize,
    key: Option<usize>,
    user: Option<usize>,
    model: Option<&'static str>,
    tier: Option<&'static str>,
    batch: Option<bool>,
}

type ChargeKey = (NaiveDate, Dims, LineKey);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct LineKey {
    item: String,
    cost_type: &'static str,
    token_type: Option<&'static str>,
}

impl Dims {
    fn of(cell: &Cell) -> Self {
        Self {
            project: cell.project,
            key: cell.key,
            user: cell.user,
            model: cell.model,
            tier: cell.tier,
            batch: cell.batch,
        }
    }

    fn key_id(&self, company: &Company, provider: Provider) -> Option<String> {
        Some(company.org(provider).keys.get(self.key?)?.id.clone())
    }

    fn user_id(&self, company: &Company, provider: Provider) -> Option<String> {
        Some(company.org(provider).people.get(self.user?)?.id.clone())
    }
}

/// Nanos as dollars.
pub(crate) fn dollars(nanos: i64) -> Decimal {
    Decimal::new(nanos, 9).normalize()
}
