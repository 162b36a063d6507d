//! List rates of the models the simulated company uses, exact.

use chrono::NaiveDate;

/// Dollars per million tokens, in millionths of a dollar; `None` where the provider has no such price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) model: &'static str,
    pub(crate) tier: &'static str,
    pub(crate) from: NaiveDate,
    pub(crate) input: i64,
    pub(crate) cache_read: Option<i64>,
    /// 30-minute retention at OpenAI, 5-minute at Anthropic.
    pub(crate) write_short: Option<i64>,
    /// 12-hour retention at OpenAI, 1-hour at Anthropic.
    pub(crate) write_long: Option<i64>,
    pub(crate) output: i64,
    pub(crate) input_audio: Option<i64>,
    pub(crate) output_audio: Option<i64>,
}

const TABLE: &str = include_str!("rates.csv");

/// All rates, in the order of the table.
pub(crate) fn load() -> Vec<Rate> {
    TABLE.lines().skip(1).filter_map(parse).collect()
}

fn parse(line: &'static str) -> Option<Rate> {
    let mut cells = line.split(',');
    let model = cells.next()?;
    let tier = cells.next()?;
    let from = cells.next()?.parse().ok()?;
    let mut money = || cells.next().and_then(millionths);
    Some(Rate {
        model,
        tier,
        from,
        input: money()?,
        cache_read: money(),
        write_short: money(),
        write_long: money(),
        output: money().unwrap_or(0),
        input_audio: money(),
        output_audio: money(),
    })
}

fn millionths(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let padded = format!("{fraction:0<6}");
    whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(padded.parse().ok()?)
}

/// The rate in force for a model and tier on a day; the standard tier where the tier is not priced.
pub(crate) fn on(rates: &[Rate], model: &str, tier: &str, day: NaiveDate) -> Option<Rate> {
    let latest = |tier: &str| {
        rates
            .iter()
            .filter(|rate| rate.model == model && rate.tier == tier && rate.from <= day)
            .max_by_key(|rate| rate.from)
            .copied()
    };
    latest(tier).or_else(|| latest("standard"))
}

/// Price of a number of tokens in nanos (10^-9 dollar), rounded half up to the nano.
pub(crate) fn price(tokens: i64, rate: i64) -> i64 {
    let millionths_of_nanos = i128::from(tokens) * i128::from(rate);
    i64::try_from((millionths_of_nanos + 500) / 1000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(load().len(), TABLE.lines().count() - 1);
    }

    #[test]
    fn a_million_tokens_cost_the_listed_rate() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let rates = load();
        let rate = on(&rates, "gpt-6-luna", "batch", day).unwrap();
        assert_eq!(price(1_000_000, rate.write_short.unwrap()), 62_500_000);
        let sonnet = on(&rates, "claude-sonnet-5-5", "standard", day).unwrap();
        assert_eq!(sonnet.cache_read, Some(100_000));
    }
}
