//! Labels and figures inside sentences.

use super::add_up::{REQUESTS, TOKENS};
use super::dimensions::Dimension;
use super::error::ExploreError;
use super::model::{Measure, QueryKey};
use super::reading::Reading;
use crate::kernel::words::{self, grouped};
use crate::kernel::{Amount, Basis, Billed, Currency, Estimated, Money, MoneyError, Rated};

/// A value with its name for people.
pub(super) fn key(reading: &Reading<'_>, dimension: Dimension, value: Option<&str>) -> QueryKey {
    QueryKey { value: value.map(str::to_owned), label: label(reading, dimension, value) }
}

fn label(reading: &Reading<'_>, dimension: Dimension, value: Option<&str>) -> String {
    let Some(value) = value else { return "not told".to_owned() };
    if let Some(name) = dimension.directory_kind().and_then(|kind| reading.name(kind, value))
        && !name.is_empty()
    {
        return name.to_owned();
    }
    if value.is_empty() {
        return format!("no {}", dimension.label().to_lowercase());
    }
    match dimension {
        Dimension::Provider => reading.source_name(value),
        Dimension::Connection => {
            let found = reading.connections.iter().find(|connection| connection.id.to_string() == value);
            found.map_or_else(|| value.to_owned(), |connection| connection.label.clone())
        }
        Dimension::Evidence => match value {
            "seen" => "Seen on requests".to_owned(),
            "not_seen" => "Not seen by any gateway".to_owned(),
            "not_explained" => "Not explained by usage".to_owned(),
            _ => sentence(value),
        },
        Dimension::Class | Dimension::Book | Dimension::OutcomeKind => sentence(value),
        Dimension::Lane | Dimension::TokenClass | Dimension::Meter | Dimension::Operation => sentence(value),
        _ => value.to_owned(),
    }
}

fn sentence(stored: &str) -> String {
    let spaced = stored.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The word of a measure in the middle of a sentence.
pub(super) const fn measure_word(measure: Measure) -> &'static str {
    match measure {
        Measure::Billed => "billed",
        Measure::ListCost => "list cost",
        Measure::Estimated => "estimated",
        Measure::Tokens => TOKENS,
        Measure::Requests => REQUESTS,
        Measure::Rated => "rated",
        Measure::RatedList => "rated at list",
        Measure::Spend => "spend",
        Measure::SpendRetry => "spend on retries",
        Measure::SpendBatch => "batch spend",
        Measure::SpendCacheWrite => "spend on cache writes",
        Measure::SpendCacheRead => "spend on cache reads",
        Measure::SpendInput => "spend on input",
        Measure::SpendOutput => "spend on output",
        Measure::SpendOther => "other spend",
        Measure::SeenShare => "seen share",
        Measure::Attempts => "attempts",
        Measure::Retries => "retries",
        Measure::RetryUnknown => "attempts that may be retries",
        Measure::Failures => "failures",
        Measure::ObservedTokens => "observed tokens",
        Measure::Outcomes => "outcomes",
    }
}

/// Nanos as an amount of the measure's basis.
pub(super) fn amount(measure: Measure, nanos: i128, currency: &str) -> Result<Amount, ExploreError> {
    let amount = match measure {
        Measure::Estimated => of_basis::<Estimated>(nanos, currency)?,
        Measure::ListCost => Amount { basis: "list".to_owned(), ..of_basis::<Billed>(nanos, currency)? },
        Measure::Rated => of_basis::<Rated>(nanos, currency)?,
        Measure::RatedList => Amount { basis: "list".to_owned(), ..of_basis::<Rated>(nanos, currency)? },
        _ => of_basis::<Billed>(nanos, currency)?,
    };
    Ok(amount)
}

/// Nanos as an amount of record, whose book is told beside it.
pub(super) fn of_record(nanos: i128, currency: &str, book: &str) -> Result<Amount, ExploreError> {
    Ok(Amount { basis: book.to_owned(), ..of_basis::<Billed>(nanos, currency)? })
}

/// Billed nanos as an amount.
pub(super) fn billed(nanos: i128, currency: &str) -> Result<Amount, ExploreError> {
    amount(Measure::Billed, nanos, currency)
}

fn of_basis<B: Basis>(nanos: i128, currency: &str) -> Result<Amount, MoneyError> {
    let currency = Currency::parse(currency)?;
    let nanos = i64::try_from(nanos)
        .map_err(|_| MoneyError::TooLarge { amount: format!("{nanos} nanos"), currency })?;
    Ok(Money::<B>::from_nanos(nanos, currency).into())
}

/// A sum for a sentence: money to the cent with its currency, quantities with their unit.
pub(super) fn figure(sum: i128, unit: &str) -> String {
    if unit == TOKENS || unit == REQUESTS {
        return format!("{} {unit}", grouped(&sum.to_string()));
    }
    words::figure(sum, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart_and_cents_are_kept() {
        assert_eq!(figure(1_234_567_890_000_000, "USD"), "1,234,567.89 USD");
        assert_eq!(figure(-1_000_000, "USD"), "less than 0.01 USD");
        assert_eq!(figure(1_234_567, TOKENS), "1,234,567 tokens");
    }
}
