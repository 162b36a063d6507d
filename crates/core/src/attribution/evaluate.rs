//! What every subject is attributed to in every dimension, brought up to date with what changed.

use std::sync::Arc;

use super::Holdings;
use super::engine::{Engine, Stretch};
use super::model::{Directory, HandTag, Rule};

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
