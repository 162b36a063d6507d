//! One call out of the spans that tell it. A library that traces itself under an instrumentation gives two spans for one
//! call, parent and child or side by side; an application and its gateway give two as well.
//!
//! Spans are held by trace until [`WINDOW`] spans are there, then the oldest trace comes out: its calls take what the
//! spans above them say, and nested tellings of one call become one. Calls then stand in a second line of [`READY`], where
//! those with the same answer id become one, whatever their trace.

use std::collections::{HashMap, VecDeque};

use super::owner;
use super::span::{Candidate, Node, Read, Says};
use crate::format::Findings;
use crate::record::{Attempt, Note, OutcomeOf, Tokens};

/// Spans held before the oldest trace is let go.
pub(super) const WINDOW: usize = 20_000;

/// Calls held to find another telling of the same answer.
pub(super) const READY: usize = 10_000;

/// How far up a trace is looked.
const HIGHEST: usize = 64;

/// How far clocks of an application and its gateway may differ: microseconds.
const SKEW_US: i64 = 60_000_000;

/// Spans of one trace.
#[derive(Debug, Default)]
struct Trace {
    nodes: HashMap<u64, Node>,
    calls: Vec<Candidate>,
}

/// What is held.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    traces: HashMap<u128, Trace>,
    order: VecDeque<u128>,
    spans: usize,
    ready: VecDeque<Candidate>,
    /// How many calls left `ready`: number of the first that stands there.
    gone: u64,
    /// Answer id to the number of the call that tells it.
    answers: HashMap<String, u64>,
}

impl Joiner {
    /// Takes a span.
    pub(super) fn take(&mut self, read: Read, found: &mut Findings) {
        let trace = self.traces.entry(read.trace).or_insert_with(|| {
            self.order.push_back(read.trace);
            Trace::default()
        });
        if let Some(there) = trace.nodes.get(&read.span) {
            // Another start under the same ids is another call: both are told, and the ids are found to collide later.
            match read.call.filter(|call| call.attempt.started_us != there.started_us) {
                Some(call) => self.line_up(call, found),
                None => found.skip("span exported again"),
            }
            return;
        }
        trace.nodes.insert(read.span, read.node);
        self.spans += 1;
        if let Some(why) = read.skipped {
            found.skip(why);
        }
        found.outcomes.extend(read.outcomes);
        trace.calls.extend(read.call);
        while self.spans > WINDOW && self.let_go(found) {}
    }

    /// Lets everything go.
    pub(super) fn end(&mut self, found: &mut Findings) {
        while self.let_go(found) {}
        while let Some(call) = self.ready.pop_front() {
            give(call, found);
        }
        self.answers.clear();
    }

    /// Lets the oldest trace go; `false` when there is none.
    fn let_go(&mut self, found: &mut Findings) -> bool {
        let Some(mut trace) = self.order.pop_front().and_then(|id| self.traces.remove(&id)) else {
            return false;
        };
        self.spans = self.spans.saturating_sub(trace.nodes.len());
        let nodes = &trace.nodes;
        for call in joined(std::mem::take(&mut trace.calls), nodes) {
            self.line_up(informed(call, nodes), found);
        }
        true
    }

    /// Puts a call in the second line, into the one that tells the same answer where there is one.
    fn line_up(&mut self, call: Candidate, found: &mut Findings) {
        if let Some(id) = &call.attempt.response_id {
            let place =
                self.answers.get(id).and_then(|number| usize::try_from(number.checked_sub(self.gone)?).ok());
            if let Some(there) = place.and_then(|place| self.ready.get_mut(place))
                && overlaps(there, &call, SKEW_US)
            {
                merge(there, call, found);
                return;
            }
            let number = self.gone.saturating_add(u64::try_from(self.ready.len()).unwrap_or(u64::MAX));
            self.answers.insert(id.clone(), number);
        }
        self.ready.push_back(call);
        if self.ready.len() > READY
            && let Some(first) = self.ready.pop_front()
        {
            if let Some(id) = &first.attempt.response_id
                && self.answers.get(id) == Some(&self.gone)
            {
                self.answers.remove(id);
            }
            self.gone = self.gone.saturating_add(1);
            give(first, found);
        }
    }
}

