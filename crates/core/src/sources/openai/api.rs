//! Answers as OpenAI spells them.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::sources::reading::Exact;

/// A page of usage or costs.
#[derive(Deserialize)]
pub(super) struct ReportPage<'a> {
    /// Buckets in order of time.
    #[serde(borrow)]
    pub data: Vec<Bucket<'a>>,
    /// Whether another page follows.
    pub has_more: bool,
    /// Cursor of the next page.
    #[serde(default)]
    pub next_page: Option<String>,
}

/// One day. Old documentation spells the array `result`.
#[derive(Deserialize)]
pub(super) struct Bucket<'a> {
    /// Unix seconds, inclusive.
    pub start_time: i64,
    /// Unix seconds, exclusive.
    pub end_time: i64,
    /// Rows, read one by one so that a bad one does not spoil the page.
    #[serde(borrow, alias = "result")]
    pub results: Vec<&'a RawValue>,
}

/// Dimensions any row may carry; null unless grouped, and null also when grouped and there is none.
#[derive(Default)]
pub(super) struct Dimensions {
    /// Project.
    pub project_id: Option<String>,
    /// User.
    pub user_id: Option<String>,
    /// Key id.
    pub api_key_id: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Batch API or not.
    pub batch: Option<bool>,
    /// Open enumeration.
    pub service_tier: Option<String>,
    /// `agents_api`, `unlabeled`.
    pub api_source: Option<String>,
    /// Image size.
    pub size: Option<String>,
    /// Image operation.
    pub source: Option<String>,
    /// Search context level.
    pub context_level: Option<String>,
    /// Vector store.
    pub vector_store_id: Option<String>,
}

/// A usage row of any endpoint; an endpoint tells only its own metrics.
#[derive(Default)]
pub(super) struct UsageResult {
    /// Tag of the endpoint.
    pub object: Option<String>,
    /// Dimensions.
    pub dimensions: Dimensions,
    /// Whole-number metrics by name; null ones are left out.
    pub metrics: BTreeMap<String, i64>,
}

impl<'de> Deserialize<'de> for UsageResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UsageVisitor)
    }
}

/// Reads a row in one pass: known dimensions by name, everything that counts as a metric.
struct UsageVisitor;

impl<'de> Visitor<'de> for UsageVisitor {
    type Value = UsageResult;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a usage row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UsageResult, A::Error> {
        let mut row = UsageResult::default();
        while let Some(name) = map.next_key::<String>()? {
            let dimensions = &mut row.dimensions;
            match name.as_str() {
                "object" => row.object = map.next_value()?,
                "project_id" => dimensions.project_id = map.next_value()?,
                "user_id" => dimensions.user_id = map.next_value()?,
                "api_key_id" => dimensions.api_key_id = map.next_value()?,
                "model" => dimensions.model = map.next_value()?,
                "batch" => dimensions.batch = map.next_value()?,
                "service_tier" => dimensions.service_tier = map.next_value()?,
                "api_source" => dimensions.api_source = map.next_value()?,
                "size" => dimensions.size = map.next_value()?,
                "source" => dimensions.source = map.next_value()?,
                "context_level" => dimensions.context_level = map.next_value()?,
                "vector_store_id" => dimensions.vector_store_id = map.next_value()?,
                _ => {
                    if let Some(quantity) = whole_number(map.next_value()?)? {
                        row.metrics.insert(name, quantity);
                    }
                }
            }
        }
        Ok(row)
    }
}

/// A metric; null and fields that do not count are nothing, a fraction is refused.
fn whole_number<E: de::Error>(raw: &RawValue) -> Result<Option<i64>, E> {
    let text = raw.get();
    if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| E::custom("expected a whole number"))
}

/// A costs row.
#[derive(Deserialize)]
pub(super) struct CostsResult {
    /// Tag.
    #[serde(default)]
    pub object: Option<String>,
    /// Dollars.
    pub amount: Amount,
    /// Display text.
    #[serde(default)]
    pub line_item: Option<String>,
    /// Project.
    #[serde(default)]
    pub project_id: Option<String>,
    /// Key id.
    #[serde(default)]
    pub api_key_id: Option<String>,
    /// Quantity behind the line item.
    #[serde(default)]
    pub quantity: Option<Exact>,
    /// Unit of the quantity.
    #[serde(default)]
    pub quantity_unit: Option<String>,
}

/// An amount of money in whole units; a number or a string.
#[derive(Deserialize)]
pub(super) struct Amount {
    /// Value.
    pub value: Exact,
    /// Lower-case currency.
    pub currency: String,
}

/// A page of projects, keys, users or service accounts.
#[derive(Deserialize)]
pub(super) struct ListPage {
    /// Entries.
    pub data: Vec<Entry>,
    /// Whether another page follows.
    pub has_more: bool,
    /// Cursor of the next page.
    #[serde(default)]
    pub last_id: Option<String>,
}

/// One project, key, user or service account; fields of the other kinds are absent.
#[derive(Deserialize)]
pub(super) struct Entry {
    /// Id.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Address of a user.
    #[serde(default)]
    pub email: Option<String>,
    /// Role of a user or service account.
    #[serde(default)]
    pub role: Option<String>,
    /// State of a project.
    #[serde(default)]
    pub status: Option<String>,
    /// Where a project's data is kept and processed.
    #[serde(default)]
    pub residency: Option<String>,
    /// Owner of a key.
    #[serde(default)]
    pub owner: Option<Owner>,
    /// Whether the owner of a key still has access.
    #[serde(default)]
    pub owner_project_access: Option<String>,
}

/// Owner of a key.
#[derive(Deserialize)]
pub(super) struct Owner {
    /// `user` or `service_account`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The user.
    #[serde(default)]
    pub user: Option<OwnerName>,
    /// The service account.
    #[serde(default)]
    pub service_account: Option<OwnerName>,
}

/// Who owns a key.
#[derive(Deserialize)]
pub(super) struct OwnerName {
    /// Id.
    pub id: String,
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
}
