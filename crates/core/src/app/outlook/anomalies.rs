//! `anomalies.list` and `anomalies.feedback`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;

use super::{forecasts, series};
use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::app::model::{
    AnomaliesView, AnomalyCellView, AnomalyFeedbackRequest, AnomalyListRequest, AnomalyVerdict, AnomalyView,
};
use crate::kernel::{Currency, Day, DayRange, Nothing, Period, Problem, ProblemCode, format_instant};
use crate::outlook::{
    Cell, CellSeries, Decision, Feedback, FeedbackCell, Finding, Floors, Layer, Verdict, decide,
    find_layered, in_force,
};

/// Days looked at when nothing is said.
const DAYS: u64 = 30;
/// Cells of a layer that are looked at, the largest first.
const MOST_CELLS: usize = 60;

/// What stood out, without what feedback keeps quiet.
pub fn anomalies(app: &App, request: AnomalyListRequest) -> Result<AnomaliesView, Problem> {
    let looked = look(app, request.range.as_ref(), request.currency.as_deref())?;
    let mut anomalies = Vec::new();
    let mut quiet = Vec::new();
    for (currency, tuned, plain) in &looked.by_currency {
        let told: BTreeSet<String> = tuned.iter().map(Finding::id).collect();
        anomalies.extend(tuned.iter().map(|finding| view(finding, *currency, None)));
        for finding in plain.iter().filter(|finding| !told.contains(&finding.id())) {
            quiet.push(view(finding, *currency, Some(looked.verdict(finding, *currency))));
        }
    }
    if request.includes_dismissed {
        anomalies.extend(quiet);
    }
    Ok(AnomaliesView {
        range: DayRange::from(looked.period),
        anomalies,
        cells: looked.cells as u64,
        notes: looked.notes,
    })
}

/// Keeps what somebody says of a finding; its cells are held to other floors from then on.
pub fn feedback(app: &App, request: AnomalyFeedbackRequest) -> Result<Nothing, Problem> {
    let looked = look(app, request.range.as_ref(), None)?;
    let gone = || {
        Problem::new(ProblemCode::NotFound, format!("there is no anomaly \"{}\" in these days", request.id))
            .hint("List them again: days may have been read since")
            .about("id")
    };
    let (finding, currency) = looked.find(&request.id).ok_or_else(gone)?;
    let verdict = match request.verdict {
        AnomalyVerdict::Expected => Verdict::Expected,
        AnomalyVerdict::NotUseful => Verdict::NotUseful,
    };
    let cells = std::iter::once(&finding.cell).chain(&finding.causes);
    let decision = Decision::Feedback(Feedback {
        finding: request.id.clone(),
        cells: cells
            .map(|cell| FeedbackCell { layer: cell.layer.name().to_owned(), value: cell.value.clone() })
            .collect(),
        currency: currency.code().to_owned(),
        verdict,
        covers_nanos: finding.largest.nanos(),
    });
    let said = if verdict == Verdict::Expected { "expected" } else { "not useful" };
    let summary = format!("anomaly of {} from {} on: {said}", finding.cell.label, finding.start);
    let at = format_instant(app.now());
    app.change("anomalies.feedback", |tx| {
        let moved = decide(tx, &at, &[decision], &[])?;
        Ok(Change {
            value: Nothing {},
            summary,
            before: Snapshot::Outlook(moved.reversed()),
            after: Snapshot::Outlook(moved),
        })
    })
}

/// The label of a cell and its nanos by day.
type Labelled<'a> = (&'a str, BTreeMap<Day, i128>);

/// What was found: by currency, with the floors of feedback and without.
struct Looked {
    period: Period,
    by_currency: Vec<(Currency, Vec<Finding>, Vec<Finding>)>,
    feedback: Vec<Feedback>,
    cells: usize,
    notes: Vec<String>,
}

impl Looked {
    fn find(&self, id: &str) -> Option<(&Finding, Currency)> {
        self.by_currency.iter().find_map(|(currency, tuned, plain)| {
            let found = tuned.iter().chain(plain).find(|finding| id_of(finding, *currency) == id)?;
            Some((found, *currency))
        })
    }

    fn verdict(&self, finding: &Finding, currency: Currency) -> &'static str {
        let id = id_of(finding, currency);
        self.feedback
            .iter()
            .rev()
            .find(|said| said.finding == id)
            .map_or("covered", |said| said.verdict.name())
    }
}

