//! From the mapped cells of one record to an attempt, an outcome, or a rejection.

use std::borrow::Cow;

use xxhash_rust::xxh3::Xxh3;

use super::draft::{Draft, Refusal};
use super::usage::CountsProblem;
use crate::format::{Findings, Source};
use crate::mapping::flatten::Cell;
use crate::mapping::{Mapping, Target, values};
use crate::record::{
    Attempt, Cost, CostBasis, Dimensions, Note, Outcome, OutcomeKind, OutcomeOf, Place, ResponseCache, Tokens,
};
use crate::sellers;

/// Longest label and error class; longer ones could be messages.
const LONGEST_LABEL: usize = 64;

/// Makes records of cells.
#[derive(Debug)]
pub(super) struct Normaliser {
    mapping: Mapping,
    is_subscription: bool,
    /// Places in the mapping whose values make an id; empty when a column is one.
    id_parts: Vec<usize>,
    makes_attempts: bool,
    makes_outcomes: bool,
}

impl Normaliser {
    pub(super) fn new(mapping: Mapping, source: &Source) -> Self {
        let columns = mapping.columns.iter().enumerate();
        let id_parts = if mapping.column(Target::EventId).is_some() {
            Vec::new()
        } else {
            let is_part = |name: &String| mapping.id_columns.is_empty() || mapping.id_columns.contains(name);
            columns.filter(|(_, column)| is_part(&column.column)).map(|(place, _)| place).collect()
        };
        let (makes_attempts, makes_outcomes) = (mapping.makes_attempts(), mapping.makes_outcomes());
        Self { mapping, is_subscription: source.is_subscription, id_parts, makes_attempts, makes_outcomes }
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Takes one record: `cells` stand in the order of the mapping's columns.
    pub(super) fn take(&self, cells: &[Cell<'_>], place: Place, found: &mut Findings) {
        let made = self.draft(cells).and_then(|draft| {
            let event_id = self.event_id(&draft, cells)?;
            let attempt =
                if self.makes_attempts { Some(self.attempt(&draft, &event_id, place)?) } else { None };
            let outcome = if self.makes_outcomes { self.outcome(&draft, &event_id, place)? } else { None };
            Ok((attempt, outcome))
        });
        match made {
            Err(Refusal { code, reason }) => found.reject(place, code, reason),
            Ok((None, None)) => found.skip("no verdict, score or label"),
            Ok((attempt, outcome)) => {
                found.attempts.extend(attempt);
                found.outcomes.extend(outcome);
            }
        }
    }

    fn draft<'a>(&self, cells: &'a [Cell<'_>]) -> Result<Draft<'a>, Refusal> {
        let mut draft = Draft::default();
        for (column, cell) in self.mapping.columns.iter().zip(cells) {
            let name = column.column.as_str();
            let text: Cow<'_, str> = match cell {
                Cell::Nothing => continue,
                Cell::Nested => {
                    let reason = format!("column \"{name}\" holds a list or an object, not one value");
                    return Err(Refusal { code: "nested_value", reason });
                }
                Cell::Bool(true) => "true".into(),
                Cell::Bool(false) => "false".into(),
                Cell::Number(text) => (*text).into(),
                Cell::Text(text) => text.trim().into(),
            };
            if !values::is_nothing(&text) {
                draft.read(name, column.target, &column.reading, text)?;
            }
        }
        Ok(draft)
    }

    /// The column that is one, or a hash of the columns that make one.
    fn event_id(&self, draft: &Draft<'_>, cells: &[Cell<'_>]) -> Result<String, Refusal> {
        if self.id_parts.is_empty() {
            let id = draft.text(Target::EventId).ok_or_else(|| Refusal {
                code: "no_id",
                reason: "the column of the record id is empty: without it the record cannot be known again"
                    .to_owned(),
            })?;
            return Ok(id.to_owned());
        }
        let mut hash = Xxh3::new();
        for part in &self.id_parts {
            let (Some(cell), Some(column)) = (cells.get(*part), self.mapping.columns.get(*part)) else {
                continue;
            };
            let text = match cell {
                Cell::Text(text) => text.trim(),
                Cell::Number(text) => text,
                Cell::Bool(true) => "true",
                Cell::Bool(false) => "false",
                Cell::Nothing | Cell::Nested => "",
            };
            for piece in [column.column.as_str(), text] {
                hash.update(&piece.len().to_le_bytes());
                hash.update(piece.as_bytes());
            }
        }
        Ok(format!("made:{:032x}", hash.digest128()))
    }

    fn attempt(&self, draft: &Draft<'_>, event_id: &str, place: Place) -> Result<Attempt, Refusal> {
        let started_us = draft.time(Target::StartedAt).ok_or_else(|| Refusal {
            code: "no_start",
            reason: "the column of the start is empty: a request needs one".to_owned(),
        })?;
        let is_hit = draft.word(Target::ResponseCache);
        let status = draft.status();
        let is_charged = if is_hit == Some(true) { Some(false) } else { draft.word(Target::IsCharged) };
        let (tokens, mut notes) = self.tokens(draft, is_hit == Some(true), is_charged)?;
        notes.sort_unstable();
        notes.dedup();
        let attempt = draft.attempt;
        Ok(Attempt {
            event_id: event_id.to_owned(),
            started_us,
            latency_us: draft.duration(Target::Latency).or_else(|| draft.ended_after(started_us)),
            first_token_us: draft.duration(Target::FirstToken),
            dimensions: self.dimensions(draft),
            logical_id: draft.own(Target::LogicalId),
            attempt,
            is_retry: draft.word(Target::IsRetry).or_else(|| attempt.map(|attempt| attempt > 0)),
            fallback_hop: draft.hop,
            task_id: draft.own(Target::TaskId),
            trace_id: draft.own(Target::TraceId),
            response_id: draft.own(Target::ResponseId),
            end_user: draft.own(Target::EndUser),
            status,
            http_status: draft.http_status(),
            error_class: draft.own(Target::ErrorClass).filter(|class| class.len() <= LONGEST_LABEL),
            is_stream: draft.word(Target::IsStream).or_else(|| self.flag(Target::IsStream)),
            tokens,
            is_charged,
            cost: self.cost(draft, is_hit == Some(true))?,
            response_cache: match is_hit {
                None => ResponseCache::Unknown,
                Some(false) => ResponseCache::Missed,
                Some(true) => ResponseCache::Hit,
            },
            notes,
            place,
            ..Attempt::default()
        })
    }

    fn tokens(
        &self,
        draft: &Draft<'_>,
        is_hit: bool,
        is_charged: Option<bool>,
    ) -> Result<(Option<Tokens>, Vec<Note>), Refusal> {
        if is_hit {
            return Ok((Some(Tokens::default()), Vec::new()));
        }
        if draft.counts.is_nothing() {
            let is_told = is_charged == Some(false);
            return Ok((None, if is_told { Vec::new() } else { vec![Note::UsageNotTold] }));
        }
        let (tokens, notes) = draft.counts.tokens(&self.mapping).map_err(|problem| match problem {
            CountsProblem::NegativeInput => Refusal {
                code: "negative_input",
                reason: "cached tokens exceed the input that should hold them: the source counts input without them, or the record is wrong".to_owned(),
            },
            CountsProblem::TooLarge => {
                Refusal { code: "bad_count", reason: "the counts add up to more than can be counted".to_owned() }
            }
        })?;
        Ok((Some(tokens), notes))
    }

    fn dimensions(&self, draft: &Draft<'_>) -> Dimensions {
        let told = |target| draft.own(target).or_else(|| self.mapping.constant(target).map(str::to_owned));
        let (requested, served) = (told(Target::ModelRequested), told(Target::ModelServed));
        let by_model = || {
            let model = served.as_deref().or(requested.as_deref())?;
            sellers::seller_of_model(model)
        };
        let provider = match told(Target::Provider) {
            Some(word) => sellers::channel(&word),
            None => by_model().unwrap_or_default().to_owned(),
        };
        let mut dimensions = Dimensions {
            provider,
            account: told(Target::Account),
            project: told(Target::Project),
            credential: told(Target::Credential),
            user: told(Target::User),
            service_tier: told(Target::ServiceTier),
            region: told(Target::Region),
            operation: told(Target::Operation).and_then(|word| sellers::operation(&word)),
            product: told(Target::Product),
            speed: told(Target::Speed),
            batch: draft.word(Target::Batch).or_else(|| self.flag(Target::Batch)),
            team: told(Target::Team),
            feature: told(Target::Feature),
            customer: told(Target::Customer),
            environment: told(Target::Environment),
            workload: told(Target::Workload),
            more: draft.dimensions.more.clone(),
            ..Dimensions::default()
        };
        // A carried column may mean a dimension by its name; a column mapped to that dimension comes first.
        let carried = &draft.dimensions;
        let fill = [
            (&mut dimensions.team, &carried.team),
            (&mut dimensions.feature, &carried.feature),
            (&mut dimensions.customer, &carried.customer),
            (&mut dimensions.environment, &carried.environment),
            (&mut dimensions.workload, &carried.workload),
        ];
        for (there, carried) in fill {
            if there.is_none() {
                there.clone_from(carried);
            }
        }
        dimensions.model_requested = requested;
        dimensions.model_served = served;
        dimensions
    }

    fn flag(&self, target: Target) -> Option<bool> {
        self.mapping.constant(target).map(|value| value == "true")
    }

    fn cost(&self, draft: &Draft<'_>, is_hit: bool) -> Result<Option<Cost>, Refusal> {
        let Some(amount) = draft.amount(Target::Cost) else { return Ok(None) };
        if amount.is_sign_negative() && !amount.is_zero() {
            let reason = "the amount is below zero: a request costs nothing or something".to_owned();
            return Err(Refusal { code: "negative_amount", reason });
        }
        let currency = draft.text(Target::Currency).or_else(|| self.mapping.constant(Target::Currency));
        let currency = currency.map(str::to_uppercase).unwrap_or_default();
        if !crate::mapping::is_currency(&currency) {
            let reason = "the currency of the amount is no code of three letters, or is empty".to_owned();
            return Err(Refusal { code: "no_currency", reason });
        }
        let is_notional = is_hit || self.is_subscription;
        let basis = if is_notional { CostBasis::Notional } else { self.mapping.cost_basis.into() };
        Ok(Some(Cost { amount, currency, basis }))
    }

    fn outcome(&self, draft: &Draft<'_>, event_id: &str, place: Place) -> Result<Option<Outcome>, Refusal> {
        let (score, label) = (draft.amount(Target::Score), draft.text(Target::Label));
        let verdict =
            draft.words.iter().find(|(target, _)| *target == Target::Verdict).map(|(_, word)| *word);
        let has_verdict = self.mapping.column(Target::Verdict).is_some();
        let kind = match verdict {
            Some(Some(true)) => OutcomeKind::Success,
            Some(Some(false)) => OutcomeKind::Failure,
            Some(None) => OutcomeKind::Missing,
            None if score.is_some() || label.is_some() => OutcomeKind::Score,
            // A request whose verdict is not there yet has no outcome; a list of outcomes says by an empty one that it is missing.
            None if has_verdict && !self.makes_attempts => OutcomeKind::Missing,
            None => return Ok(None),
        };
        let is_own = !self.makes_attempts;
        let of = draft.subject(if is_own { None } else { Some(event_id) }).ok_or_else(|| Refusal {
            code: "no_subject",
            reason:
                "the columns of task, trace and request are empty: what the outcome is about is not known"
                    .to_owned(),
        })?;
        let name = draft.text(Target::OutcomeName).or_else(|| self.mapping.constant(Target::OutcomeName));
        let name = name.unwrap_or("outcome").to_owned();
        let at_us = draft.time(Target::JudgedAt);
        let own_id = (is_own && draft.text(Target::EventId).is_some()).then(|| event_id.to_owned());
        let event_id = own_id.unwrap_or_else(|| made_of(&of, &name, at_us));
        let judge = draft.text(Target::Judge).or_else(|| self.mapping.constant(Target::Judge));
        let label = label.filter(|label| label.chars().count() <= LONGEST_LABEL).map(str::to_owned);
        Ok(Some(Outcome {
            event_id,
            of,
            name,
            kind,
            score,
            label,
            judge: judge.map(str::to_owned),
            at_us,
            place,
        }))
    }
}

/// The id of an outcome whose source gives it none: what it is about, its name and its time.
pub(crate) fn made_of(of: &OutcomeOf, name: &str, at_us: Option<i64>) -> String {
    let (about, id) = match of {
        OutcomeOf::Request(id) => ("request", id),
        OutcomeOf::Trace(id) => ("trace", id),
        OutcomeOf::Task(id) => ("task", id),
    };
    match at_us {
        Some(at) => format!("{about}:{id}:{name}:{at}"),
        None => format!("{about}:{id}:{name}"),
    }
}
