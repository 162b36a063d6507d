//! Reading what each kind of entry says.

use chrono::{Datelike, NaiveTime};
use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId, TIERS, Window};

use super::model::{
    Assumed, Assumption, BoughtCapacity, Commitment, CommitmentKind, CommitmentPeriod, Discount, Fee,
    FeeBase, GivenCredit, NameFor, NegotiatedRate, PrivateModel, Scope, Term,
};
use super::reader::{Fields, METERS_KNOWN, tiers_known, unknown_meter, unknown_tier, whole};
use super::view::EntryKind;

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
const MILLION: u64 = 1_000_000;

/// The term of an entry; `None` after a finding, and sometimes with findings beside it.
pub(super) fn read_term(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) -> Option<Term> {
    match fields.kind {
        EntryKind::Rate => rate(fields).map(Term::Rate),
        EntryKind::Model => private_model(fields).map(Term::Model),
        EntryKind::Alias => alias(fields).map(Term::Alias),
        EntryKind::Discount => discount(fields).map(Term::Discount),
        EntryKind::Commitment => commitment(fields, valid).map(Term::Commitment),
        EntryKind::Capacity => capacity(fields, valid).map(Term::Capacity),
        EntryKind::Fee => fee(fields, valid).map(Term::Fee),
        EntryKind::Credit => credit(fields, valid).map(Term::Credit),
        EntryKind::Assume => assumption(fields).map(Term::Assume),
    }
}

fn scope(fields: &mut Fields<'_, '_, '_, '_>) -> Scope {
    let channel = fields.text("channel");
    if channel.as_ref().is_some_and(|channel| channel.contains('*')) {
        fields.refuse("channel", "a channel has no wildcard".to_owned(), "name one channel, or leave it out");
    }
    let model = fields.text("model");
    if model.as_ref().is_some_and(|model| model.find('*').is_some_and(|at| at + 1 != model.len())) {
        let remedy = "put one * at its end, or name one model";
        fields.refuse("model", "a wildcard stands only at the end of a model".to_owned(), remedy);
    }
    Scope {
        channel,
        model,
        tier: fields.tier(),
        geo: fields.text("geo"),
        account: fields.text("account"),
        project: fields.text("project"),
    }
}

/// The name of one model: what usage is found by has no wildcard.
fn exact_name(fields: &mut Fields<'_, '_, '_, '_>, field: &'static str) -> Option<String> {
    let name = fields.required_text(field)?;
    if name.contains('*') {
        fields.refuse(field, format!("`{field}` has no wildcard"), "name one model");
        return None;
    }
    Some(name)
}

fn per(fields: &mut Fields<'_, '_, '_, '_>) -> u64 {
    let per = fields.whole("per").unwrap_or(MILLION);
    if per == 0 {
        fields.refuse("per", "`per` is zero".to_owned(), "write 1_000_000 for prices of a million units");
    }
    per
}

fn rate(fields: &mut Fields<'_, '_, '_, '_>) -> Option<NegotiatedRate> {
    let scope = scope(fields);
    for (field, value) in [("channel", &scope.channel), ("model", &scope.model)] {
        if value.is_none() {
            fields.required_text(field);
        }
    }
    let (over, per, prices) = (fields.whole("over").unwrap_or(0), per(fields), fields.prices());
    if prices.is_empty() {
        let remedy = "write price = { input = \"2.5\", output = \"10\" }";
        fields.refuse("price", "there is no price".to_owned(), remedy);
        return None;
    }
    Some(NegotiatedRate { scope, over, prices, per })
}

fn private_model(fields: &mut Fields<'_, '_, '_, '_>) -> Option<PrivateModel> {
    let (channel, model) = (fields.required_text("channel"), exact_name(fields, "model"));
    let same_as = same_as(fields);
    let (per, prices) = (per(fields), fields.prices());
    if prices.is_empty() && same_as.is_none() {
        let remedy = "write price = { input = \"2.5\", output = \"10\" } or same_as = { channel = \"openai\", \
                      model = \"gpt-6\" }";
        fields.refuse("price", "there is neither `price` nor `same_as`".to_owned(), remedy);
        return None;
    }
    Some(PrivateModel { channel: channel?, model: model?, same_as, prices, per })
}

