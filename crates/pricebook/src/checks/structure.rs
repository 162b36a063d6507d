//! Form: names, limits, prices, references within a channel.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::report::Report;
use super::table::{self, PER_TOKENS, RateList, is_token, row_text};
use crate::canonical::MAX_TEXT;
use crate::meters::{MeterSide, TIERS};
use crate::model::{Channel, Rate};
use crate::places::{Item, Part};
use crate::rate_key;
use crate::source::{MAX_DIGITS, is_version, significant_digits};

/// Most a price may be, whatever its unit, and most digits after its point: what exact arithmetic stays exact with.
const MAX_PRICE: u32 = 1_000_000_000;
const MAX_SCALE: u32 = 12;
/// Most units one price is for.
const MAX_PER: u64 = 10_000_000_000;

pub(super) fn check(report: &mut Report<'_>) {
    let book = report.book;
    of_book(report);
    for (at, channel) in book.channels.iter().enumerate() {
        ids_are_unique(report, at, channel);
        sources_exist(report, at, channel);
        tiers_are_known(report, at, channel);
        factors_are_positive(report, at, channel);
        texts_are_short(report, at, channel);
    }
    for list in table::lists(book) {
        for (at, rate) in list.rows() {
            key_is_readable(report, &list, at, rate);
            price_is_sound(report, &list, at, rate);
            unit_is_usual(report, &list, at, rate);
            if rate.id != rate_key::rate_id(&list.channel.id, list.model_id(), rate) {
                let what = format!("{}: {} has an id that is not its own", list.name(), row_text(rate));
                report.error(list.item(at), "rate-id", what, "take the book from the release page again");
            }
        }
    }
    rates_are_unique(report);
}

fn of_book(report: &mut Report<'_>) {
    let book = report.book;
    if book.schema != 1 {
        report.error(Item::Book, "schema", format!("form {} is not known", book.schema), "update Showback");
    }
    if book.sequence == 0 || !is_version(&book.version) {
        let what = format!("version \"{}\", sequence {} do not name a book", book.version, book.sequence);
        report.error(Item::Book, "version", what, "write a day like 2026-11-23 and a sequence from 1");
    }
}

fn ids_are_unique(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let channels = &report.book.channels;
    if channels.iter().take(at).any(|other| other.id == channel.id) {
        let what = format!("the channel \"{}\" stands twice", channel.id);
        report.error(Item::Channel(at), "unique-id", what, "keep one file of it");
    }
    let mut seen = BTreeSet::new();
    for (index, model) in channel.models.iter().enumerate() {
        if !seen.insert(model.id.as_str()) {
            let what = format!("{}: the model \"{}\" stands twice", channel.id, model.id);
            report.error(
                Item::Model(at, index),
                "unique-id",
                what,
                "keep one table of it, with the rates of both",
            );
        }
    }
    let lists: [(Part, Vec<&str>); 4] = [
        (Part::Source, channel.sources.iter().map(|source| source.id.as_str()).collect()),
        (Part::Modifier, channel.modifiers.iter().map(|modifier| modifier.id.as_str()).collect()),
        (Part::Calendar, channel.calendars.iter().map(|calendar| calendar.id.as_str()).collect()),
        (Part::Capacity, channel.capacities.iter().map(|capacity| capacity.id.as_str()).collect()),
    ];
    for (part, ids) in lists {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.into_iter().enumerate() {
            // A modifier or a capacity may follow itself in time.
            if !seen.insert(id) && matches!(part, Part::Source | Part::Calendar) {
                let what = format!("{}: \"{id}\" stands twice", channel.id);
                report.error(Item::Entry(at, part, index), "unique-id", what, "give one of them another id");
            }
        }
    }
}

