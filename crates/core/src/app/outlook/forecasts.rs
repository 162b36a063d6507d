//! `forecast.get`.

use rust_decimal::Decimal;

use super::{months, series};
use crate::app::App;
use crate::app::model::{
    CurrencyForecastView, ForecastDayView, ForecastErrorView, ForecastPriceChange, ForecastRequest,
    ForecastView,
};
use crate::kernel::words::units;
use crate::kernel::{Amount, Currency, DayRange, Period, Problem, ProblemCode, parse_day, parse_decimal};
use crate::outlook::{ForeseenDay, Known, MonthView, PastError, PriceChange, month};

/// What the days of a range or a month will probably come to.
pub fn forecast(app: &App, request: ForecastRequest) -> Result<ForecastView, Problem> {
    let period = match (&request.range, &request.month) {
        (Some(range), _) => range.period()?,
        (None, Some(month)) => months::days_of(month)?,
        (None, None) => months::days_of(&months::of_day(app.now().date_naive()))?,
    };
    let wanted = request
        .currency
        .as_deref()
        .map(Currency::parse)
        .transpose()
        .map_err(|error| Problem::new(ProblemCode::BadRequest, error.to_string()).about("currency"))?;
    let changes: Vec<PriceChange> =
        request.price_changes.iter().map(price_change).collect::<Result<_, _>>()?;
    let daily = series::daily(app, period, None, &request.filters)?;
    let mut forecasts = Vec::new();
    for (code, known) in series::by_currency(&daily) {
        let currency = currency(&code)?;
        if wanted.is_none_or(|wanted| wanted == currency) {
            forecasts.push(view(currency, &known, period, &changes));
        }
    }
    let mut notes = daily.notes;
    if forecasts.is_empty() {
        notes.push("there is no spend of record in the last half year that this asks for".to_owned());
    }
    Ok(ForecastView { range: DayRange::from(period), forecasts, notes })
}

/// A currency of the ledger.
pub(super) fn currency(code: &str) -> Result<Currency, Problem> {
    Currency::parse(code).map_err(|error| Problem::new(ProblemCode::FileFailed, error.to_string()))
}

/// Spend of record as an amount; its days may come from different books.
pub(super) fn of_record(nanos: i128, currency: Currency) -> Amount {
    Amount { value: units(nanos), currency: currency.code().to_owned(), basis: "mixed".to_owned() }
}

fn price_change(told: &ForecastPriceChange) -> Result<PriceChange, Problem> {
    let refused = |message: String| Problem::new(ProblemCode::BadRequest, message).about("priceChanges");
    let percent = parse_decimal(&told.percent).map_err(|error| refused(error.to_string()))?;
    let hundred = Decimal::ONE_HUNDRED;
    let ratio = percent.checked_add(hundred).map(|whole| whole / hundred);
    let ratio = ratio.filter(|ratio| *ratio > Decimal::ZERO);
    let ratio = ratio.ok_or_else(|| {
        refused(format!("a price cannot change by {} %: more than -100 % is left of it", told.percent))
    })?;
    Ok(PriceChange { day: parse_day(&told.day)?, ratio })
}

fn view(currency: Currency, known: &Known, period: Period, changes: &[PriceChange]) -> CurrencyForecastView {
    let known_nanos = known.sum(period.start(), period.end());
    let known_days = known.iter().filter(|row| period.contains(row.day)).count() as u64;
    let mut view = CurrencyForecastView {
        currency: currency.code().to_owned(),
        known: of_record(known_nanos, currency),
        known_days,
        reason: None,
        method: None,
        foreseen: None,
        expected: None,
        low: None,
        high: None,
        days: days(known, period, &[]),
        past_error: None,
        taught_from: None,
        taught_until: None,
        taught_days: known.len() as u64,
        gaps: 0,
    };
    match month(known, period, changes) {
        Err(reason) => view.reason = Some(reason.to_string()),
        Ok(made) => tell(&mut view, &made, currency, days(known, period, &made.forecast.days)),
    }
    view
}

fn tell(view: &mut CurrencyForecastView, made: &MonthView, currency: Currency, days: Vec<ForecastDayView>) {
    let forecast = &made.forecast;
    view.method = Some(forecast.method.name().to_owned());
    view.foreseen = Some(forecast.total.amount(currency));
    view.expected = Some(made.expected.amount(currency));
    view.low = made.range.map(|range| range.low.amount(currency));
    view.high = made.range.map(|range| range.high.amount(currency));
    view.days = days;
    view.past_error = forecast.past_error.map(past_error);
    view.taught_from = Some(forecast.taught_from.to_string());
    view.taught_until = Some(forecast.taught_until.to_string());
    view.taught_days = forecast.taught_days as u64;
    view.gaps = forecast.gaps as u64;
}

/// A past error as it is told.
pub(super) fn past_error(error: PastError) -> ForecastErrorView {
    ForecastErrorView {
        mase_basis_points: error.mase_basis_points,
        wape_basis_points: error.wape_basis_points,
        coverage_basis_points: error.coverage_basis_points,
        tries: error.tries as u64,
        days: error.days as u64,
    }
}

/// Known days and foreseen ones in order, with their running sum.
pub(super) fn days(known: &Known, period: Period, foreseen: &[ForeseenDay]) -> Vec<ForecastDayView> {
    let mut known_so_far = 0_i128;
    let mut last: Option<&ForeseenDay> = None;
    let mut days = Vec::new();
    for day in period.iter_days() {
        let of_day = foreseen.iter().find(|told| told.day == day);
        let nanos = known.nanos(day);
        let value = match (nanos, of_day) {
            (Some(nanos), _) => i128::from(nanos),
            (None, Some(told)) => i128::from(told.point.nanos()),
            (None, None) => continue,
        };
        known_so_far = known_so_far.saturating_add(nanos.map_or(0, i128::from));
        last = of_day.or(last);
        let sum = |nanos: i64| units(known_so_far.saturating_add(i128::from(nanos)));
        let range = of_day.and_then(|told| told.range);
        let whole = last.map(|told| told.cumulated_range);
        // Before the first foreseen day the sum is known; after it, it has a range or none is told.
        let end = |of: fn(crate::outlook::Range) -> i64| match whole {
            None => Some(sum(0)),
            Some(range) => range.map(|range| sum(of(range))),
        };
        days.push(ForecastDayView {
            day: day.to_string(),
            is_foreseen: nanos.is_none(),
            value: units(value),
            low: range.map(|range| units(i128::from(range.low.nanos()))),
            high: range.map(|range| units(i128::from(range.high.nanos()))),
            cumulated: sum(last.map_or(0, |told| told.cumulated.nanos())),
            cumulated_low: end(|range| range.low.nanos()),
            cumulated_high: end(|range| range.high.nanos()),
        });
    }
    days
}
