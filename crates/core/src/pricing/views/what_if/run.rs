//! A question answered: the changes in order, the way from actual to hypothetical, and what was assumed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::Instant;

use super::bridge::{Stage, bridge};
use super::evaluate::{Evaluator, Part, Prices};
use super::load::{Cell, Workload};
use super::moved::{Mapping, ModelMove};
use super::question::{Amounts, Answer, Asked, Change, Row};
use crate::pricing::views::used::model_of;

/// Answers a question.
pub fn what_if(work: &Workload, asked: &Asked<'_>) -> Answer {
    let mut runner = Runner::new(work, asked);
    if work.is_pending {
        let label = "Rated again by the prices in use".to_owned();
        runner.evaluate_all(Stage::new(label, true));
    }
    for change in asked.changes {
        runner.apply(change, asked.at);
    }
    runner.finish()
}

/// Channel and model of a cell, by place.
pub(super) type Model = usize;

pub(super) struct Runner<'a> {
    pub evaluator: Evaluator<'a>,
    pub work: &'a Workload,
    pub models: Vec<(String, String)>,
    pub model_of_cell: Vec<Model>,
    /// Parts of cells that are no longer whole.
    pub parts: HashMap<usize, Vec<Part>>,
    pub now: Amounts,
    pub stages: Vec<(Stage, Amounts)>,
    pub notes: BTreeMap<Model, BTreeSet<String>>,
    pub assumptions: Vec<String>,
    pub warnings: Vec<String>,
}

