//! One byte form of a series and of a bucket's content, so that equal content has an equal hash.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::model::{BucketContent, ChargeBasis, ChargeRow, MeterKind, RejectedRow, SeriesKey, UsageRow};
use crate::kernel::{Billed, Currency, Estimated, Money, MoneyError};

/// SHA-256 of a canonical form.
pub type Fingerprint = [u8; 32];

/// First byte of every encoding; a changed encoding takes the next number.
const ENCODING: u8 = 1;

/// Appends length-prefixed fields to a hash, so that no two field lists share a byte form.
pub struct Encoder(Sha256);

impl Encoder {
    /// An empty form.
    pub fn new() -> Self {
        let mut hash = Sha256::new();
        hash.update([ENCODING]);
        Self(hash)
    }

    /// A text that is there.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.update([1]);
        self.0.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(text.as_bytes());
        self
    }

    /// A text that may be absent; absent differs from empty.
    pub fn optional(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => {
                self.0.update([0]);
                self
            }
        }
    }

    /// A whole number.
    pub fn number(&mut self, number: i64) -> &mut Self {
        self.0.update([2]);
        self.0.update(number.to_le_bytes());
        self
    }

    /// A hash.
    pub fn hash(&mut self, hash: &[u8]) -> &mut Self {
        self.0.update([3]);
        self.0.update(hash);
        self
    }

    /// The hash of everything appended.
    pub fn finish(self) -> Fingerprint {
        self.0.finalize().into()
    }
}

/// Identity of a series: equal for equal dimension values, and an unknown value is not an empty one.
pub fn series_fingerprint(series: &SeriesKey) -> Fingerprint {
    let mut form = Encoder::new();
    form.text(&series.provider).text(&series.channel);
    for value in [
        &series.account,
        &series.project,
        &series.credential,
        &series.user,
        &series.model_requested,
        &series.model_served,
        &series.service_tier,
        &series.context_band,
        &series.region,
        &series.operation,
        &series.product,
        &series.speed,
        &series.line_item,
        &series.token_class,
        &series.lane,
    ] {
        form.optional(value.as_deref());
    }
    for (name, value) in &series.extra {
        form.text(name).text(value);
    }
    // Only when told, so that series of provider rows keep the identity they had before requests were kept.
    for (name, value) in [
        ("\u{0}gateway", &series.gateway),
        ("\u{0}team", &series.team),
        ("\u{0}feature", &series.feature),
        ("\u{0}customer", &series.customer),
        ("\u{0}environment", &series.environment),
        ("\u{0}workload", &series.workload),
    ] {
        if let Some(value) = value {
            form.text(name).text(value);
        }
    }
    form.finish()
}

/// A metered row ready to be stored and hashed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredUsage {
    /// Identity of its series.
    pub series: Fingerprint,
    /// Stored name of the meter.
    pub meter: String,
    /// How much.
    pub quantity: i64,
}

/// A charge row ready to be stored and hashed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredCharge {
    /// Identity of its series.
    pub series: Fingerprint,
    /// Stored name of the basis.
    pub basis: String,
    /// Stored name of the category.
    pub category: String,
    /// Nanos of the currency.
    pub amount_nanos: i64,
    /// Currency code.
    pub currency: String,
    /// List cost in nanos; `None` when not told.
    pub list_nanos: Option<i64>,
    /// Quantity as a normalised decimal; `None` when not told.
    pub quantity_text: Option<String>,
    /// Unit of the quantity.
    pub quantity_unit: Option<String>,
}

/// A rejected row ready to be stored and hashed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredRejection {
    /// Why.
    pub reason: String,
    /// The row as the provider sent it.
    pub row_json: String,
}

/// Hash of a bucket's content: independent of the order of rows, of pages, and of ids.
pub fn content_hash(
    usage: &mut [StoredUsage],
    charges: &mut [StoredCharge],
    rejections: &mut [StoredRejection],
) -> Fingerprint {
    usage.sort();
    charges.sort();
    rejections.sort();
    let mut form = Encoder::new();
    form.text("usage");
    for row in usage.iter() {
        form.hash(&row.series).text(&row.meter).number(row.quantity);
    }
    form.text("charges");
    for row in charges.iter() {
        form.hash(&row.series).text(&row.basis).text(&row.category).number(row.amount_nanos);
        form.text(&row.currency).optional(row.list_nanos.map(|nanos| nanos.to_string()).as_deref());
        form.optional(row.quantity_text.as_deref()).optional(row.quantity_unit.as_deref());
    }
    form.text("rejected");
    for row in rejections.iter() {
        form.text(&row.reason).text(&row.row_json);
    }
    form.finish()
}

