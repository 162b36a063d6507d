//! Rules that a selection of groups could become: the tightest, and looser ones with what else they hit.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::queue::{selected, title};
use super::scene::Scene;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{RuleProposalView, RuleProposalsView, RuleProposeRequest};
use crate::attribution::{
    Assignment, AttributionError, Dates, Mode, Proposal, Rule, Source, Standing, describe, propose,
    write_rule,
};
use crate::kernel::{Problem, ProblemCode};

/// Groups told of what else a rule hits.
const MOST_EXAMPLES: usize = 3;

/// Rules that a selection could become.
pub fn rule_propose(app: &App, request: RuleProposeRequest) -> Result<RuleProposalsView, Problem> {
    let value = request.value.trim();
    if value.is_empty() {
        return Err(Problem::new(ProblemCode::BadRequest, "the rule sets no value")
            .hint("choose the value that the rule is to set")
            .about("value"));
    }
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let asked = (request.dimension.as_str(), &request.range, request.currency.as_deref());
        let scene = Scene::new(app, reader, asked.0, asked.1, asked.2)?.of(request.groups.of.as_ref());
        let standing = scene.standing(reader)?;
        let rows = selected(&scene, &standing, &request.groups)?;
        // The whole of each group, since a rule holds beyond the days that are looked at.
        let subjects: Vec<usize> = rows.iter().flat_map(|row| row.group.subjects.iter().copied()).collect();
        let spent = spent(&scene, reader)?;
        let found = propose(&scene.state.holdings.subjects, &subjects, &spent);
        let told = Told { scene: &scene, spent: &spent, subjects: &subjects, rule: rule(&scene, value) };
        let proposals = std::iter::once(&found.tight).chain(&found.looser).map(|one| told.view(one));
        Ok(RuleProposalsView { proposals: proposals.collect() })
    })
}

/// Nanos of every subject in the period.
fn spent(scene: &Scene, reader: &Connection) -> Result<Vec<i128>, AttributionError> {
    let mut spent = vec![0_i128; scene.state.holdings.keys.len()];
    scene.state.books().each_piece(reader, scene.dimension.0, scene.slice, |piece| {
        if let Some(nanos) = spent.get_mut(piece.sum.subject as usize) {
            *nanos += piece.nanos();
        }
    })?;
    Ok(spent)
}

/// A rule that sets the value and is about nothing yet. It holds as long as the value exists.
fn rule(scene: &Scene, value: &str) -> Rule {
    let dimension = scene.dimension.1.clone();
    let known = scene.state.registry.value(&dimension, value);
    let name = known.map_or_else(|| value.to_owned(), |known| known.value.name.clone());
    Rule {
        id: free_id(scene, &name),
        dates: known.map_or(Dates::ALWAYS, |known| known.value.dates),
        when: crate::attribution::Condition::Any(Vec::new()),
        set: vec![Assignment { dimension, value: Source::Constant(name) }],
        mode: Mode::IfEmpty,
        stops: false,
    }
}

/// The value as an id that no rule has.
fn free_id(scene: &Scene, value: &str) -> String {
    let letters =
        |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let slug: String = value.chars().map(letters).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() { "rule".to_owned() } else { slug };
    let known: BTreeSet<&str> = scene.state.inputs.rules.iter().map(|rule| rule.id.as_str()).collect();
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.clone()).chain(numbered).find(|id| !known.contains(id.as_str())).unwrap_or_default()
}

struct Told<'a> {
    scene: &'a Scene,
    spent: &'a [i128],
    subjects: &'a [usize],
    rule: Rule,
}

impl Told<'_> {
    fn view(&self, proposal: &Proposal) -> RuleProposalView {
        let rule = Rule { when: proposal.when.clone(), ..self.rule.clone() };
        RuleProposalView {
            id: rule.id.clone(),
            text: write_rule(&rule, None, &self.scene.state.rules.parsed.tables),
            describes: self.scene.with_names(&describe(&rule)),
            series: small(proposal.covered),
            amount: self.amount(self.subjects),
            extra_series: small(proposal.extra.len()),
            extra_amount: self.amount(&proposal.extra),
            extra_examples: self.examples(&proposal.extra),
        }
    }

    fn amount(&self, subjects: &[usize]) -> crate::kernel::Amount {
        let nanos = subjects.iter().filter_map(|subject| self.spent.get(*subject)).sum();
        self.scene.amount(nanos, &Standing::default())
    }

    /// The groups with most money of what else is hit.
    fn examples(&self, extra: &[usize]) -> Vec<String> {
        let mut places: Vec<usize> = extra.to_vec();
        places.sort_by_key(|place| {
            std::cmp::Reverse(self.spent.get(*place).map_or(0, |nanos| nanos.unsigned_abs()))
        });
        let mut titles = Vec::new();
        for place in places {
            let group = self.scene.state.groups.all.get(self.scene.state.groups.place_of(place));
            let told = group.map(|group| title(self.scene, group)).unwrap_or_default();
            if !told.is_empty() && !titles.contains(&told) {
                titles.push(told);
            }
            if titles.len() == MOST_EXAMPLES {
                break;
            }
        }
        titles
    }
}