fn give(call: Candidate, found: &mut Findings) {
    found.outcomes.extend(call.outcomes);
    found.attempts.push(call.attempt);
}

/// Spans above one, nearest first.
fn above(nodes: &HashMap<u64, Node>, span: u64) -> impl Iterator<Item = (u64, &Node)> {
    let mut next = nodes.get(&span).map_or(0, |node| node.parent);
    std::iter::from_fn(move || {
        let id = next;
        let node = nodes.get(&id)?;
        next = node.parent;
        Some((id, node))
    })
    .take(HIGHEST)
}

/// Calls of a trace, each told once: a call inside another that tells the same becomes one with it.
fn joined(calls: Vec<Candidate>, nodes: &HashMap<u64, Node>) -> Vec<Candidate> {
    let places: HashMap<u64, usize> =
        calls.iter().enumerate().map(|(place, call)| (call.span, place)).collect();
    // The span that was read stays the place in the trace, also where a call below it turns out the richer one.
    let mut deepest: Vec<(usize, u64, usize)> = calls
        .iter()
        .enumerate()
        .map(|(place, call)| (above(nodes, call.span).count(), call.span, place))
        .collect();
    deepest.sort_by(|left, right| right.0.cmp(&left.0).then(left.2.cmp(&right.2)));
    let mut slots: Vec<Option<Candidate>> = calls.into_iter().map(Some).collect();
    let mut ignored = Findings::default();
    for (_, span, place) in deepest {
        let Some(call) = slots.get_mut(place).and_then(Option::take) else { continue };
        let parent = above(nodes, span).find_map(|(id, _)| places.get(&id).copied());
        let outer = parent.and_then(|parent| slots.get_mut(parent)).and_then(Option::as_mut);
        match outer {
            Some(outer) if !outer.is_joined && is_same_call(&call, outer) => {
                merge(outer, call, &mut ignored);
                outer.is_joined = true;
            }
            _ => {
                if let Some(slot) = slots.get_mut(place) {
                    *slot = Some(call);
                }
            }
        }
    }
    slots.into_iter().flatten().collect()
}

/// Whether a call inside another is the same one: the same answer, or the same time and the same counts. Where one of them
/// does not count, the same end must do.
fn is_same_call(inner: &Candidate, outer: &Candidate) -> bool {
    let (inner_id, outer_id) = (&inner.attempt.response_id, &outer.attempt.response_id);
    if inner_id.is_some() && inner_id == outer_id {
        return true;
    }
    if !overlaps(inner, outer, 0) {
        return false;
    }
    match (&inner.attempt.tokens, &outer.attempt.tokens) {
        (Some(inner), Some(outer)) => counts(inner) == counts(outer),
        _ => inner.attempt.status == outer.attempt.status && (inner_id.is_none() || outer_id.is_none()),
    }
}

/// Whole input and whole output: what every dialect counts alike.
fn counts(tokens: &Tokens) -> (u64, u64) {
    let more = |start: &str| {
        tokens
            .more
            .iter()
            .filter(|(name, _)| name.starts_with(start))
            .fold(0_u64, |sum, (_, n)| sum.saturating_add(*n))
    };
    let input =
        [tokens.cache_read, tokens.cache_write_5m, tokens.cache_write_1h, tokens.cache_write, more("input_")]
            .iter()
            .fold(tokens.input, |sum, part| sum.saturating_add(*part));
    (input, tokens.output.saturating_add(more("output_")))
}

fn overlaps(left: &Candidate, right: &Candidate, slack: i64) -> bool {
    left.attempt.started_us <= right.ended_us.saturating_add(slack)
        && right.attempt.started_us <= left.ended_us.saturating_add(slack)
}

