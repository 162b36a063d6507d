//! When: every window is a window, no instant has two prices, calendars can be read.

use chrono::{Datelike, NaiveTime};

use super::report::Report;
use super::table::{self, RateList, is_concurrent, row_text};
use crate::model::{Channel, Clock, Rate, RateStatus, Window};
use crate::places::{Item, Part};
use crate::rate_key::window_text;
use crate::terms::Calendar;

const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn check(report: &mut Report<'_>) {
    let book = report.book;
    for (at, channel) in book.channels.iter().enumerate() {
        windows_of_terms(report, at, channel);
        words_mean_one_tier(report, at, channel);
        modifiers_follow_themselves(report, at, channel);
        sources_are_not_from_the_future(report, at, channel);
        for (index, calendar) in channel.calendars.iter().enumerate() {
            calendar_is_readable(report, channel, Item::Entry(at, Part::Calendar, index), calendar);
        }
    }
    for list in table::lists(book) {
        for (at, rate) in list.rows() {
            windows_of_rate(report, &list, at, rate);
            announced_is_ahead(report, &list, at, rate);
        }
        one_price_at_a_time(report, &list);
    }
}

fn is_window(window: &Window) -> bool {
    window.from.zip(window.to).is_none_or(|(from, to)| from < to)
}

fn refuse_empty(report: &mut Report<'_>, item: Item, of: &str, window: &Window) {
    if !is_window(window) {
        let what = format!("{of}: {} ends before it starts", window_text(window));
        report.error(item, "window", what, "write `from` earlier than `to`; `to` itself is no longer inside");
    }
}

fn windows_of_terms<'b>(report: &mut Report<'b>, at: usize, channel: &'b Channel) {
    let mut windows: Vec<(Item, &'b Window)> = Vec::new();
    let mut add = |part, valid: Vec<&'b Window>| {
        windows.extend(
            valid.into_iter().enumerate().map(|(index, window)| (Item::Entry(at, part, index), window)),
        );
    };
    add(Part::TierWord, channel.tier_words.iter().map(|word| &word.valid).collect());
    add(Part::Modifier, channel.modifiers.iter().map(|modifier| &modifier.valid).collect());
    add(Part::Redirect, channel.redirects.iter().map(|redirect| &redirect.valid).collect());
    add(Part::Allowance, channel.allowances.iter().map(|allowance| &allowance.valid).collect());
    add(Part::Credit, channel.credits.iter().map(|credit| &credit.valid).collect());
    add(Part::Capacity, channel.capacities.iter().map(|capacity| &capacity.valid).collect());
    for (index, model) in channel.models.iter().enumerate() {
        let aliases = model.aliases.iter().enumerate();
        windows.extend(aliases.map(|(alias_at, alias)| (Item::Alias(at, index, alias_at), &alias.valid)));
        if model.released.zip(model.retired).is_some_and(|(released, retired)| retired < released) {
            let what = format!("{} {}: retired before it was released", channel.id, model.id);
            report.error(Item::Model(at, index), "window", what, "correct one of the two days");
        }
    }
    for (item, window) in windows {
        refuse_empty(report, item, &channel.id, window);
    }
}

fn windows_of_rate<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let of = format!("{} {}", list.name(), rate.meter);
    refuse_empty(report, list.item(at), &of, &rate.valid);
    refuse_empty(report, list.item(at), &of, &rate.known);
    if rate.unverified_from.is_some_and(|from| !rate.valid.contains(from)) {
        let what = format!("{of}: `unverified_from` is not inside {}", window_text(&rate.valid));
        report.error(list.item(at), "window", what, "write an instant at which the row still applies");
    }
}

fn one_price_at_a_time<'b>(report: &mut Report<'b>, list: &RateList<'b>) {
    for (at, rate) in list.rows() {
        for (_, other) in list.rows().take(at) {
            let is_same_key = other.meter == rate.meter
                && other.tier == rate.tier
                && other.geo == rate.geo
                && other.band == rate.band
                && share_hours(other.clock.as_ref(), rate.clock.as_ref());
            // Both sides of a dispute are kept; neither is used without a choice.
            let is_dispute = rate.status == RateStatus::Disputed && other.status == RateStatus::Disputed;
            if is_same_key && !is_dispute && is_concurrent(rate, other) {
                let what =
                    format!("{}: {} overlaps {}", list.name(), row_text(rate), window_text(&other.valid));
                report.error(
                    list.item(at),
                    "overlap",
                    what,
                    "end the earlier row where the later one starts",
                );
            }
        }
    }
}

