//! Attribution of a workspace in memory: read once, then brought up to date with what changed in the file.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::closed::ClosedMonths;
use super::decisions::{Decision, Decisions, ValueSet};
use super::evaluate::{Evaluation, Inputs};
use super::groups::Groups;
use super::holdings::{Holdings, HoldingsVersion};
use super::registry::Registry;
use super::rule_book::RuleBook;
use super::tally::Books;
use super::{AttributionError, queries};

/// Attribution as one snapshot of the file has it.
#[derive(Clone)]
pub struct Attribution {
    /// What was spent.
    pub holdings: Arc<Holdings>,
    /// Signatures of what was spent.
    pub groups: Arc<Groups>,
    /// What was decided.
    pub decisions: Decisions,
    /// Rules in force.
    pub rules: Arc<RuleBook>,
    /// What that registers.
    pub registry: Registry,
    /// What an evaluation follows from.
    pub inputs: Arc<Inputs>,
    /// What everything is attributed to.
    pub evaluation: Arc<Evaluation>,
    /// What closed months were attributed to.
    pub closed: Arc<ClosedMonths>,
    version: HoldingsVersion,
}

impl Attribution {
    /// Reads everything.
    pub fn read(reader: &Connection) -> Result<Self, AttributionError> {
        let version = HoldingsVersion::of(reader)?;
        let holdings = Arc::new(Holdings::read(reader)?);
        let mut decisions = Decisions::default();
        decisions.catch_up(reader)?;
        let registry = Registry::of(&decisions);
        let rules = Arc::new(RuleBook::of(&decisions, &registry.names()));
        let inputs = registry.inputs(&decisions, &holdings, &rules);
        let evaluation = Arc::new(Evaluation::of(&inputs, &holdings));
        let closed = Arc::new(ClosedMonths::read(reader, &inputs, &holdings)?);
        let groups = Arc::new(Groups::of(&holdings));
        let inputs = Arc::new(inputs);
        Ok(Self { holdings, groups, decisions, rules, registry, inputs, evaluation, closed, version })
    }

    /// The same after what was decided since; only what it is about is evaluated anew.
    fn caught_up(&self, reader: &Connection) -> Result<Self, AttributionError> {
        let mut next = self.clone();
        let touched = next.decisions.catch_up(reader)?;
        next.registry = Registry::of(&next.decisions);
        let is_of_rules =
            |decision: &Decision| matches!(decision, Decision::Rules(_) | Decision::Dimension(_));
        if touched.iter().any(|(_, decision)| is_of_rules(decision)) {
            next.rules = Arc::new(RuleBook::of(&next.decisions, &next.registry.names()));
        }
        let inputs = next.registry.inputs(&next.decisions, &self.holdings, &next.rules);
        match self.reach(&touched) {
            Reach::All => next.evaluation = Arc::new(Evaluation::of(&inputs, &self.holdings)),
            Reach::Some { subjects, has_rules } => {
                if has_rules {
                    let (evaluation, _) = next.evaluation.under(&self.inputs, &inputs, &self.holdings);
                    next.evaluation = Arc::new(evaluation);
                }
                if !subjects.is_empty() {
                    let subjects: Vec<usize> = subjects.into_iter().collect();
                    let evaluation = Arc::make_mut(&mut next.evaluation);
                    evaluation.bring_up_to_date(&inputs, &self.holdings, &subjects);
                }
            }
        }
        next.inputs = Arc::new(inputs);
        Ok(next)
    }

    /// How far decisions reach.
    fn reach(&self, touched: &[(i64, Decision)]) -> Reach {
        let mut found = BTreeSet::new();
        let mut has_rules = false;
        for (_, decision) in touched {
            match decision {
                Decision::Tag(set) => {
                    found.extend(set.subjects.iter().filter_map(|id| self.holdings.place(*id)));
                }
                Decision::Rules(_) => has_rules = true,
                Decision::Snooze(_) | Decision::Note(_) | Decision::Split(_) | Decision::Correction(_) => (),
                // A value without other names is called what it was called before.
                Decision::Value(set) if is_only_a_name(set) && !is_otherwise_written(self, set) => (),
                _ => return Reach::All,
            }
        }
        Reach::Some { subjects: found, has_rules }
    }

    /// Whose money is.
    pub fn books(&self) -> Books<'_> {
        Books { holdings: &self.holdings, evaluation: &self.evaluation, closed: &self.closed }
    }

    /// Place of a dimension, which may be an unknown one.
    pub fn dimension(&self, name: &str) -> Result<usize, AttributionError> {
        self.inputs.dimension(name).ok_or_else(|| AttributionError::UnknownDimension {
            name: name.to_owned(),
            known: self.inputs.dimensions.join(", "),
        })
    }
}

/// Whether a value neither has other names nor ends tags.
const fn is_only_a_name(set: &ValueSet) -> bool {
    set.aliases.is_empty() && set.dates.from.is_none() && set.dates.until.is_none()
}

/// Whether a value is written otherwise than what it is inherited or tagged as.
fn is_otherwise_written(state: &Attribution, set: &ValueSet) -> bool {
    let folded = super::registry::fold(&set.name);
    let names = state.inputs.directory.names.get(&set.dimension);
    let known = names.and_then(|names| names.get(&folded));
    known.map_or_else(|| inherits_text(state, set, &folded), |known| *known != set.name)
}

/// Whether some source tells the value in another spelling.
fn inherits_text(state: &Attribution, set: &ValueSet, folded: &str) -> bool {
    let Some(column) = state.inputs.directory.inherits.get(&set.dimension) else { return false };
    let subjects = &state.holdings.subjects;
    let told = (0..subjects.len()).filter_map(|subject| subjects.text(subject, column));
    let mut others = told.filter(|text| *text != set.name);
    others.any(|text| super::registry::fold(text) == folded)
}

/// What is to be evaluated anew.
enum Reach {
    /// Everything.
    All,
    /// Some subjects, by place, and what other rules match.
    Some { subjects: BTreeSet<usize>, has_rules: bool },
}

/// Keeps attribution of one workspace in memory.
#[derive(Default)]
pub struct AttributionShelf(Mutex<Option<Arc<Attribution>>>);

impl AttributionShelf {
    /// Attribution as the reader's snapshot has it.
    pub fn current(&self, reader: &Connection) -> Result<Arc<Attribution>, AttributionError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let version = HoldingsVersion::of(reader)?;
        let change = queries::last_change(reader)?;
        let found = match known {
            Some(known) if known.version == version && known.decisions.change == change => return Ok(known),
            Some(known) if known.version == version && known.decisions.change < change => {
                Arc::new(known.caught_up(reader)?)
            }
            _ => Arc::new(Attribution::read(reader)?),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&found));
        Ok(found)
    }
}
