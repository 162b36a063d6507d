//! The text form of an entry, written from its fields.

use std::fmt::Write as _;

use chrono::NaiveTime;

use super::finding::ContractFinding;
use super::forms::{
    AliasForm, AssumeForm, CapacityForm, CommitmentForm, CreditForm, DiscountForm, FeeForm, ModelForm,
    PriceForm, RateForm, ScopeForm, TakesForm, TermForm,
};
use super::model::{Contract, Entry};
use super::shape::date_text;
use super::view::{EntryDraft, EntryKind};
use crate::kernel::{parse_day, parse_instant};
use crate::text_form::{key, quoted};

/// A field with its value as it stands in the text.
pub(super) type Field = (&'static str, String);

/// The text form of a contract made from nothing: entries in order, a blank line between them.
pub fn to_text(contract: &Contract) -> String {
    let blocks: Vec<String> = contract.entries.iter().map(|entry| block(&EntryDraft::from(entry))).collect();
    blocks.join("\n")
}

impl EntryDraft {
    /// The entry it makes, or every finding; their `field` names the field of the text form.
    pub fn to_entry(&self) -> Result<Entry, Vec<ContractFinding>> {
        let contract = Contract::parse(&block(self))?;
        contract.entries.into_iter().next().ok_or_else(Vec::new)
    }
}

impl TermForm {
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

/// One entry from its `[[...]]` to the end of its last line.
pub(super) fn block(draft: &EntryDraft) -> String {
    let mut text = format!("[[{}]]\n", draft.term.kind().word());
    for (field, value) in fields(draft) {
        let _ = writeln!(text, "{field} = {value}");
    }
    text
}

/// Every field that is stated, in the order of the documentation.
pub(super) fn fields(draft: &EntryDraft) -> Vec<Field> {
    let mut out = vec![("id", quoted(draft.id.trim())), ("reason", quoted(&draft.reason))];
    push(&mut out, "from", draft.from.as_deref(), date);
    push(&mut out, "to", draft.to.as_deref(), date);
    match &draft.term {
        TermForm::Rate(form) => rate(&mut out, form),
        TermForm::Model(form) => model(&mut out, form),
        TermForm::Alias(AliasForm { channel, name, model }) => {
            out.extend([("channel", quoted(channel)), ("name", quoted(name)), ("model", quoted(model))]);
        }
        TermForm::Discount(form) => discount(&mut out, form),
        TermForm::Commitment(form) => commitment(&mut out, form),
        TermForm::Capacity(CapacityForm { scope: place, units, unit_price_per_month, currency }) => {
            scope(&mut out, place);
            out.push(("units", decimal(units)));
            out.push(("unit_price_per_month", decimal(unit_price_per_month)));
            out.push(("currency", decimal(currency)));
        }
        TermForm::Fee(FeeForm { scope: place, percent, minimum, currency, base }) => {
            scope(&mut out, place);
            push(&mut out, "percent", percent.as_deref(), decimal);
            push(&mut out, "minimum", minimum.as_deref(), decimal);
            out.extend([("currency", decimal(currency)), ("base", quoted(base))]);
        }
        TermForm::Credit(CreditForm { scope: place, amount, currency }) => {
            scope(&mut out, place);
            out.extend([("amount", decimal(amount)), ("currency", decimal(currency))]);
        }
        TermForm::Assume(AssumeForm { scope: place, takes: what }) => {
            scope(&mut out, place);
            out.push(("takes", takes(what)));
        }
    }
    out
}

fn rate(out: &mut Vec<Field>, form: &RateForm) {
    scope(out, &form.scope);
    if form.over != 0 {
        out.push(("over", form.over.to_string()));
    }
    out.push(("price", prices(&form.prices)));
    per(out, form.per);
}

fn model(out: &mut Vec<Field>, form: &ModelForm) {
    out.extend([("channel", quoted(&form.channel)), ("model", quoted(&form.model))]);
    if let Some(same) = &form.same_as {
        let (channel, model) = (quoted(&same.channel), quoted(&same.model));
        out.push(("same_as", format!("{{ channel = {channel}, model = {model} }}")));
    }
    if !form.prices.is_empty() {
        out.push(("price", prices(&form.prices)));
    }
    per(out, form.per);
}

fn discount(out: &mut Vec<Field>, form: &DiscountForm) {
    scope(out, &form.scope);
    out.push(("percent", decimal(&form.percent)));
    if !form.meters.is_empty() {
        let meters: Vec<String> = form.meters.iter().map(|meter| quoted(meter)).collect();
        out.push(("meters", format!("[{}]", meters.join(", "))));
    }
    if form.includes_tools {
        out.push(("includes_tools", "true".to_owned()));
    }
}

fn commitment(out: &mut Vec<Field>, form: &CommitmentForm) {
    scope(out, &form.scope);
    out.push(("amount", decimal(&form.amount)));
    push(out, "paid", form.paid.as_deref(), decimal);
    out.push(("currency", decimal(&form.currency)));
    out.push(("every", quoted(&form.every)));
    out.push(("settlement", quoted(&form.settlement)));
}

fn scope(out: &mut Vec<Field>, form: &ScopeForm) {
    let ScopeForm { channel, model, tier, geo, account, project } = form;
    let parts = [
        ("channel", channel),
        ("model", model),
        ("tier", tier),
        ("geo", geo),
        ("account", account),
        ("project", project),
    ];
    for (field, value) in parts {
        push(out, field, value.as_deref(), quoted);
    }
}

fn per(out: &mut Vec<Field>, per: u64) {
    if per != 1_000_000 {
        out.push(("per", per.to_string()));
    }
}

/// An optional field: the window sends an empty text where nothing was filled in.
fn push(out: &mut Vec<Field>, field: &'static str, value: Option<&str>, write: impl Fn(&str) -> String) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        out.push((field, write(value)));
    }
}

fn prices(prices: &[PriceForm]) -> String {
    if prices.is_empty() {
        return "{}".to_owned();
    }
    let lines: Vec<String> =
        prices.iter().map(|line| format!("{} = {}", key(&line.meter), decimal(&line.price))).collect();
    format!("{{ {} }}", lines.join(", "))
}

fn takes(what: &TakesForm) -> String {
    match what {
        TakesForm::Over(over) => format!("{{ over = {over} }}"),
        TakesForm::Tier(tier) => format!("{{ tier = {} }}", quoted(tier)),
        TakesForm::Geo(geo) => format!("{{ geo = {} }}", quoted(geo)),
        TakesForm::Lifetime(meter) => format!("{{ lifetime = {} }}", quoted(meter)),
        TakesForm::Source(source) => format!("{{ source = {} }}", quoted(source)),
        TakesForm::Free => "{ free = true }".to_owned(),
    }
}

/// A date without quotes; what is no date keeps its quotes, so that the reader can say so.
fn date(text: &str) -> String {
    let day = parse_day(text).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    match day.or_else(|_| parse_instant(text)).map(date_text) {
        Ok(plain) if plain.starts_with(|c: char| c.is_ascii_digit()) => plain,
        _ => quoted(text),
    }
}

fn decimal(text: &str) -> String {
    quoted(text.trim())
}
