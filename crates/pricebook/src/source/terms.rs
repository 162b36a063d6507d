//! The tables of a channel beside its models.

use toml::de::DeValue;

use super::fields::{Fields, Log};
use super::rates::window;
use super::values;
use crate::meters::MeterId;
use crate::model::{Source, TierWord};
use crate::terms::{Allowance, AllowancePeriod, Calendar, Capacity, Credit, Modifier, Redirect};

pub(super) fn source(id: String, mut fields: Fields<'_>, log: &mut Log) -> Option<Source> {
    let text = fields.need(log, "text", values::text);
    let retrieved = fields.need(log, "retrieved", values::day);
    let url = fields.option(log, "url", values::text);
    fields.finish(log);
    Some(Source { id, text: text?, retrieved: retrieved?, url })
}

pub(super) fn tier_word(mut fields: Fields<'_>, log: &mut Log) -> Option<TierWord> {
    let word = fields.need(log, "word", values::name);
    let tier = fields.need(log, "tier", values::name);
    let valid = window(&mut fields, log, "from", "to");
    fields.finish(log);
    Some(TierWord { word: word?, tier: tier?, valid })
}

pub(super) fn modifier(mut fields: Fields<'_>, log: &mut Log) -> Option<Modifier> {
    let id = fields.need(log, "id", values::name);
    let text = fields.need(log, "text", values::text);
    let geo = fields.need(log, "geo", values::name);
    let tiers = fields.list(log, "tiers", values::name);
    let released_from = fields.option(log, "released_from", values::day);
    let released_before = fields.option(log, "released_before", values::day);
    let factor = fields.need(log, "factor", values::decimal);
    let valid = window(&mut fields, log, "from", "to");
    let source = fields.need(log, "source", values::name);
    fields.finish(log);
    let tiers = tiers.into_iter().map(|placed| placed.value).collect();
    Some(Modifier {
        id: id?,
        text: text?,
        geo: geo?,
        tiers,
        released_from,
        released_before,
        factor: factor?,
        valid,
        source: source?,
    })
}

pub(super) fn redirect(mut fields: Fields<'_>, log: &mut Log) -> Option<Redirect> {
    let from = fields.need(log, "from_id", values::name);
    let to = fields.need(log, "to_id", values::name);
    let valid = window(&mut fields, log, "from", "to");
    fields.finish(log);
    Some(Redirect { from: from?, to: to?, valid })
}

pub(super) fn allowance(mut fields: Fields<'_>, log: &mut Log) -> Option<Allowance> {
    let meter = fields.need(log, "meter", meter);
    let amount = fields.need(log, "amount", values::decimal);
    let period = fields.need(log, "period", period);
    let scope = fields.need(log, "scope", scope);
    let valid = window(&mut fields, log, "from", "to");
    let source = fields.need(log, "source", values::name);
    fields.finish(log);
    Some(Allowance { meter: meter?, amount: amount?, period: period?, scope: scope?, valid, source: source? })
}

pub(super) fn calendar(mut fields: Fields<'_>, log: &mut Log) -> Option<Calendar> {
    let id = fields.need(log, "id", values::name);
    let windows = fields.list(log, "windows", values::name);
    let weekdays = fields.list(log, "weekdays", values::name);
    let except_days = fields.list(log, "except_days", values::day);
    let except_years = fields.list(log, "except_years", values::year);
    fields.finish(log);
    Some(Calendar {
        id: id?,
        windows: windows.into_iter().map(|placed| placed.value).collect(),
        weekdays: weekdays.into_iter().map(|placed| placed.value).collect(),
        except_days: except_days.into_iter().map(|placed| placed.value).collect(),
        except_years: except_years.into_iter().map(|placed| placed.value).collect(),
    })
}

pub(super) fn credit(mut fields: Fields<'_>, log: &mut Log) -> Option<Credit> {
    let models = fields.list(log, "models", values::name);
    let factor = fields.need(log, "factor", values::decimal);
    let text = fields.need(log, "text", values::text);
    let source = fields.need(log, "source", values::name);
    let valid = window(&mut fields, log, "from", "to");
    fields.finish(log);
    let models = models.into_iter().map(|placed| placed.value).collect();
    Some(Credit { models, factor: factor?, valid, text: text?, source: source? })
}

pub(super) fn capacity(mut fields: Fields<'_>, log: &mut Log) -> Option<Capacity> {
    let id = fields.need(log, "id", values::name);
    let unit = fields.need(log, "unit", values::name);
    let price = fields.need(log, "price", values::decimal);
    let text = fields.need(log, "text", values::text);
    let source = fields.need(log, "source", values::name);
    let valid = window(&mut fields, log, "from", "to");
    fields.finish(log);
    Some(Capacity { id: id?, unit: unit?, price: price?, valid, text: text?, source: source? })
}

fn meter(value: &DeValue<'_>) -> Result<MeterId, values::Expected> {
    MeterId::parse(&values::name(value)?).ok_or_else(|| "a meter of catalogue version 1".to_owned())
}

fn period(value: &DeValue<'_>) -> Result<AllowancePeriod, values::Expected> {
    match values::text(value)?.as_str() {
        "day" => Ok(AllowancePeriod::Day),
        "month" => Ok(AllowancePeriod::Month),
        _ => Err("day or month".to_owned()),
    }
}

fn scope(value: &DeValue<'_>) -> Result<String, values::Expected> {
    let scope = values::name(value)?;
    let is_known = matches!(scope.as_str(), "organization" | "project");
    is_known.then_some(scope).ok_or_else(|| "organization or project".to_owned())
}