fn same_as(fields: &mut Fields<'_, '_, '_, '_>) -> Option<(String, String)> {
    let form = "write same_as = { channel = \"openai\", model = \"gpt-6\" }";
    let table = fields.table_of("same_as", form)?;
    let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    match (text("channel"), text("model")) {
        (Some(channel), Some(model))
            if table.len() == 2 && !channel.trim().is_empty() && !model.trim().is_empty() =>
        {
            Some((channel, model))
        }
        _ => {
            fields.refuse("same_as", "`same_as` names no channel and model".to_owned(), form);
            None
        }
    }
}

fn alias(fields: &mut Fields<'_, '_, '_, '_>) -> Option<NameFor> {
    let channel = fields.required_text("channel");
    let (name, model) = (exact_name(fields, "name"), exact_name(fields, "model"));
    Some(NameFor { channel: channel?, name: name?, model: model? })
}

fn discount(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Discount> {
    let scope = scope(fields);
    let percent = fields.required_decimal("percent");
    if percent.is_some_and(|percent| percent.is_zero() || percent > HUNDRED) {
        let remedy = "write a number above 0 and at most 100, for example \"12.5\"";
        fields.refuse("percent", "`percent` is not above 0 and at most 100".to_owned(), remedy);
    }
    let (meters, includes_tools) = (fields.meters("meters"), fields.flag("includes_tools"));
    Some(Discount { scope, percent: percent?, meters, includes_tools })
}

fn commitment(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) -> Option<Commitment> {
    const EVERY: [(&str, CommitmentPeriod); 2] =
        [("month", CommitmentPeriod::Month), ("once", CommitmentPeriod::Once)];
    const SETTLEMENT: [(&str, CommitmentKind); 2] =
        [("prepaid", CommitmentKind::Prepaid), ("minimum", CommitmentKind::Minimum)];
    let scope = scope(fields);
    let (amount, paid) = (fields.required_money("amount"), fields.money("paid"));
    let currency = fields.currency();
    let (every, kind) = (fields.word("every", &EVERY), fields.word("settlement", &SETTLEMENT));
    required_start(fields, valid);
    whole_days(fields, valid);
    if every == Some(CommitmentPeriod::Month) {
        whole_months(fields, valid);
    }
    if (every, kind) == (Some(CommitmentPeriod::Once), Some(CommitmentKind::Minimum)) && valid.to.is_none() {
        let remedy = "add the day the commitment ends, or write every = \"month\"";
        fields.refuse("to", "what is missing to a minimum is billed at its end".to_owned(), remedy);
    }
    if amount.is_some_and(|amount| amount.is_zero()) {
        fields.refuse(
            "amount",
            "`amount` is zero".to_owned(),
            "write what is committed, or remove the entry",
        );
    }
    if paid.is_some() && kind == Some(CommitmentKind::Minimum) {
        fields.refuse("paid", "a minimum is not paid in advance".to_owned(), "leave `paid` out");
    }
    let amount = amount?;
    let paid = paid.unwrap_or(amount);
    if paid > amount {
        let remedy = "write the usage that is covered as `amount`, and less or the same as `paid`";
        fields.refuse("paid", "more is paid than the usage it covers".to_owned(), remedy);
    }
    Some(Commitment { scope, amount, paid, currency: currency?, every: every?, kind: kind? })
}

fn capacity(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) -> Option<BoughtCapacity> {
    let scope = scope(fields);
    let units = fields.required_decimal("units");
    if units.is_some_and(|units| units.is_zero()) {
        fields.refuse(
            "units",
            "`units` is zero".to_owned(),
            "write how many are bought, or remove the entry",
        );
    }
    let price = fields.required_money("unit_price_per_month");
    let currency = fields.currency();
    required_start(fields, valid);
    whole_days(fields, valid);
    Some(BoughtCapacity { scope, units: units?, unit_price_per_month: price?, currency: currency? })
}

fn fee(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) -> Option<Fee> {
    const BASES: [(&str, FeeBase); 3] = [
        ("credit_purchase", FeeBase::CreditPurchase),
        ("invoice", FeeBase::Invoice),
        ("usage", FeeBase::Usage),
    ];
    let scope = scope(fields);
    let (percent, minimum) = (fields.decimal("percent"), fields.money("minimum"));
    if percent.is_some_and(|percent| percent > HUNDRED) {
        fields.refuse("percent", "`percent` is above 100".to_owned(), "write for example \"5.5\"");
    }
    let (currency, base) = (fields.currency(), fields.word("base", &BASES));
    whole_days(fields, valid);
    let (percent, minimum) = (percent.unwrap_or_default(), minimum.unwrap_or_default());
    if percent.is_zero() && minimum.is_zero() {
        let remedy = "add `percent`, or `minimum` for a fixed amount";
        fields.refuse("percent", "the fee has no amount".to_owned(), remedy);
    }
    Some(Fee { scope, percent, minimum, currency: currency?, base: base? })
}

fn credit(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) -> Option<GivenCredit> {
    let scope = scope(fields);
    let amount = fields.required_money("amount");
    if amount.is_some_and(|amount| amount.is_zero()) {
        fields.refuse("amount", "`amount` is zero".to_owned(), "write what was given, or remove the entry");
    }
    let currency = fields.currency();
    required_start(fields, valid);
    whole_days(fields, valid);
    Some(GivenCredit { scope, amount: amount?, currency: currency? })
}

fn assumption(fields: &mut Fields<'_, '_, '_, '_>) -> Option<Assumption> {
    let scope = scope(fields);
    let form = "write for example takes = { tier = \"standard\" }; it knows over, tier, geo, lifetime, source \
                and free";
    let Some(table) = fields.table_of("takes", form) else {
        return fields.required_text("takes").and(None);
    };
    let mut parts = table.iter();
    let (Some((key, value)), None) = (parts.next(), parts.next()) else {
        fields.refuse("takes", "`takes` does not say exactly one thing".to_owned(), form);
        return None;
    };
    let (key, value) = (key.get_ref().as_ref(), value.get_ref());
    let text = value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let takes = match (key, text) {
        ("over", _) => whole(value).map(|over| Assumed::Band { over }),
        ("tier", Some(tier)) if TIERS.contains(&tier.as_str()) => Some(Assumed::Tier(tier)),
        ("tier", Some(tier)) => {
            fields.refuse("takes", unknown_tier(&tier), tiers_known());
            return None;
        }
        ("geo", Some(geo)) => Some(Assumed::Geo(geo)),
        ("lifetime", Some(name)) => {
            let Some(meter) = MeterId::parse(&name) else {
                fields.refuse("takes", unknown_meter(&name), METERS_KNOWN);
                return None;
            };
            Some(Assumed::Lifetime(meter))
        }
        ("source", Some(source)) => Some(Assumed::DisputedSource(source)),
        ("free", _) => (value.as_bool() == Some(true)).then_some(Assumed::Free),
        _ => None,
    };
    if takes.is_none() {
        fields.refuse("takes", format!("`takes` cannot be read at \"{key}\""), form);
    }
    Some(Assumption { scope, takes: takes? })
}

fn required_start(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) {
    if valid.from.is_none() {
        let remedy = "add the first day, for example from = 2026-07-01";
        fields.refuse("from", "it has no start".to_owned(), remedy);
    }
}

/// Money of a period is settled by days, so its terms start and end with a day.
fn whole_days(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) {
    refuse_unless(fields, valid, "a day", |at| at.time() == NaiveTime::MIN);
}

fn whole_months(fields: &mut Fields<'_, '_, '_, '_>, valid: Window) {
    refuse_unless(fields, valid, "a month", |at| at.day() == 1);
}

fn refuse_unless(
    fields: &mut Fields<'_, '_, '_, '_>,
    valid: Window,
    unit: &str,
    fits: impl Fn(Instant) -> bool,
) {
    for (field, at) in [("from", valid.from), ("to", valid.to)] {
        if at.is_some_and(|at| !fits(at)) {
            let what = format!("`{field}` does not stand at the start of {unit}");
            fields.refuse(field, what, format!("move it to the start of {unit}"));
        }
    }
}