fn sources_exist<'b>(report: &mut Report<'b>, at: usize, channel: &'b Channel) {
    let known: BTreeSet<&str> = channel.sources.iter().map(|source| source.id.as_str()).collect();
    let mut named: Vec<(Item, &'b str)> = Vec::new();
    for (index, model) in channel.models.iter().enumerate() {
        let rates = model.rates.iter().enumerate();
        named.extend(rates.map(|(rate, row)| (Item::Rate(at, index, rate), row.source.as_str())));
    }
    let mut add = |part, sources: Vec<&'b String>| {
        let sources = sources.into_iter().enumerate();
        named.extend(sources.map(|(index, source)| (Item::Entry(at, part, index), source.as_str())));
    };
    add(Part::Fee, channel.fees.iter().map(|fee| &fee.source).collect());
    add(Part::Modifier, channel.modifiers.iter().map(|modifier| &modifier.source).collect());
    add(Part::Allowance, channel.allowances.iter().map(|allowance| &allowance.source).collect());
    add(Part::Credit, channel.credits.iter().map(|credit| &credit.source).collect());
    add(Part::Capacity, channel.capacities.iter().map(|capacity| &capacity.source).collect());
    for (item, source) in named {
        if !known.contains(source) {
            let what = format!("{}: there is no source \"{source}\"", channel.id);
            report.error(item, "source", what, "add it to [sources] with its text and the day it was read");
        }
    }
}

fn tiers_are_known(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let mut named: Vec<(Item, &str)> = Vec::new();
    let words = channel.tier_words.iter().enumerate();
    named.extend(words.map(|(index, word)| (Item::Entry(at, Part::TierWord, index), word.tier.as_str())));
    for (index, modifier) in channel.modifiers.iter().enumerate() {
        let item = Item::Entry(at, Part::Modifier, index);
        named.extend(modifier.tiers.iter().map(|tier| (item, tier.as_str())));
    }
    for list in table::lists(report.book).filter(|list| list.channel_at == at) {
        named.extend(list.rows().map(|(rate, row)| (list.item(rate), row.tier.as_str())));
    }
    for (item, tier) in named.into_iter().filter(|(_, tier)| !TIERS.contains(tier)) {
        let what = format!("{}: \"{tier}\" is not a tier", channel.id);
        report.error(item, "unknown-tier", what, &format!("use one of: {}", TIERS.join(", ")));
    }
}

fn factors_are_positive(report: &mut Report<'_>, at: usize, channel: &Channel) {
    for (index, modifier) in channel.modifiers.iter().enumerate() {
        if modifier.factor < Decimal::new(5, 1) || modifier.factor > Decimal::from(3) {
            let what = format!(
                "{}: the factor {} of \"{}\" is outside 0.5 to 3",
                channel.id, modifier.factor, modifier.id
            );
            let remedy = "write the factor itself: 1.1 for ten percent more";
            report.error(Item::Entry(at, Part::Modifier, index), "factor", what, remedy);
        }
    }
    for (index, credit) in channel.credits.iter().enumerate() {
        if credit.factor <= Decimal::ZERO || credit.factor > Decimal::ONE {
            let what = format!("{}: the share {} of a credit is outside 0 to 1", channel.id, credit.factor);
            let remedy = "write the share of the list cost that comes back: 0.5 for half of it";
            report.error(Item::Entry(at, Part::Credit, index), "factor", what, remedy);
        }
        let unknown = credit.models.iter().find(|id| channel.models.iter().all(|model| model.id != **id));
        if let Some(id) = unknown {
            let what =
                format!("{}: a credit names the model \"{id}\", which is not in the channel", channel.id);
            report.error(
                Item::Entry(at, Part::Credit, index),
                "reference",
                what,
                "name a model of the channel",
            );
        }
    }
    let amounts = channel.allowances.iter().map(|allowance| (Part::Allowance, allowance.amount));
    let prices = channel.capacities.iter().map(|capacity| (Part::Capacity, capacity.price));
    for (index, (part, amount)) in amounts.enumerate().chain(prices.enumerate()) {
        if amount <= Decimal::ZERO || significant_digits(amount) > MAX_DIGITS {
            let what = format!("{}: {amount} is no amount", channel.id);
            let remedy = format!("write a number above 0 of at most {MAX_DIGITS} significant digits");
            report.error(Item::Entry(at, part, index), "price", what, &remedy);
        }
    }
}