impl<'a> Runner<'a> {
    fn new(work: &'a Workload, asked: &Asked<'_>) -> Self {
        let prices = Prices { pricer: Arc::clone(&asked.pricer), day: None };
        let (models, model_of_cell) = models(work, asked);
        Self {
            evaluator: Evaluator::new(work, prices),
            work,
            models,
            model_of_cell,
            parts: HashMap::new(),
            now: work.lines.iter().map(|line| line.actual).collect(),
            stages: Vec::new(),
            notes: BTreeMap::new(),
            assumptions: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn apply(&mut self, change: &Change, at: Instant) {
        let prices = self.evaluator.prices().clone();
        match change {
            Change::RatesOn(day) => {
                self.evaluator.set(Prices { day: Some(*day), ..prices });
                self.assumptions.push(format!("all usage is rated as if it had happened on {day}"));
                self.evaluate_all(Stage::new(format!("Rates of {day}"), false));
            }
            Change::Prices { label, pricer } => {
                self.evaluator.set(Prices { pricer: Arc::clone(pricer), ..prices });
                self.evaluate_all(Stage::new(label.clone(), false));
            }
            Change::Batch { model, project, percent } => {
                self.batch(model.as_deref(), project.as_deref(), *percent);
            }
            Change::Model(asked) => self.move_model(asked, at),
        }
    }

    pub fn parts_of(&self, place: usize, cell: &Cell) -> Vec<Part> {
        self.parts.get(&place).cloned().unwrap_or_else(|| vec![self.evaluator.whole(cell)])
    }

    fn evaluate_all(&mut self, stage: Stage) {
        let places: Vec<usize> = (0..self.work.cells.len()).collect();
        self.evaluate(&places, stage);
    }

    pub fn evaluate(&mut self, places: &[usize], stage: Stage) {
        for place in places {
            let Some(cell) = self.work.cells.get(*place) else { continue };
            let parts = self.parts_of(*place, cell);
            let costs = self.evaluator.cost(cell, &parts);
            for (line, cost) in (cell.lines.0..cell.lines.1).zip(costs) {
                if let Some(now) = self.now.get_mut(line) {
                    *now = cost;
                }
            }
        }
        self.stages.push((stage, self.now.clone()));
    }

    pub fn note(&mut self, place: usize, note: &str) {
        if let Some(model) = self.model_of_cell.get(place) {
            let notes = self.notes.entry(*model).or_default();
            if !notes.contains(note) {
                notes.insert(note.to_owned());
            }
        }
    }

    fn move_model(&mut self, asked: &ModelMove, at: Instant) {
        let pricer = Arc::clone(&self.evaluator.prices().pricer);
        let mapping = Mapping::new(&pricer, asked, at);
        let place = self.evaluator.targets.len();
        self.evaluator.targets.push((asked.to_channel.clone(), asked.to_model.clone()));
        let wanted: Vec<usize> = (0..self.work.cells.len())
            .filter(|cell| {
                let model = self.model_of_cell.get(*cell).and_then(|model| self.models.get(*model));
                model.is_some_and(|(channel, model)| {
                    *channel == asked.from_channel && *model == asked.from_model
                })
            })
            .collect();
        let before = self.parts.clone();
        let name = format!("{} at the rates of {}", asked.from_model, asked.to_model);
        let hits = Decimal::new(i64::from(asked.cache_hit_percent.min(100)), 2);
        let stages = [
            (Decimal::ONE, Decimal::ONE, format!("{name}, token for token")),
            (
                asked.tokenizer_factor,
                Decimal::ONE,
                format!("{} tokens there for each here", asked.tokenizer_factor.normalize()),
            ),
            (
                asked.tokenizer_factor,
                hits,
                format!("{} % of the cache reads read from a cache there", asked.cache_hit_percent),
            ),
        ];
        for (number, (factor, hits, label)) in stages.into_iter().enumerate() {
            let is_said = match number {
                0 => true,
                1 => asked.tokenizer_factor != Decimal::ONE,
                _ => asked.cache_hit_percent != 100,
            };
            if !is_said {
                continue;
            }
            for cell in &wanted {
                let Some(of) = self.work.cells.get(*cell) else { continue };
                let parts = before.get(cell).cloned().unwrap_or_else(|| vec![self.evaluator.whole(of)]);
                let moved = parts.iter().map(|part| mapping.apply(part, place, factor, hits)).collect();
                self.parts.insert(*cell, moved);
            }
            self.evaluate(&wanted, Stage::new(label, true));
        }
        for cell in &wanted {
            self.note(*cell, &format!("at the rates of {} at {}", asked.to_model, asked.to_channel));
        }
        self.assumptions.push(format!(
            "{} tokens of {} for each of {}, and {} % of its cache reads",
            asked.tokenizer_factor.normalize(),
            asked.to_model,
            asked.from_model,
            asked.cache_hit_percent
        ));
        self.assumptions
            .push(format!("{} is asked in the channel's own place, in the same tier", asked.to_model));
        self.assumptions.extend(mapping.words);
        self.warnings.extend(mapping.warnings);
        if wanted.is_empty() {
            let from = format!("{} at {}", asked.from_model, asked.from_channel);
            self.warnings.push(format!("there is no usage of {from} in these days"));
        }
    }

    fn finish(self) -> Answer {
        let is_compared: Vec<bool> = self
            .work
            .lines
            .iter()
            .zip(&self.now)
            .map(|(line, now)| line.actual.is_some() && now.is_some())
            .collect();
        let steps = bridge(self.work, &self.stages, &is_compared);
        let mut answer = Answer {
            currency: self.work.currency.clone(),
            steps,
            assumptions: self.assumptions,
            warnings: self.warnings,
            ..Answer::default()
        };
        let mut rows: BTreeMap<Model, Row> = BTreeMap::new();
        for (cell, model) in self.work.cells.iter().zip(&self.model_of_cell) {
            for line in cell.lines.0..cell.lines.1 {
                let Some(of) = self.work.lines.get(line) else { continue };
                let now = self.now.get(line).copied().flatten();
                let (Some(actual), Some(now)) = (of.actual, now) else {
                    if of.actual.is_some() || now.is_some() {
                        answer.tokens_not_compared += of.tokens();
                    }
                    continue;
                };
                let row = rows.entry(*model).or_default();
                row.tokens += of.tokens();
                row.actual = row.actual.plus(actual);
                row.hypothetical = row.hypothetical.plus(now);
                answer.actual = answer.actual.plus(actual);
                answer.hypothetical = answer.hypothetical.plus(now);
            }
        }
        answer.rows = named(rows, &self.models, &self.notes);
        if self.work.has_other_currency {
            answer.warnings.push(format!("only usage rated in {} is in the answer", answer.currency));
        }
        answer
    }
}

fn named(
    rows: BTreeMap<Model, Row>,
    models: &[(String, String)],
    notes: &BTreeMap<Model, BTreeSet<String>>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(place, row)| {
            let (channel, model) = models.get(place).cloned().unwrap_or_default();
            let notes = notes.get(&place).map(|notes| notes.iter().cloned().collect::<Vec<_>>().join("; "));
            Row { channel, model, note: notes.unwrap_or_default(), ..row }
        })
        .collect();
    rows.sort_by(|left, right| {
        let change = |row: &Row| (row.hypothetical.low - row.actual.low).abs();
        let key = |row: &Row| (row.channel.clone(), row.model.clone());
        change(right)
            .cmp(&change(left))
            .then(right.actual.low.cmp(&left.actual.low))
            .then_with(|| key(left).cmp(&key(right)))
    });
    rows
}

/// The model of each cell, as the book names it where it knows it.
fn models(work: &Workload, asked: &Asked<'_>) -> (Vec<(String, String)>, Vec<Model>) {
    let mut models: Vec<(String, String)> = Vec::new();
    let mut of_series: HashMap<i64, Model> = HashMap::new();
    let mut of_cell = Vec::with_capacity(work.cells.len());
    for cell in &work.cells {
        let place = *of_series.entry(cell.series).or_insert_with(|| {
            let (channel, name) = work
                .series
                .get(&cell.series)
                .map_or(("", ""), |facts| (facts.channel.as_str(), facts.model().unwrap_or_default()));
            let known = if name.is_empty() { None } else { model_of(&asked.pricer, channel, name, asked.at) };
            let key = (channel.to_owned(), known.unwrap_or_else(|| name.to_owned()));
            models.iter().position(|model| *model == key).unwrap_or_else(|| {
                models.push(key);
                models.len().saturating_sub(1)
            })
        });
        of_cell.push(place);
    }
    (models, of_cell)
}
