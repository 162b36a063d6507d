//! Rated against billed.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::slots::{billed, metered, pricer};
use crate::app::App;
use crate::app::model::{CompareRequest, CompareRow, CompareView, DriftAlarm};
use crate::kernel::words::units;
use crate::kernel::{Problem, day_start};
use crate::pricing::views::compare::{Comparison, Dim, Drift, Group, Question, Sides, compare};
use crate::pricing::views::{checked_length, connection_labels, model_of, project_names, spaced};

/// The comparison at the grain asked for.
pub fn view(app: &App, request: CompareRequest) -> Result<CompareView, Problem> {
    let by = Dim::parse_all(&request.by)?;
    let filters = request
        .filters
        .iter()
        .map(|filter| Ok::<_, Problem>((Dim::parse(&filter.dimension)?, filter.kept()?)))
        .collect::<Result<Vec<_>, _>>()?;
    let period = checked_length(request.range.period()?)?;
    let pricer = pricer(app)?;
    // Names as they stand at the end of the period, on both sides alike.
    let last = day_start(period.end()) - TimeDelta::seconds(1);
    let names = |channel: &str, name: &str| model_of(&pricer, channel, name, last);
    let (metered, billed) = (metered(&app.options.registry), billed(&app.options.registry));
    let question = Question {
        period,
        by: &by,
        filters: &filters,
        metered: &metered,
        billed: &billed,
        book: pricer.book(),
        names: &names,
    };
    let workspace = app.workspace()?;
    workspace.store.read::<_, Problem>(|reader| {
        let found = compare(reader, &question)?;
        let labels =
            Labels { by: &by, connections: connection_labels(reader)?, projects: project_names(reader)? };
        Ok(labels.view(&found, request.page.bounds()))
    })
}

/// Names for people.
struct Labels<'a> {
    by: &'a [Dim],
    connections: HashMap<i64, String>,
    projects: HashMap<(i64, String), String>,
}

impl Labels<'_> {
    fn view(&self, found: &Comparison, (offset, limit): (u32, u32)) -> CompareView {
        let window = found.groups.iter().skip(offset as usize).take(limit as usize);
        CompareView {
            currency: found.currency.clone(),
            rows: window.map(|group| self.row(group)).collect(),
            total_rows: found.groups.len() as u64,
            totals: row(&found.totals),
            alarms: found.drifts.iter().map(alarm).collect(),
            notes: found.notes.clone(),
        }
    }

    fn row(&self, group: &Group) -> CompareRow {
        let labels = self.by.iter().zip(&group.values);
        let labels = labels.map(|(dim, value)| self.label(*dim, value.as_deref(), group)).collect();
        CompareRow { keys: group.values.clone(), labels, ..row(&group.sides) }
    }

    fn label(&self, dim: Dim, value: Option<&str>, group: &Group) -> String {
        let Some(value) = value else { return "not told".to_owned() };
        let named = match dim {
            Dim::Connection => value.parse().ok().and_then(|id: i64| self.connections.get(&id).cloned()),
            Dim::Project => self.project(value, group),
            Dim::Meter => Some(spaced(value)),
            Dim::Day | Dim::Model => None,
        };
        match named {
            Some(name) if !name.is_empty() => name,
            _ if value.is_empty() => format!("no {}", dim.name()),
            _ => value.to_owned(),
        }
    }

    /// The name in the group's own connection, else in any.
    fn project(&self, id: &str, group: &Group) -> Option<String> {
        let place = self.by.iter().position(|dim| *dim == Dim::Connection);
        let connection = place.and_then(|place| group.values.get(place)?.as_deref()?.parse::<i64>().ok());
        let mut known = self.projects.iter().filter(|((of, project), _)| {
            project == id && connection.is_none_or(|connection| *of == connection)
        });
        known.next().map(|(_, name)| name.clone())
    }
}

fn row(sides: &Sides) -> CompareRow {
    CompareRow {
        keys: Vec::new(),
        labels: Vec::new(),
        rated: sides.rated.map(units),
        rated_high: sides.is_range().then(|| units(sides.rated_high)),
        billed: sides.billed.map(units),
        difference: sides.difference().map(units),
        scale: sides.scale().map(|scale| format!("{scale:.6}")),
        state: sides.state().name().to_owned(),
    }
}

fn alarm(drift: &Drift) -> DriftAlarm {
    DriftAlarm {
        connection_id: drift.connection,
        channel: drift.channel.clone(),
        model: drift.model.clone(),
        meter: drift.meter.clone(),
        since: drift.since.clone(),
        through: drift.through.clone(),
        difference: units(drift.difference),
        scale: format!("{:.6}", drift.scale),
        likely: drift.likely.clone(),
        text: drift.text.clone(),
    }
}
