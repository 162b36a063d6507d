//! The costs report: exact dollars, rendered in the ways seen from the live API.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::books::dollars;
use crate::cell::Provider;
use crate::http::{Answer, Call, buckets};
use crate::openai::Refusal;
use crate::openai::params::{self, Report, Rules};
use crate::openai::usage::{day_of, dimension, next_page, passes};
use crate::options::CostsByKey;
use crate::rng::fingerprint;
use crate::server::Site;
use crate::world::Surface;

const RULES: Rules = Rules {
    group_by: &["project_id", "line_item", "api_key_id", "user_id", "api_source"],
    filters: &["project_ids", "api_key_ids", "line_items"],
    batch: false,
    widths: &["1d"],
    days: 180,
};

#[derive(Debug, Serialize)]
struct Page {
    object: &'static str,
    data: Vec<Bucket>,
    has_more: bool,
    next_page: Option<String>,
}

#[derive(Debug, Serialize)]
struct Bucket {
    object: &'static str,
    start_time: i64,
    end_time: i64,
    results: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    object: &'static str,
    amount: Amount,
    line_item: Option<String>,
    project_id: Option<String>,
    api_key_id: Option<String>,
    user_id: Option<String>,
    api_source: Option<String>,
    quantity: Option<i64>,
    quantity_unit: Option<&'static str>,
    organization_id: String,
}

#[derive(Debug, Serialize)]
struct Amount {
    value: Box<RawValue>,
    currency: &'static str,
}

/// Answers the costs report.
pub(crate) fn answer(site: &Site<'_>, call: &Call) -> Result<Answer, Refusal> {
    let report = params::read(site, call, &RULES)?;
    refuse_combinations(site, &report)?;
    let mut all = buckets(report.from, report.to, report.width).skip(report.offset);
    let mut data = Vec::new();
    for (start_time, end_time) in all.by_ref().take(report.limit) {
        let results = results(site, &report, start_time, end_time);
        data.push(Bucket { object: "bucket", start_time, end_time, results });
    }
    let next_page = all.next().map(|_| next_page(site, &report));
    let page = Page { object: "page", data, has_more: next_page.is_some(), next_page };
    Ok(Answer::ok(serde_json::to_string(&page).unwrap_or_default()))
}

fn refuse_combinations(site: &Site<'_>, report: &Report) -> Result<(), Refusal> {
    let grouped = |name: &str| report.group_by.iter().any(|had| had == name);
    let filtered = |name: &str| report.filters.iter().any(|(had, _)| *had == name);
    if grouped("api_key_id") && site.options.openai_costs_by_key == CostsByKey::Refused {
        let message =
            "Invalid value: 'api_key_id'. Supported values are: 'project_id', 'line_item'.".to_owned();
        return Err(Refusal::bad("group_by", message, Some("invalid_value")));
    }
    if grouped("user_id") && (grouped("project_id") || filtered("project_ids")) {
        let message = "Grouping by 'user_id' cannot be combined with 'project_id' for this organization and time range.";
        return Err(Refusal::bad("group_by", message.to_owned(), Some("unsupported_combination")));
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Sum {
    nanos: i64,
    quantity: Option<i64>,
    unit: Option<&'static str>,
}

fn results(site: &Site<'_>, report: &Report, start: i64, end: i64) -> Vec<Row> {
    let (Some(day), Some(from), Some(to)) =
        (day_of(start), DateTime::from_timestamp(start, 0), DateTime::from_timestamp(end, 0))
    else {
        return Vec::new();
    };
    let known = site.known(Provider::OpenAi, Surface::Admin);
    let by_item = report.group_by.iter().any(|name| name == "line_item");
    let items = report.filters.iter().find(|(name, _)| *name == "line_items").map(|(_, items)| items);
    let mut groups: BTreeMap<Vec<Option<String>>, Sum> = BTreeMap::new();
    let cells = site.world.day(Provider::OpenAi, day);
    for cell in cells.iter().filter(|cell| passes(site, cell, report)) {
        let Some(share) = cell.between(from, to, known) else { continue };
        for part in share.lines {
            if items.is_some_and(|items| !items.contains(&part.line.item)) {
                continue;
            }
            let group = report
                .group_by
                .iter()
                .map(|name| match name.as_str() {
                    "line_item" => Some(part.line.item.clone()),
                    name => dimension(site, cell, name),
                })
                .collect();
            let sum = groups.entry(group).or_default();
            sum.nanos += part.billed;
            if by_item {
                sum.quantity = match (sum.quantity, part.quantity) {
                    (Some(had), Some(more)) => Some(had + more),
                    (had, more) => had.or(more),
                };
                sum.unit = part.line.unit;
            }
        }
    }
    groups.into_iter().filter_map(|(group, sum)| row(site, report, start, group, &sum)).collect()
}

fn row(site: &Site<'_>, report: &Report, start: i64, group: Vec<Option<String>>, sum: &Sum) -> Option<Row> {
    let salt = fingerprint(&format!("{start} {group:?}"));
    let mut row = Row {
        object: "organization.costs.result",
        amount: Amount { value: RawValue::from_string(amount(sum.nanos, salt)).ok()?, currency: "usd" },
        line_item: None,
        project_id: None,
        api_key_id: None,
        user_id: None,
        api_source: None,
        quantity: sum.quantity,
        quantity_unit: sum.unit,
        organization_id: site.world.company.org(Provider::OpenAi).id.clone(),
    };
    for (name, value) in report.group_by.iter().zip(group) {
        match name.as_str() {
            "line_item" => row.line_item = value,
            "project_id" => row.project_id = value,
            "api_key_id" => row.api_key_id = value,
            "user_id" => row.user_id = value,
            "api_source" => row.api_source = value,
            _ => {}
        }
    }
    Some(row)
}

/// An amount as JSON: a number, now and then a string of many decimals, and small numbers with an exponent.
pub(crate) fn amount(nanos: i64, salt: u64) -> String {
    let exact = dollars(nanos);
    if salt.is_multiple_of(7) {
        return format!("\"{exact:.17}\"");
    }
    if nanos != 0 && nanos.unsigned_abs() < 100_000 {
        let digits = nanos.unsigned_abs().to_string();
        let sign = if nanos < 0 { "-" } else { "" };
        let (first, rest) = digits.split_at(1);
        let point = if rest.trim_end_matches('0').is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{}e-{:02}", rest.trim_end_matches('0'), 10 - digits.len());
    }
    exact.to_string()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn every_rendering_is_the_same_amount() {
        assert_eq!(amount(12_500, 1), "1.25e-05");
        assert_eq!(amount(7, 1), "7e-09");
        assert_eq!(Decimal::from_scientific(&amount(12_500, 1)).unwrap(), dollars(12_500));
        assert_eq!(amount(895_874_000, 7), "\"0.89587400000000000\"");
        assert_eq!(amount(-18_437_500_000, 1), "-18.4375");
    }
}
