//! What every subject is attributed to in every dimension, brought up to date with what changed.

use std::collections::HashMap;
use std::sync::Arc;

use super::Holdings;
use super::engine::{Engine, Stretch};
use super::model::{Directory, HandTag, Rule, Why};

/// What decides, beside the subjects.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Names of the dimensions, in display order.
    pub dimensions: Vec<String>,
    /// In their order.
    pub rules: Vec<Rule>,
    /// Tags by hand, on places of subjects.
    pub hands: Vec<HandTag>,
    /// What is inherited and owned, and names.
    pub directory: Directory,
}

impl Inputs {
    /// An engine over all subjects.
    pub fn engine<'a>(&'a self, holdings: &'a Holdings) -> Engine<'a> {
        Engine::with(&holdings.subjects, &self.rules, &self.hands, &self.directory, &holdings.cache)
    }

    /// Place of a dimension.
    pub fn dimension(&self, name: &str) -> Option<usize> {
        self.dimensions.iter().position(|known| known == name)
    }
}

/// What one subject is attributed to over time.
pub type Stretches = Arc<[Stretch]>;

/// What every subject is attributed to.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// By dimension, then by subject.
    results: Vec<Vec<Stretches>>,
    /// Places of the rules that match a subject.
    matching: Vec<Arc<[u16]>>,
}

impl Evaluation {
    /// Evaluates everything.
    pub fn of(inputs: &Inputs, holdings: &Holdings) -> Self {
        let all: Vec<usize> = (0..holdings.keys.len()).collect();
        let mut evaluation = Self {
            results: vec![vec![Arc::from([]); all.len()]; inputs.dimensions.len()],
            matching: vec![Arc::from([]); all.len()],
        };
        evaluation.bring_up_to_date(inputs, holdings, &all);
        evaluation
    }

    /// Evaluates some subjects anew, by their places.
    pub fn bring_up_to_date(&mut self, inputs: &Inputs, holdings: &Holdings, subjects: &[usize]) {
        let engine = inputs.engine(holdings);
        let half = subjects.len().div_ceil(2);
        let (first, second) = subjects.split_at(half.min(subjects.len()));
        let found = std::thread::scope(|scope| {
            let other = scope.spawn(|| evaluate(&engine, inputs, second));
            let mut found = evaluate(&engine, inputs, first);
            match other.join() {
                Ok(more) => found.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
            found
        });
        for (subject, matching, results) in found {
            if let Some(known) = self.matching.get_mut(subject) {
                *known = matching;
            }
            for (of_dimension, stretches) in self.results.iter_mut().zip(results) {
                if let Some(known) = of_dimension.get_mut(subject) {
                    *known = stretches;
                }
            }
        }
    }

    /// The same under other rules, and the places of the subjects that other rules match now. Tags, owners and dimensions are
    /// the same in both inputs.
    pub fn under(&self, old: &Inputs, new: &Inputs, holdings: &Holdings) -> (Self, Vec<usize>) {
        let known: HashMap<&str, usize> =
            old.rules.iter().enumerate().map(|(place, rule)| (rule.id.as_str(), place)).collect();
        // Place before, of a rule that says the same; a number of its own for any other.
        let before: Vec<usize> = (0..)
            .zip(&new.rules)
            .map(|(place, rule)| {
                let same = known.get(rule.id.as_str()).copied();
                let same = same.filter(|place| old.rules.get(*place) == Some(rule));
                same.unwrap_or(old.rules.len() + place)
            })
            .collect();
        let engine = new.engine(holdings);
        let mut changed = Vec::new();
        for (subject, matched) in self.matching.iter().enumerate() {
            let now = engine.matching(subject);
            let now = now.iter().filter_map(|place| before.get(*place).copied());
            if !now.eq(matched.iter().map(|place| usize::from(*place))) {
                changed.push(subject);
            }
        }
        let mut next = self.clone();
        next.renumber(&before);
        next.bring_up_to_date(new, holdings, &changed);
        (next, changed)
    }

    /// Rules got other places: `before` has the old place of each new one.
    fn renumber(&mut self, before: &[usize]) {
        if before.iter().enumerate().all(|(now, before)| now == *before) {
            return;
        }
        let now: HashMap<usize, usize> =
            before.iter().enumerate().map(|(now, before)| (*before, now)).collect();
        let moved = |place: usize| now.get(&place).copied().unwrap_or(place);
        for matched in &mut self.matching {
            let places = matched.iter().map(|place| moved(usize::from(*place)));
            *matched = places.map(|place| u16::try_from(place).unwrap_or(u16::MAX)).collect();
        }
        for stretches in self.results.iter_mut().flatten() {
            let is_moved =
                |stretch: &Stretch| matches!(stretch.told.why, Why::Rule(place) if moved(place) != place);
            if stretches.iter().any(is_moved) {
                let renumbered = stretches.iter().map(|stretch| {
                    let mut stretch = stretch.clone();
                    if let Why::Rule(place) = stretch.told.why {
                        stretch.told.why = Why::Rule(moved(place));
                    }
                    stretch
                });
                *stretches = renumbered.collect();
            }
        }
    }

    /// What a subject is attributed to in a dimension, by their places.
    pub fn stretches(&self, dimension: usize, subject: usize) -> &[Stretch] {
        let of_dimension = self.results.get(dimension);
        of_dimension.and_then(|results| results.get(subject)).map_or(&[], |stretches| stretches)
    }
}

type Evaluated = (usize, Arc<[u16]>, Vec<Stretches>);

fn evaluate(engine: &Engine<'_>, inputs: &Inputs, subjects: &[usize]) -> Vec<Evaluated> {
    let of_one = |subject: &usize| {
        let matching = engine.matching(*subject);
        let dimensions = inputs.dimensions.iter();
        let results = dimensions.map(|name| Arc::from(engine.stretches(*subject, &matching, name)));
        let results = results.collect();
        let matching = matching.iter().map(|place| u16::try_from(*place).unwrap_or(u16::MAX)).collect();
        (*subject, matching, results)
    };
    subjects.iter().map(of_one).collect()
}