/// Makes one of two tellings: counts of the one with more cache detail, of equals the one that was there; whatever it
/// leaves open from the other.
fn merge(into: &mut Candidate, mut other: Candidate, found: &mut Findings) {
    if other.attempt.event_id == into.attempt.event_id {
        found.skip("span exported again");
        return;
    }
    if other.richness > into.richness {
        std::mem::swap(into, &mut other);
    }
    into.is_joined |= other.is_joined;
    into.ended_us = into.ended_us.max(other.ended_us);
    let event_id = into.attempt.event_id.clone();
    for mut outcome in other.outcomes {
        if outcome.of == OutcomeOf::Request(other.attempt.event_id.clone()) {
            outcome.of = OutcomeOf::Request(event_id.clone());
        }
        into.outcomes.push(outcome);
    }
    fill(&mut into.attempt, other.attempt);
}

fn fill(into: &mut Attempt, other: Attempt) {
    owner::fill(&mut into.dimensions, &other.dimensions);
    if into.tokens.is_none() && other.tokens.is_some() {
        into.tokens.clone_from(&other.tokens);
        into.notes.clone_from(&other.notes);
    }
    if let (Some(mine), Some(theirs)) = (&mut into.tokens, &other.tokens)
        && mine.reasoning.is_none()
    {
        mine.reasoning = theirs.reasoning.filter(|reasoning| *reasoning <= mine.output);
    }
    into.latency_us = into.latency_us.or(other.latency_us);
    into.first_token_us = into.first_token_us.or(other.first_token_us);
    into.logical_id = into.logical_id.take().or(other.logical_id);
    into.attempt = into.attempt.or(other.attempt);
    into.is_retry = into.is_retry.or(other.is_retry);
    into.fallback_hop = into.fallback_hop.or(other.fallback_hop);
    into.task_id = into.task_id.take().or(other.task_id);
    into.response_id = into.response_id.take().or(other.response_id);
    into.end_user = into.end_user.take().or(other.end_user);
    into.http_status = into.http_status.or(other.http_status);
    into.error_class = into.error_class.take().or(other.error_class);
    into.is_stream = into.is_stream.or(other.is_stream);
    into.is_charged = into.is_charged.or(other.is_charged);
    into.cost = into.cost.take().or(other.cost);
    if other.notes.contains(&Note::Sampled) {
        into.notes.push(Note::Sampled);
    }
    into.notes.push(Note::Joined);
    into.notes.sort_unstable();
    into.notes.dedup();
}

/// A call with what the spans above it say: labels, conversation, end user, and the feature it belongs to.
fn informed(mut call: Candidate, nodes: &HashMap<u64, Node>) -> Candidate {
    let own = nodes.get(&call.span).and_then(|node| node.says.as_deref());
    let chain: Vec<&Node> = above(nodes, call.span).map(|(_, node)| node).collect();
    let heard: Vec<&Says> =
        own.into_iter().chain(chain.iter().filter_map(|node| node.says.as_deref())).collect();
    let attempt = &mut call.attempt;
    for says in &heard {
        owner::fill(&mut attempt.dimensions, &says.dimensions);
        attempt.task_id = attempt.task_id.take().or_else(|| says.conversation.clone());
        attempt.end_user = attempt.end_user.take().or_else(|| says.end_user.clone());
    }
    if attempt.dimensions.feature.is_none() {
        let nearest = |pick: fn(&Says) -> Option<&String>| heard.iter().find_map(|says| pick(says)).cloned();
        let root = chain.last().filter(|node| node.parent == 0).and_then(|node| node.name.as_deref());
        attempt.dimensions.feature = nearest(|says| says.loop_workflow.as_ref())
            .or_else(|| nearest(|says| says.workflow.as_ref()))
            .or_else(|| nearest(|says| says.agent.as_ref()))
            .or_else(|| nearest(|says| says.route.as_ref()))
            .or_else(|| root.map(str::to_owned))
            .or_else(|| service(attempt));
    }
    if attempt.task_id.is_none() {
        attempt.task_id.clone_from(&attempt.trace_id);
    }
    call
}

/// The service's name, carried with the labels.
fn service(attempt: &Attempt) -> Option<String> {
    attempt.dimensions.more.iter().find(|(name, _)| name == "service").map(|(_, value)| value.clone())
}
