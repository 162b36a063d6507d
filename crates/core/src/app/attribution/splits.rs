//! Splits of shared cost: what they do, and changes of them.

use super::decide::tagging;
use super::decided::decided;
use super::scene::{Scene, basis_points};
use super::split_draft::{read, write};
use crate::app::App;
use crate::app::model::{
    HandSplitRequest, SplitIdRequest, SplitListRequest, SplitPartView, SplitPutRequest, SplitView, TaggedView,
};
use crate::attribution::{
    Attribution, Dates, Decision, Known, Plan, Split, SplitSource, TagSet, Totals, ValueSet, check_splits,
    fold, totals,
};
use crate::kernel::words::{figure, units};
use crate::kernel::{Nothing, Problem, ProblemCode};

/// Splits of shared cost and what they do.
pub fn splits(app: &App, request: SplitListRequest) -> Result<Vec<SplitView>, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let currency = request.currency.as_deref();
        let scene = Scene::new(app, reader, &request.dimension, &request.range, currency)?;
        let found = totals(reader, &scene.state, scene.dimension.0, scene.slice)?;
        let own = scene.state.registry.splits.iter().filter(|split| split.dimension == request.dimension);
        Ok(own.map(|split| view(&scene, &found, split)).collect())
    })
}

/// Adds a split or changes one.
pub fn split_put(app: &App, request: SplitPutRequest) -> Result<Nothing, Problem> {
    let split = read(&request.split)?;
    decided(app, "attribution.splitPut", |_, state| {
        let replaces = request.id.map(i64::from);
        if let Some(id) = replaces {
            find(&state, id)?;
        }
        let summary =
            format!("Split {} {}", split.name, if replaces.is_some() { "changed" } else { "added" });
        let mut make = registered(&state, &split, &[]);
        check(&state, &split, replaces, &make)?;
        make.push(Decision::Split(split));
        Ok((Plan { make, withdraw: replaces.into_iter().collect(), summary }, Nothing {}))
    })
}

/// Removes a split.
pub fn split_remove(app: &App, request: SplitIdRequest) -> Result<Nothing, Problem> {
    decided(app, "attribution.splitRemove", |_, state| {
        let split = find(&state, i64::from(request.id))?;
        let summary = format!("Split {} removed", split.name);
        Ok((Plan { make: Vec::new(), withdraw: vec![split.id], summary }, Nothing {}))
    })
}

/// Splits what groups spent among several values: the groups become a shared cost of their own, and that is divided.
pub fn split_groups(app: &App, request: HandSplitRequest) -> Result<TaggedView, Problem> {
    let mut split = read(&request.split)?;
    split.dimension.clone_from(&request.dimension);
    let asked = (request.dimension.as_str(), &request.range, request.currency.as_deref());
    tagging(app, "attribution.splitGroups", asked, &request.groups, |scene, subjects| {
        let state = &scene.state;
        let pool = free_name(state, &request.dimension, &split.name);
        split.source = SplitSource::Value(pool.clone());
        let mut make = registered(state, &split, std::slice::from_ref(&pool));
        check(state, &split, None, &make)?;
        let parts: Vec<&str> = split.targets.iter().map(|target| target.value.as_str()).collect();
        let summary = format!("shared by {}, {}", crate::kernel::words::listed(&parts), split.method.words());
        make.push(Decision::Tag(TagSet {
            dimension: request.dimension.clone(),
            subjects,
            value: Some(pool),
            dates: split.dates,
        }));
        make.push(Decision::Split(split));
        Ok(Plan { make, withdraw: Vec::new(), summary })
    })
}

/// A name that no value has yet.
fn free_name(state: &Attribution, dimension: &str, asked: &str) -> String {
    let is_free = |name: &String| state.registry.value(dimension, name).is_none();
    let asked = if asked.is_empty() { "Shared" } else { asked };
    let numbered = (2..).map(|number| format!("{asked} {number}"));
    std::iter::once(asked.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

fn find(state: &Attribution, id: i64) -> Result<&Split, Problem> {
    state.registry.splits.iter().find(|split| split.id == id).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, format!("there is no split {id} any more"))
            .hint("read the splits again")
            .about("id")
    })
}

/// Values of a split that are not registered yet.
fn registered(state: &Attribution, split: &Split, also: &[String]) -> Vec<Decision> {
    let targets = split.targets.iter().map(|target| &target.value);
    let mut names: Vec<&String> = targets.chain(also).filter(|name| !name.is_empty()).collect();
    names.retain(|name| state.registry.value(&split.dimension, name).is_none());
    names.sort_by_key(|name| fold(name));
    names.dedup_by_key(|name| fold(name));
    names.into_iter().map(|name| Decision::Value(ValueSet::called(&split.dimension, name))).collect()
}

/// Checks a split together with all others that hold.
fn check(state: &Attribution, split: &Split, replaces: Option<i64>, new: &[Decision]) -> Result<(), Problem> {
    let others = state.registry.splits.iter().filter(|known| Some(known.id) != replaces);
    let all: Vec<Split> = others.chain(std::iter::once(split)).cloned().collect();
    let is_known = |name: &str| state.registry.dimension(name).is_some();
    let value = |dimension: &str, name: &str| {
        let known =
            state.registry.value(dimension, name).map(|known| (known.value.name.clone(), known.value.dates));
        known.or_else(|| {
            let is_new = new.iter().any(|decision| {
                matches!(decision, Decision::Value(set) if set.dimension == dimension && fold(&set.name) == fold(name))
            });
            is_new.then(|| (name.to_owned(), Dates::ALWAYS))
        })
    };
    Ok(check_splits(&all, Known { dimension: &is_known, value: &value })?)
}

fn view(scene: &Scene, found: &Totals, split: &Split) -> SplitView {
    let source = split.source.value().map(str::to_owned);
    let did = found.splits.get(&split.id).cloned().unwrap_or_default();
    let part = |target: &crate::attribution::Target| {
        let nanos = did.parts.get(&target.value).copied().unwrap_or(0);
        SplitPartView {
            value: target.value.clone(),
            amount: units(nanos),
            share_basis_points: basis_points(nanos, did.divided),
        }
    };
    let kept = did.kept.iter().map(|(month, nanos, reason)| {
        format!("{} of {month} is not divided: {reason}", figure(*nanos, &scene.currency))
    });
    SplitView {
        id: u32::try_from(split.id).unwrap_or(u32::MAX),
        split: write(split),
        currency: scene.currency.clone(),
        source_amount: units(found.values.get(&source).map_or(0, |total| total.direct)),
        divided: units(did.divided),
        parts: split.targets.iter().map(part).collect(),
        notes: kept.collect(),
    }
}
