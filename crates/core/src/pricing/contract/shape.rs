//! Typed entries as text fields, normalised: the same entry always has the same fields.

use chrono::{NaiveTime, SecondsFormat};
use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId};
use std::collections::BTreeMap;

use super::forms::{
    AliasForm, AssumeForm, CapacityForm, CommitmentForm, CreditForm, DiscountForm, FeeForm, ModelForm,
    PriceForm, RateForm, SameAsForm, ScopeForm, TakesForm, TermForm,
};
use super::model::{Assumed, CommitmentKind, CommitmentPeriod, Entry, FeeBase, Scope, Term};
use super::view::{EntryDraft, EntryKind};

impl Term {
    /// What kind of entry says it.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::Rate(_) => EntryKind::Rate,
            Self::Model(_) => EntryKind::Model,
            Self::Alias(_) => EntryKind::Alias,
            Self::Discount(_) => EntryKind::Discount,
            Self::Commitment(_) => EntryKind::Commitment,
            Self::Capacity(_) => EntryKind::Capacity,
            Self::Fee(_) => EntryKind::Fee,
            Self::Credit(_) => EntryKind::Credit,
            Self::Assume(_) => EntryKind::Assume,
        }
    }
}

impl CommitmentPeriod {
    /// Its word in the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Once => "once",
        }
    }
}

impl CommitmentKind {
    /// Its word in the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Minimum => "minimum",
        }
    }
}

impl FeeBase {
    /// Its word in the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CreditPurchase => "credit_purchase",
            Self::Invoice => "invoice",
            Self::Usage => "usage",
        }
    }
}

impl From<&Entry> for EntryDraft {
    fn from(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            from: entry.valid.from.map(date_text),
            to: entry.valid.to.map(date_text),
            reason: entry.reason.clone(),
            term: TermForm::from(&entry.term),
        }
    }
}

impl From<&Term> for TermForm {
    fn from(term: &Term) -> Self {
        match term {
            Term::Rate(rate) => Self::Rate(RateForm {
                scope: ScopeForm::from(&rate.scope),
                over: rate.over,
                prices: price_forms(&rate.prices),
                per: rate.per,
            }),
            Term::Model(model) => Self::Model(ModelForm {
                channel: model.channel.clone(),
                model: model.model.clone(),
                same_as: model.same_as.clone().map(|(channel, model)| SameAsForm { channel, model }),
                prices: price_forms(&model.prices),
                per: model.per,
            }),
            Term::Alias(alias) => Self::Alias(AliasForm {
                channel: alias.channel.clone(),
                name: alias.name.clone(),
                model: alias.model.clone(),
            }),
            Term::Discount(discount) => Self::Discount(DiscountForm {
                scope: ScopeForm::from(&discount.scope),
                percent: decimal_text(discount.percent),
                meters: discount.meters.iter().map(|meter| meter.name().to_owned()).collect(),
                includes_tools: discount.includes_tools,
            }),
            Term::Commitment(commitment) => Self::Commitment(CommitmentForm {
                scope: ScopeForm::from(&commitment.scope),
                amount: decimal_text(commitment.amount),
                paid: (commitment.paid != commitment.amount).then(|| decimal_text(commitment.paid)),
                currency: commitment.currency.clone(),
                every: commitment.every.word().to_owned(),
                settlement: commitment.kind.word().to_owned(),
            }),
            Term::Capacity(capacity) => Self::Capacity(CapacityForm {
                scope: ScopeForm::from(&capacity.scope),
                units: decimal_text(capacity.units),
                unit_price_per_month: decimal_text(capacity.unit_price_per_month),
                currency: capacity.currency.clone(),
            }),
            Term::Fee(fee) => Self::Fee(FeeForm {
                scope: ScopeForm::from(&fee.scope),
                percent: stated(fee.percent),
                minimum: stated(fee.minimum),
                currency: fee.currency.clone(),
                base: fee.base.word().to_owned(),
            }),
            Term::Credit(credit) => Self::Credit(CreditForm {
                scope: ScopeForm::from(&credit.scope),
                amount: decimal_text(credit.amount),
                currency: credit.currency.clone(),
            }),
            Term::Assume(assumption) => Self::Assume(AssumeForm {
                scope: ScopeForm::from(&assumption.scope),
                takes: TakesForm::from(&assumption.takes),
            }),
        }
    }
}

impl From<&Scope> for ScopeForm {
    fn from(scope: &Scope) -> Self {
        let Scope { channel, model, tier, geo, account, project } = scope.clone();
        Self { channel, model, tier, geo, account, project }
    }
}

impl From<&Assumed> for TakesForm {
    fn from(takes: &Assumed) -> Self {
        match takes {
            Assumed::Band { over } => Self::Over(*over),
            Assumed::Tier(tier) => Self::Tier(tier.clone()),
            Assumed::Geo(geo) => Self::Geo(geo.clone()),
            Assumed::Lifetime(meter) => Self::Lifetime(meter.name().to_owned()),
            Assumed::DisputedSource(source) => Self::Source(source.clone()),
            Assumed::Free => Self::Free,
        }
    }
}

fn price_forms(prices: &BTreeMap<MeterId, Decimal>) -> Vec<PriceForm> {
    prices
        .iter()
        .map(|(meter, price)| PriceForm { meter: meter.name().to_owned(), price: decimal_text(*price) })
        .collect()
}

fn stated(value: Decimal) -> Option<String> {
    (!value.is_zero()).then(|| decimal_text(value))
}

/// The one spelling of a decimal: no zeros at its end.
pub(super) fn decimal_text(value: Decimal) -> String {
    value.normalize().to_string()
}

/// The one spelling of an instant: a date when it is midnight.
pub(super) fn date_text(at: Instant) -> String {
    if at.time() == NaiveTime::MIN {
        at.date_naive().to_string()
    } else {
        at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}