fn look(app: &App, range: Option<&DayRange>, currency: Option<&str>) -> Result<Looked, Problem> {
    let period = match range {
        Some(range) => range.period()?,
        None => {
            let today = app.now().date_naive();
            Period::new(today.checked_sub_days(Days::new(DAYS)).unwrap_or(today), today)?
        }
    };
    let feedback: Vec<Feedback> = app.workspace()?.store.read::<_, Problem>(|reader| {
        let made = in_force(reader)?.into_iter();
        Ok(made
            .filter_map(|made| match made.decision {
                Decision::Feedback(feedback) => Some(feedback),
                Decision::Budget(_) => None,
            })
            .collect())
    })?;
    let mut by_currency: BTreeMap<String, Vec<CellSeries>> = BTreeMap::new();
    let mut notes: Vec<String> = Vec::new();
    for layer in Layer::ALL {
        let by = (layer != Layer::Total).then(|| layer.name());
        let daily = series::daily(app, period, by, &[])?;
        let mut sums: BTreeMap<(&str, Option<&str>), Labelled<'_>> = BTreeMap::new();
        for row in &daily.rows {
            let value = row.key.as_ref().and_then(|key| key.value.as_deref());
            if by.is_some() && value.is_none() {
                continue;
            }
            let label = row.key.as_ref().map_or("all spend", |key| key.label.as_str());
            let (_, days) = sums.entry((&row.currency, value)).or_insert_with(|| (label, BTreeMap::new()));
            *days.entry(row.day).or_default() += row.nanos;
        }
        let mut cells: Vec<_> = sums.into_iter().collect();
        cells.sort_by_key(|(_, (_, days))| std::cmp::Reverse(days.values().sum::<i128>()));
        if cells.len() > MOST_CELLS {
            let left = cells.len().saturating_sub(MOST_CELLS);
            notes.push(format!(
                "the {MOST_CELLS} largest of each {} are looked at, {left} are not",
                layer.name()
            ));
        }
        for ((code, value), (label, days)) in cells.into_iter().take(MOST_CELLS) {
            let cell = Cell { layer, value: value.map(str::to_owned), label: label.to_owned() };
            let known = series::known(&days, &daily.full_days);
            let series = CellSeries { cell, known, floors: Floors::default() };
            by_currency.entry(code.to_owned()).or_default().push(series);
        }
        if layer == Layer::Total {
            notes.extend(daily.notes);
        }
    }
    let cells = by_currency.values().map(Vec::len).sum();
    let wanted = |code: &str| currency.is_none_or(|asked| asked.eq_ignore_ascii_case(code));
    let found = by_currency.into_iter().filter(|(code, _)| wanted(code)).map(|(code, mut cells)| {
        let plain = find_layered(&cells, period);
        for cell in &mut cells {
            let about = feedback.iter().filter(|said| said.is_about(&cell.cell, &code));
            cell.floors = about.fold(cell.floors, |floors, said| said.apply(floors));
        }
        Ok((forecasts::currency(&code)?, find_layered(&cells, period), plain))
    });
    Ok(Looked { period, by_currency: found.collect::<Result<_, Problem>>()?, feedback, cells, notes })
}

fn id_of(finding: &Finding, currency: Currency) -> String {
    format!("{}:{}", currency.code(), finding.id())
}

fn cell_view(cell: &Cell) -> AnomalyCellView {
    AnomalyCellView {
        layer: cell.layer.name().to_owned(),
        value: cell.value.clone(),
        label: cell.label.clone(),
    }
}

fn view(finding: &Finding, currency: Currency, dismissed: Option<&str>) -> AnomalyView {
    AnomalyView {
        id: id_of(finding, currency),
        cell: cell_view(&finding.cell),
        kind: finding.kind.name().to_owned(),
        is_more: finding.kind.is_more(),
        start: finding.start.to_string(),
        end: finding.end.to_string(),
        days: finding.days as u64,
        is_open: finding.is_open,
        actual: forecasts::of_record(finding.actual_nanos, currency),
        expected: finding.expected.amount(currency),
        low: finding.low.amount(currency),
        high: finding.high.amount(currency),
        impact: finding.impact.amount(currency),
        taught_from: finding.taught_from.to_string(),
        taught_until: finding.taught_until.to_string(),
        taught_days: finding.taught_days as u64,
        causes: finding.causes.iter().map(cell_view).collect(),
        dismissed: dismissed.map(str::to_owned),
    }
}