/// A bucket's rows with their page indexes and original texts, amounts rounded to nanos.
pub(super) struct PreparedBucket<'a> {
    pub usage: Vec<(StoredUsage, &'a UsageRow)>,
    pub charges: Vec<(StoredCharge, &'a ChargeRow)>,
    pub rejections: Vec<(StoredRejection, usize)>,
    pub hash: Fingerprint,
    pub billed_nanos: BTreeMap<Currency, i64>,
    pub estimated_nanos: BTreeMap<Currency, i64>,
    pub tokens_total: i64,
}

/// What was too large to add up.
pub(super) struct Overflow(pub &'static str);

/// Brings a bucket into its stored form. A charge beyond the ledger's range becomes a rejected row with the reason.
pub(super) fn prepare(content: &BucketContent) -> Result<PreparedBucket<'_>, Overflow> {
    let mut usage: Vec<_> = content.usage.iter().map(|row| (stored_usage(row), row)).collect();
    let mut charges = Vec::with_capacity(content.charges.len());
    let mut rejections: Vec<_> =
        content.rejected.iter().map(|row| (stored_rejection(row), row.page)).collect();
    for row in &content.charges {
        match stored_charge(row) {
            Ok(stored) => charges.push((stored, row)),
            Err(error) => rejections.push((unstorable(row, &error), row.page)),
        }
    }
    usage.sort_by(|left, right| left.0.cmp(&right.0));
    charges.sort_by(|left, right| left.0.cmp(&right.0));
    rejections.sort();
    let hash = content_hash(
        &mut usage.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>(),
        &mut charges.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>(),
        &mut rejections.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>(),
    );
    let billed_nanos = totals(&charges, ChargeBasis::Billed)?;
    let estimated_nanos = totals(&charges, ChargeBasis::Estimated)?;
    let tokens_total = usage
        .iter()
        .filter(|(_, row)| row.meter.kind() == MeterKind::Tokens)
        .try_fold(0_i64, |sum, (row, _)| sum.checked_add(row.quantity))
        .ok_or(Overflow("tokens"))?;
    Ok(PreparedBucket { usage, charges, rejections, hash, billed_nanos, estimated_nanos, tokens_total })
}

fn stored_usage(row: &UsageRow) -> StoredUsage {
    StoredUsage {
        series: series_fingerprint(&row.series),
        meter: row.meter.name().to_owned(),
        quantity: row.quantity,
    }
}

fn stored_charge(row: &ChargeRow) -> Result<StoredCharge, MoneyError> {
    let nanos = |units: Decimal| match row.basis {
        ChargeBasis::Billed => Money::<Billed>::from_decimal(units, row.currency).map(Money::nanos),
        ChargeBasis::Estimated => Money::<Estimated>::from_decimal(units, row.currency).map(Money::nanos),
    };
    Ok(StoredCharge {
        series: series_fingerprint(&row.series),
        basis: row.basis.name().to_owned(),
        category: row.category.name().to_owned(),
        amount_nanos: nanos(row.amount)?,
        currency: row.currency.code().to_owned(),
        list_nanos: row.list_amount.map(nanos).transpose()?,
        quantity_text: row.quantity.map(|quantity| quantity.normalize().to_string()),
        quantity_unit: row.quantity_unit.clone(),
    })
}

fn stored_rejection(row: &RejectedRow) -> StoredRejection {
    StoredRejection { reason: row.reason.clone(), row_json: row.row_json.clone() }
}

fn unstorable(row: &ChargeRow, error: &MoneyError) -> StoredRejection {
    let row_json = serde_json::json!({
        "amount": row.amount_text,
        "currency": row.currency.code(),
        "line_item": row.series.line_item,
        "project": row.series.project,
    });
    StoredRejection { reason: error.to_string(), row_json: row_json.to_string() }
}

fn totals(
    charges: &[(StoredCharge, &ChargeRow)],
    basis: ChargeBasis,
) -> Result<BTreeMap<Currency, i64>, Overflow> {
    let mut totals = BTreeMap::new();
    for (stored, row) in charges.iter().filter(|(_, row)| row.basis == basis) {
        let sum: &mut i64 = totals.entry(row.currency).or_default();
        *sum = sum.checked_add(stored.amount_nanos).ok_or(Overflow("amounts"))?;
    }
    Ok(totals)
}

/// Hash of a bucket's content as it would be stored; `None` when its totals are larger than the ledger can hold.
pub fn content_fingerprint(content: &BucketContent) -> Option<Fingerprint> {
    prepare(content).ok().map(|prepared| prepared.hash)
}
