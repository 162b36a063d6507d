//! What a book says of a rate, in words.

use crate::kernel::words::listed;
use chrono::{NaiveDate, Timelike};
use showback_pricebook::{Alias, Calendar, Certainty, Channel, Clock, Instant, Rate, RateStatus, Window};

/// A rate not read again for so many days is stale.
pub const STALE_DAYS: i64 = 90;

const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "Mon"),
    ("tue", "Tue"),
    ("wed", "Wed"),
    ("thu", "Thu"),
    ("fri", "Fri"),
    ("sat", "Sat"),
    ("sun", "Sun"),
];

/// Hours of a rate: `Mon-Fri 01:00-04:00 and 06:00-10:00 UTC`, or `outside` of them.
pub fn clock_words(channel: &Channel, clock: &Clock) -> String {
    let Some(calendar) = channel.calendars.iter().find(|calendar| calendar.id == clock.calendar) else {
        return format!("hours of {}", clock.calendar);
    };
    let hours = calendar_words(calendar);
    if clock.is_inside { hours } else { format!("outside {hours}") }
}

fn calendar_words(calendar: &Calendar) -> String {
    let windows: Vec<&str> = calendar.windows.iter().map(String::as_str).collect();
    let mut text = format!("{} UTC", listed(&windows));
    let days = weekday_words(&calendar.weekdays);
    if !days.is_empty() {
        text = format!("{days} {text}");
    }
    match calendar.except_days.len() {
        0 => text,
        1 => format!("{text}, but for 1 holiday"),
        number => format!("{text}, but for {number} holidays"),
    }
}

/// `Mon-Fri`, `Sat and Sun`; empty for every day.
fn weekday_words(days: &[String]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (place, (id, _)) in WEEKDAYS.iter().enumerate() {
        if !days.iter().any(|day| day == id) {
            continue;
        }
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == place => *last = place,
            _ => runs.push((place, place)),
        }
    }
    let name = |place: usize| WEEKDAYS.get(place).map_or("", |(_, name)| *name);
    let words: Vec<String> = runs
        .into_iter()
        .flat_map(|(first, last)| match last.saturating_sub(first) {
            0 => vec![name(first).to_owned()],
            1 => vec![name(first).to_owned(), name(last).to_owned()],
            _ => vec![format!("{}-{}", name(first), name(last))],
        })
        .collect();
    listed(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// An instant for people: only the day when it is midnight.
pub(super) fn instant_words(at: Instant) -> String {
    if at.num_seconds_from_midnight() == 0 {
        at.date_naive().to_string()
    } else {
        format!("{} UTC", at.format("%Y-%m-%d %H:%M"))
    }
}

/// `from 2026-07-30 until 2026-08-21`; `None` for always.
pub fn window_words(window: &Window) -> Option<String> {
    match (window.from, window.to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {}", instant_words(from))),
        (None, Some(to)) => Some(format!("until {}", instant_words(to))),
        (Some(from), Some(to)) => Some(format!("from {} until {}", instant_words(from), instant_words(to))),
    }
}

/// Another name of a model with its dates.
pub fn alias_words(alias: &Alias) -> String {
    let dates = window_words(&alias.valid).map_or_else(String::new, |dates| format!(" {dates}"));
    let doubt = match alias.certainty {
        Certainty::Stated => "",
        Certainty::Observed => " (the true change lies up to a month earlier)",
    };
    format!("{}{dates}{doubt}", alias.id)
}

/// A form of dated names.
pub fn snapshot_words(model: &str, suffix: &str) -> String {
    format!("{model}{suffix}, its dated forms")
}

/// The stored word of a status.
pub const fn status_word(status: RateStatus) -> &'static str {
    match status {
        RateStatus::Confirmed => "confirmed",
        RateStatus::Corroborated => "corroborated",
        RateStatus::Single => "single",
        RateStatus::Announced => "announced",
        RateStatus::Disputed => "disputed",
    }
}

/// What is doubtful about a rate today; `None` when nothing is. `read_on` is the day its source was read.
pub fn doubt_words(rate: &Rate, read_on: Option<NaiveDate>, now: Instant) -> Option<String> {
    let mut doubts: Vec<String> = Vec::new();
    match rate.status {
        RateStatus::Confirmed | RateStatus::Corroborated => {}
        RateStatus::Single => doubts.push("only one catalogue says so".to_owned()),
        RateStatus::Announced => doubts.push("announced and not yet seen".to_owned()),
        RateStatus::Disputed => {
            doubts.push("sources contradict each other: choose one in the contract".to_owned());
        }
    }
    if let Some(from) = rate.unverified_from.filter(|from| *from <= now) {
        doubts.push(format!("nobody says whether it still holds since {}", instant_words(from)));
    }
    if rate.is_observed {
        doubts.push("the true start lies up to a month earlier".to_owned());
    }
    let is_open = rate.valid.to.is_none_or(|to| to > now) && rate.known.to.is_none();
    if let Some(days) = read_on.map(|day| (now.date_naive() - day).num_days())
        && is_open
        && days > STALE_DAYS
    {
        doubts.push(format!("not read again for {days} days"));
    }
    doubts.extend(rate.expected.as_ref().map(|reason| format!("unusual: {reason}")));
    (!doubts.is_empty()).then(|| doubts.join("; "))
}