fn texts_are_short(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let mut texts: BTreeMap<&str, Item> = BTreeMap::new();
    for text in
        [&channel.id, &channel.name, &channel.billing_zone, &channel.usage_convention, &channel.default_geo]
    {
        texts.insert(text, Item::Channel(at));
    }
    texts.extend(channel.pages.iter().map(|page| (page.as_str(), Item::Channel(at))));
    for (index, source) in channel.sources.iter().enumerate() {
        let item = Item::Entry(at, Part::Source, index);
        texts.extend(
            [&source.id, &source.text].into_iter().chain(&source.url).map(|text| (text.as_str(), item)),
        );
    }
    for (index, model) in channel.models.iter().enumerate() {
        let item = Item::Model(at, index);
        let named = [&model.id, &model.is].into_iter().chain(&model.expected).chain(&model.own_snapshots);
        let aliases = model.aliases.iter().map(|alias| &alias.id);
        let reasons = model.rates.iter().filter_map(|rate| rate.expected.as_ref());
        texts.extend(named.chain(aliases).chain(reasons).map(|text| (text.as_str(), item)));
    }
    for (text, item) in texts {
        if text.chars().count() > MAX_TEXT {
            let what = format!("{}: a text is longer than {MAX_TEXT} characters", channel.id);
            report.error(item, "size", what, "shorten it");
        }
    }
}

/// Keys are texts with spaces between their parts, so no part may have one.
fn key_is_readable<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let calendar = rate.clock.as_ref().map(|clock| clock.calendar.as_str());
    let parts = [list.channel.id.as_str(), list.model_id(), &rate.geo].into_iter().chain(calendar);
    for part in parts {
        let is_name = !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !c.is_control());
        if !is_name || part.chars().count() > MAX_TEXT {
            let what = format!("{}: \"{part}\" is no name", list.name());
            report.error(list.item(at), "name", what, "use a name without spaces");
        }
    }
    if let Some(calendar) = calendar.filter(|id| list.channel.calendars.iter().all(|known| known.id != *id)) {
        let what = format!("{}: there is no calendar \"{calendar}\"", list.name());
        report.error(list.item(at), "reference", what, "add a [[calendar]] with that id");
    }
}

fn is_exact(number: Decimal) -> bool {
    significant_digits(number) <= MAX_DIGITS
        && number.scale() <= MAX_SCALE
        && number <= Decimal::from(MAX_PRICE)
}

fn price_is_sound<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let Some(price) = rate.price else {
        if rate.meter.side() != MeterSide::Input || rate.meter.name() == "input" {
            let what = format!("{}: {} has no price to fall to", list.name(), row_text(rate));
            report.error(
                list.item(at),
                "price",
                what,
                "`none` is for input-side meters that are billed as input",
            );
        }
        return;
    };
    if price.is_sign_negative() || !is_exact(price) {
        let what = format!("{}: {price} is no price for {}", list.name(), row_text(rate));
        let remedy = format!("write a number from 0 of at most {MAX_DIGITS} significant digits");
        report.error(list.item(at), "price", what, &remedy);
    } else if price.is_zero() != rate.is_free {
        let (what, remedy) = if rate.is_free {
            ("is free but has a price", "remove `free = true`")
        } else {
            (
                "costs 0",
                "leave the meter out when its price is unknown, or say `free = true` when it is given away",
            )
        };
        report.error(
            list.item(at),
            "zero-price",
            format!("{}: {} {what}", list.name(), row_text(rate)),
            remedy,
        );
    }
}

/// Tokens are priced by the million everywhere, so that a price per thousand cannot slip in.
fn unit_is_usual<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let is_usual = if is_token(rate.meter) || rate.meter.spec().unit.starts_with("token") {
        rate.per == PER_TOKENS
    } else {
        (1..=MAX_PER).contains(&rate.per)
    };
    if !is_usual {
        let what = format!("{}: {} is priced per {}", list.name(), row_text(rate), rate.per);
        report.error(
            list.item(at),
            "unit",
            what,
            "price tokens per 1_000_000, other units per 1 to 10_000_000_000",
        );
    }
}

fn rates_are_unique(report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for list in table::lists(report.book) {
        for (at, rate) in list.rows() {
            if !seen.insert(rate.id) {
                let what = format!("{}: {} stands twice", list.name(), row_text(rate));
                report.error(list.item(at), "unique-rate", what, "keep one of the two rows");
            }
        }
    }
}
