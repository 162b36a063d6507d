//! Other rates for the same usage: answered and forgotten.

use std::sync::Arc;

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::slots::metered;
use crate::app::App;
use crate::app::model::{BridgeStep, Hypothesis, WhatIfAmount, WhatIfRequest, WhatIfRow, WhatIfView};
use crate::kernel::words::units;
use crate::kernel::{Period, Problem, ProblemCode, day_end, day_start, parse_day, parse_decimal};
use crate::pricing::views::checked_length;
use crate::pricing::views::what_if::{Answer, Asked, Change, Ends, ModelMove, load, what_if};
use crate::pricing::{Contract, Pricer, kept_books};

/// Changes of one question.
const MOST_CHANGES: usize = 8;

/// Answers a question. Nothing is written.
pub fn answer(app: &App, request: WhatIfRequest) -> Result<WhatIfView, Problem> {
    if request.changes.is_empty() || request.changes.len() > MOST_CHANGES {
        let message =
            format!("a question has 1 to {MOST_CHANGES} changes, this one has {}", request.changes.len());
        return Err(Problem::new(ProblemCode::BadRequest, message));
    }
    let period = checked_length(request.range.period()?)?;
    let in_force = app.in_force()?;
    let mut prepared = Prepared { app, pricer: Arc::clone(&in_force.ready.pricer), known: None };
    let mut words = Vec::new();
    let mut changes = Vec::new();
    for hypothesis in &request.changes {
        let (change, label) = prepared.change(hypothesis)?;
        changes.push(change);
        words.push(label);
    }
    let slots = metered(&app.options.registry);
    let workspace = app.workspace()?;
    let work = workspace
        .store
        .read::<_, Problem>(|reader| Ok(load(reader, &slots, period, in_force.pricing.id)?))?;
    let asked = Asked {
        changes: &changes,
        pricer: Arc::clone(&in_force.ready.pricer),
        at: day_start(period.end()) - TimeDelta::seconds(1),
    };
    Ok(view(&what_if(&work, &asked), &label(period, &words)))
}

/// The prices as they are after the changes so far.
struct Prepared<'a> {
    app: &'a App,
    pricer: Arc<Pricer>,
    known: Option<showback_pricebook::Instant>,
}

