//! How the providers bill what was used: at list, or otherwise where that is planted.

use chrono::NaiveDate;

use crate::cell::Provider;
use crate::company::day;
use crate::rates::{self, Rate};

/// What the bills make of the rate table. The default is the company's contract: eight per cent off Anthropic's tokens
/// since 2026-03-01, everything else at list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billing {
    /// Negotiated discounts on tokens; of several that fit, the first applies.
    pub discounts: &'static [TokenDiscount],
    /// Prices the provider goes on charging after they changed.
    pub stale: &'static [StalePrice],
}

/// A share off the tokens of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenDiscount {
    /// Whose bill.
    pub provider: Provider,
    /// Only this model; absent: all.
    pub model: Option<&'static str>,
    /// Whole per cent off the list price.
    pub percent: i64,
    /// First day, `YYYY-MM-DD`.
    pub from: &'static str,
}

/// A model billed at the rates of an earlier day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StalePrice {
    /// Which model.
    pub model: &'static str,
    /// The day whose rates are charged, `YYYY-MM-DD`.
    pub as_of: &'static str,
    /// First day it happens.
    pub from: &'static str,
    /// First day after.
    pub until: &'static str,
}

impl Billing {
    /// Everything at list.
    pub const AT_LIST: Self = Self { discounts: &[], stale: &[] };

    /// The rate the provider's billing uses for a model and tier on a day, given the true one.
    pub(crate) fn rate(&self, rates: &[Rate], rate: &Rate, tier: &str, on: NaiveDate) -> Rate {
        let stale = self
            .stale
            .iter()
            .find(|stale| stale.model == rate.model && day(stale.from) <= on && on < day(stale.until));
        let charged = stale.and_then(|stale| rates::on(rates, rate.model, tier, day(stale.as_of)));
        // A tier that had no price then is billed right.
        charged.filter(|charged| charged.tier == rate.tier).unwrap_or(*rate)
    }

    /// What is billed of a list amount in nanos.
    pub(crate) fn billed(&self, provider: Provider, model: &str, list: i64, on: NaiveDate) -> i64 {
        let discount = self.discounts.iter().find(|discount| {
            discount.provider == provider
                && discount.model.is_none_or(|only| only == model)
                && day(discount.from) <= on
        });
        discount.map_or(list, |discount| list - list * discount.percent / 100)
    }
}

impl Default for Billing {
    fn default() -> Self {
        Self {
            discounts: &[TokenDiscount {
                provider: Provider::Anthropic,
                model: None,
                percent: 8,
                from: "2026-03-01",
            }],
            stale: &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terra_on(on: &str) -> (Vec<Rate>, Rate) {
        let rates = rates::load();
        let rate = rates::on(&rates, "gpt-5.6-terra", "standard", day(on)).unwrap();
        (rates, rate)
    }

    #[test]
    fn a_stale_price_holds_on_its_days_and_for_its_model_only() {
        let stale = StalePrice {
            model: "gpt-5.6-terra",
            as_of: "2026-07-20",
            from: "2026-08-10",
            until: "2026-08-25",
        };
        let planted: &'static [StalePrice] = Box::leak(Box::new([stale]));
        let billing = Billing { stale: planted, ..Billing::AT_LIST };
        let (rates, rate) = terra_on("2026-08-10");
        let charged = |on: &str| billing.rate(&rates, &rate, "standard", day(on)).input;
        assert_eq!(charged("2026-08-09"), rate.input);
        assert!(charged("2026-08-10") > rate.input);
        assert!(charged("2026-08-24") > rate.input);
        assert_eq!(charged("2026-08-25"), rate.input);
        let luna = rates::on(&rates, "gpt-6-luna", "standard", day("2026-10-01")).unwrap();
        assert_eq!(billing.rate(&rates, &luna, "standard", day("2026-08-10")), luna);
    }

    #[test]
    fn a_discount_starts_on_its_day() {
        let billing = Billing::default();
        let billed = |on: &str| billing.billed(Provider::Anthropic, "claude-opus-5", 1_000, day(on));
        assert_eq!(billed("2026-02-28"), 1_000);
        assert_eq!(billed("2026-03-01"), 920);
        assert_eq!(billing.billed(Provider::OpenAi, "gpt-5", 1_000, day("2026-03-01")), 1_000);
    }
}