/// Only the two sides of one calendar have no hour in common.
fn share_hours(a: Option<&Clock>, b: Option<&Clock>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.calendar != b.calendar || a.is_inside == b.is_inside)
}

fn words_mean_one_tier(report: &mut Report<'_>, at: usize, channel: &Channel) {
    for (index, word) in channel.tier_words.iter().enumerate() {
        let mut earlier = channel.tier_words.iter().take(index);
        if earlier.any(|other| other.word == word.word && other.valid.overlaps(&word.valid)) {
            let what = format!("{}: the word \"{}\" means two tiers at once", channel.id, word.word);
            let remedy = "end the older meaning where the newer one starts";
            report.error(Item::Entry(at, Part::TierWord, index), "overlap", what, remedy);
        }
    }
}

fn modifiers_follow_themselves(report: &mut Report<'_>, at: usize, channel: &Channel) {
    for (index, modifier) in channel.modifiers.iter().enumerate() {
        let mut earlier = channel.modifiers.iter().take(index);
        if earlier.any(|other| other.id == modifier.id && other.valid.overlaps(&modifier.valid)) {
            let what = format!("{}: the modifier \"{}\" applies twice at once", channel.id, modifier.id);
            let remedy = "end the older one where the newer one starts, or give it an id of its own";
            report.error(Item::Entry(at, Part::Modifier, index), "overlap", what, remedy);
        }
    }
}

fn sources_are_not_from_the_future(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let book = report.book;
    let made_on = book.version.get(..10).and_then(|day| day.parse::<chrono::NaiveDate>().ok());
    for (index, source) in channel.sources.iter().enumerate() {
        if made_on.is_some_and(|made_on| source.retrieved > made_on) {
            let what = format!(
                "{}: the source \"{}\" was read on {}, after the book was made",
                channel.id, source.id, source.retrieved
            );
            let remedy = "correct the day, or the version in book.toml";
            report.error(Item::Entry(at, Part::Source, index), "source-day", what, remedy);
        }
    }
}

/// An announced price whose source was read after its start has been seen, or has been dropped.
fn announced_is_ahead<'b>(report: &mut Report<'b>, list: &RateList<'b>, at: usize, rate: &'b Rate) {
    let is_announced = rate.status == RateStatus::Announced && rate.known.to.is_none();
    let source = list.channel.sources.iter().find(|source| source.id == rate.source);
    let has_begun =
        source.zip(rate.valid.from).is_some_and(|(source, from)| source.retrieved >= from.date_naive());
    if is_announced && has_begun {
        let what =
            format!("{}: {} is still announced, though its source is younger", list.name(), row_text(rate));
        report.note(list.item(at), "announced", what, "confirm it, or end what was known with `known_to`");
    }
}

fn calendar_is_readable(report: &mut Report<'_>, channel: &Channel, item: Item, calendar: &Calendar) {
    let of = format!("{}: the calendar \"{}\"", channel.id, calendar.id);
    if calendar.windows.is_empty() || !calendar.windows.iter().all(|window| is_daily(window)) {
        report.error(
            item,
            "calendar",
            format!("{of} has no readable windows"),
            "write them like \"01:00-04:00\", in UTC",
        );
    }
    if !calendar.weekdays.iter().all(|day| WEEKDAYS.contains(&day.as_str())) {
        let remedy = format!("use {}", WEEKDAYS.join(", "));
        report.error(item, "calendar", format!("{of} has an unknown weekday"), &remedy);
    }
    let is_listed = |day: &chrono::NaiveDate| calendar.except_years.contains(&day.year());
    if !calendar.except_days.iter().all(is_listed) {
        let what = format!("{of} has exceptions in a year that `except_years` does not list");
        report.error(item, "calendar", what, "add the year once all of its exceptions are known");
    }
}

fn is_daily(window: &str) -> bool {
    let time =
        |text: &str| (text.len() == 5).then(|| NaiveTime::parse_from_str(text, "%H:%M").ok()).flatten();
    window.split_once('-').is_some_and(|(start, end)| {
        time(start).is_some_and(|start| (end == "24:00") || time(end).is_some_and(|end| end != start))
    })
}