impl Prepared<'_> {
    fn change(&mut self, hypothesis: &Hypothesis) -> Result<(Change, String), Problem> {
        Ok(match hypothesis {
            Hypothesis::RatesOn { day } => {
                let day = parse_day(day)?;
                (Change::RatesOn(day), format!("at the rates of {day}"))
            }
            Hypothesis::KnownOn { day } => {
                let day = parse_day(day)?;
                self.known = Some(day_end(day) - TimeDelta::seconds(1));
                let (book, hash) = (Arc::clone(self.pricer.book()), self.pricer.book_hash().to_owned());
                let change = self.prices(book, hash, None, format!("What was known on {day}"))?;
                (change, format!("as prices were known on {day}"))
            }
            Hypothesis::Book { hash } => self.book(hash)?,
            Hypothesis::Contract { text } => self.contract(text)?,
            Hypothesis::Batch { model, project, percent } => {
                if !(1..=100).contains(percent) {
                    let message = format!("a share of {percent} % cannot wait: state 1 to 100 %");
                    return Err(Problem::new(ProblemCode::BadRequest, message));
                }
                let what = model.as_deref().unwrap_or("all usage");
                let whose = project.as_ref().map_or_else(String::new, |project| format!(" of {project}"));
                let change =
                    Change::Batch { model: model.clone(), project: project.clone(), percent: *percent };
                (change, format!("with {percent} % of {what}{whose} in batch"))
            }
            Hypothesis::Model {
                from_channel,
                from_model,
                to_channel,
                to_model,
                tokenizer_factor,
                cache_hit_percent,
            } => {
                let factor = positive(tokenizer_factor)?;
                if *cache_hit_percent > 100 {
                    let message = format!("{cache_hit_percent} % of cache reads is more than all of them");
                    return Err(Problem::new(ProblemCode::BadRequest, message));
                }
                let moved = ModelMove {
                    from_channel: from_channel.clone(),
                    from_model: from_model.clone(),
                    to_channel: to_channel.clone(),
                    to_model: to_model.clone(),
                    tokenizer_factor: factor,
                    cache_hit_percent: *cache_hit_percent,
                };
                (
                    Change::Model(moved),
                    format!("with {from_model} at the rates of {to_model} at {to_channel}"),
                )
            }
        })
    }

    fn book(&mut self, hash: &str) -> Result<(Change, String), Problem> {
        let (kept, book) = self.app.workspace()?.store.read::<_, Problem>(|reader| {
            let kept = kept_books(reader)?.into_iter().find(|kept| kept.hash == hash).ok_or_else(|| {
                let message = format!("no price book of that hash is kept here: {hash}");
                Problem::new(ProblemCode::NotFound, message).hint("Choose one of the kept versions")
            })?;
            let book = self.app.shelf().book(reader, &kept)?;
            Ok((kept, book))
        })?;
        let label = format!("Price book {}", kept.version);
        let change = self.prices(book, kept.hash, None, label)?;
        Ok((change, format!("by the price book {}", kept.version)))
    }

    fn contract(&mut self, text: &str) -> Result<(Change, String), Problem> {
        let contract = Contract::parse(text).map_err(|findings| {
            let first = findings.first().map_or_else(String::new, |finding| format!(": {finding}"));
            Problem::new(ProblemCode::BadRequest, format!("the other contract cannot be read{first}"))
        })?;
        let (book, hash) = (Arc::clone(self.pricer.book()), self.pricer.book_hash().to_owned());
        let change = self.prices(book, hash, Some(contract), "Another contract".to_owned())?;
        Ok((change, "by another contract".to_owned()))
    }

    fn prices(
        &mut self,
        book: Arc<showback_pricebook::Book>,
        hash: String,
        contract: Option<Contract>,
        label: String,
    ) -> Result<Change, Problem> {
        let contract = contract.unwrap_or_else(|| self.pricer.contract().clone());
        let contract_hash = contract.hash();
        let pricer = Pricer::new(book, hash, Arc::new(contract), contract_hash, self.known)
            .map_err(|error| Problem::new(ProblemCode::FileCorrupt, error.to_string()))?;
        self.pricer = Arc::new(pricer);
        Ok(Change::Prices { label, pricer: Arc::clone(&self.pricer) })
    }
}

fn positive(text: &str) -> Result<Decimal, Problem> {
    let factor = parse_decimal(text)
        .ok()
        .filter(|factor| !factor.is_zero() && !factor.is_sign_negative() && *factor <= Decimal::from(100_u8));
    factor.ok_or_else(|| {
        let message =
            format!("\"{text}\" is no number of tokens for a token: state more than 0 and at most 100");
        Problem::new(ProblemCode::BadRequest, message)
    })
}

fn label(period: Period, words: &[String]) -> String {
    let last = period.end().pred_opt().unwrap_or_else(|| period.start());
    format!("Hypothetical: usage of {} through {last} {}", period.start(), words.join(", then "))
}

fn amount(ends: Ends) -> WhatIfAmount {
    WhatIfAmount { low: units(ends.low), high: (ends.high != ends.low).then(|| units(ends.high)) }
}

fn view(answer: &Answer, label: &str) -> WhatIfView {
    let step = |label: &str, amount: i128| BridgeStep { label: label.to_owned(), amount: units(amount) };
    WhatIfView {
        label: label.to_owned(),
        currency: answer.currency.clone(),
        actual: amount(answer.actual),
        hypothetical: amount(answer.hypothetical),
        change: units(answer.hypothetical.low - answer.actual.low),
        bridge: answer.steps.iter().map(|of| step(&of.label, of.amount)).collect(),
        rows: answer
            .rows
            .iter()
            .map(|row| WhatIfRow {
                channel: row.channel.clone(),
                model: row.model.clone(),
                tokens: row.tokens.normalize().to_string(),
                actual: units(row.actual.low),
                hypothetical: units(row.hypothetical.low),
                change: units(row.hypothetical.low - row.actual.low),
                note: row.note.clone(),
            })
            .collect(),
        tokens_not_compared: answer.tokens_not_compared.normalize().to_string(),
        assumptions: answer.assumptions.clone(),
        warnings: answer.warnings.clone(),
    }
}
