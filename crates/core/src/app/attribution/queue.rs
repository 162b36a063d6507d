//! The triage queue: spend without an owner by signature, the one that matters most first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::scene::{Scene, basis_points, six_months};
use super::suggestions::suggestions;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{
    FactView, GroupSelection, QueueCause, QueueGroupDetailView, QueueGroupRequest, QueueGroupView,
    QueueRequest, QueueView, SubjectView, ThingView,
};
use crate::attribution::{AttributionError, Group, OpenGroup, PeriodStanding, fold, subject_columns};
use crate::kernel::Problem;
use crate::kernel::words::units;

/// Series of a group shown.
const MOST_SERIES: usize = 500;

/// Spend without an owner, by signature.
pub fn queue(app: &App, request: QueueRequest) -> Result<QueueView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let asked = (request.dimension.as_str(), &request.range, request.currency.as_deref());
        let scene = Scene::new(app, reader, asked.0, asked.1, asked.2)?.of(request.of.as_ref());
        let standing = scene.standing(reader)?;
        let search = fold(request.search.as_deref().unwrap_or_default());
        let mut rows = ranked(&scene, &standing, &search);
        let snoozed = rows.iter().filter(|row| snoozed_until(&scene, row.group).is_some()).count();
        if !request.includes_snoozed {
            rows.retain(|row| snoozed_until(&scene, row.group).is_none());
        }
        let total: i128 = rows.iter().map(|row| row.open.nanos).sum();
        let (offset, limit) = request.page.bounds();
        let page = rows.iter().skip(offset as usize).take(limit as usize);
        Ok(QueueView {
            meter: scene.meter(&scene.dimension.1, &standing.whole),
            currency: scene.currency.clone(),
            currencies: scene.currencies(),
            groups: page.map(|row| told(&scene, &standing, row)).collect(),
            total_groups: small(rows.len()),
            total: scene.amount(total, &standing.whole),
            snoozed_groups: small(snoozed),
        })
    })
}

/// One group with its series.
pub fn group(app: &App, request: QueueGroupRequest) -> Result<QueueGroupDetailView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let asked = (request.dimension.as_str(), &request.range, request.currency.as_deref());
        let scene = Scene::new(app, reader, asked.0, asked.1, asked.2)?.of(request.of.as_ref());
        let standing = scene.standing(reader)?;
        let unknown = || AttributionError::UnknownGroup { id: request.id.clone() };
        let (place, group) = scene.state.groups.get(&request.id).ok_or_else(unknown)?;
        let open = standing.open.get(&place).ok_or_else(unknown)?;
        let row = Row { group, open, trend: trend(&scene, open) };
        let subjects: Vec<usize> = open.subjects.keys().copied().collect();
        let shared = shared(&scene, &subjects);
        let mut series: Vec<(usize, i128, u8)> =
            open.subjects.iter().map(|(subject, (nanos, grade))| (*subject, *nanos, *grade)).collect();
        series.sort_by_key(|(subject, nanos, _)| (Reverse(nanos.unsigned_abs()), *subject));
        let of_one = |(subject, nanos, grade): &(usize, i128, u8)| {
            let seen = scene.state.holdings.seen(*subject);
            let mut facts = facts(&scene, *subject);
            facts.retain(|fact| !shared.contains(fact));
            SubjectView {
                id: small(*subject),
                facts,
                amount: scene.amount(*nanos, &standing.whole),
                requests: requests(&scene, *subject).map(|attempts| attempts.to_string()),
                grade: if *grade == b'~' { String::new() } else { char::from(*grade).to_string() },
                first_seen: seen.map(|(first, _)| first.to_string()).unwrap_or_default(),
                last_seen: seen.map(|(_, last)| last.to_string()).unwrap_or_default(),
            }
        };
        Ok(QueueGroupDetailView {
            group: told(&scene, &standing, &row),
            series: series.iter().take(MOST_SERIES).map(of_one).collect(),
            total_series: small(series.len()),
            suggestions: suggestions(&scene, &subjects),
            shared,
        })
    })
}

/// One line of the queue before it is told.
pub(super) struct Row<'a> {
    pub group: &'a Group,
    pub open: &'a OpenGroup,
    /// Nanos by month, six of them; `None` where nothing was spent.
    trend: Vec<Option<i128>>,
}

impl Row<'_> {
    fn months(&self) -> usize {
        self.trend.iter().flatten().count()
    }
}

/// Groups without an owner that a search finds: money times the months in which it recurs, the largest first.
pub(super) fn ranked<'a>(scene: &'a Scene, standing: &'a PeriodStanding, search: &str) -> Vec<Row<'a>> {
    let mut rows: Vec<(u128, Row<'a>)> = Vec::with_capacity(standing.open.len());
    for (place, open) in &standing.open {
        let Some(group) = scene.state.groups.all.get(*place) else { continue };
        if !search.is_empty() && !fold(&title(scene, group)).contains(search) {
            continue;
        }
        let row = Row { group, open, trend: trend(scene, open) };
        let weight = open.nanos.unsigned_abs().saturating_mul(row.months().max(1) as u128);
        rows.push((weight, row));
    }
    rows.sort_by(|(left, one), (right, other)| {
        right.cmp(left).then_with(|| one.group.id.cmp(&other.group.id))
    });
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The groups that do not sleep and would add most, and what they spent together.
pub(super) fn ranked_views(
    scene: &Scene,
    standing: &PeriodStanding,
    most: usize,
) -> (Vec<QueueGroupView>, i128) {
    let mut rows = ranked(scene, standing, "");
    rows.retain(|row| snoozed_until(scene, row.group).is_none() && row.open.nanos > 0);
    // What adds most, and not what recurs: these are the next actions of one period.
    rows.sort_by_key(|row| Reverse(row.open.nanos));
    rows.truncate(most);
    let nanos = rows.iter().map(|row| row.open.nanos).sum();
    (rows.iter().map(|row| told(scene, standing, row)).collect(), nanos)
}

/// The groups that a selection names.
pub(super) fn selected<'a>(
    scene: &'a Scene,
    standing: &'a PeriodStanding,
    selection: &GroupSelection,
) -> Result<Vec<Row<'a>>, AttributionError> {
    let mut rows = match &selection.search {
        Some(search) => {
            let mut rows = ranked(scene, standing, &fold(search));
            rows.retain(|row| snoozed_until(scene, row.group).is_none());
            rows
        }
        None => Vec::new(),
    };
    let mut seen: HashSet<&str> = rows.iter().map(|row| row.group.id.as_str()).collect();
    for id in &selection.ids {
        if !seen.insert(id) {
            continue;
        }
        let unknown = || AttributionError::UnknownGroup { id: id.clone() };
        let (place, group) = scene.state.groups.get(id).ok_or_else(unknown)?;
        let open = standing.open.get(&place).ok_or_else(unknown)?;
        rows.push(Row { group, open, trend: Vec::new() });
    }
    if rows.is_empty() { Err(AttributionError::NoGroup) } else { Ok(rows) }
}

fn trend(scene: &Scene, open: &OpenGroup) -> Vec<Option<i128>> {
    let holdings = &scene.state.holdings;
    let months = six_months(scene.slice.period);
    let mut sums: Vec<Option<i128>> = vec![None; months.len()];
    for subject in open.subjects.keys() {
        for sum in holdings.sums(*subject).iter().filter(|sum| sum.currency == scene.slice.currency) {
            let text = holdings.months.get(usize::from(sum.month));
            let place = months.iter().position(|month| Some(month) == text);
            if let Some(known) = place.and_then(|place| sums.get_mut(place)) {
                *known = Some(known.unwrap_or(0) + i128::from(sum.nanos));
            }
        }
    }
    sums
}

fn thing(scene: &Scene, column: &'static str, id: Option<&String>) -> Option<ThingView> {
    let id = id?;
    Some(ThingView { id: id.clone(), name: scene.name(column, id) })
}

/// A line that names a group: source, project, key, model family.
pub(super) fn title(scene: &Scene, group: &Group) -> String {
    let named = |thing: Option<ThingView>| thing.map(|thing| thing.name.unwrap_or(thing.id));
    let parts = [
        named(thing(scene, "project", group.project.as_ref())),
        named(thing(scene, "key", group.key.as_ref())),
        group.family.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let source = if group.source.is_empty() { &group.provider } else { &group.source };
    if parts.is_empty() {
        format!("{source}: nothing told")
    } else {
        format!("{source}: {}", parts.join(", "))
    }
}

fn snoozed_until(scene: &Scene, group: &Group) -> Option<String> {
    let key = (scene.dimension.1.clone(), group.id.clone());
    let (until, _) = scene.state.registry.snoozed.get(&key)?;
    (scene.today < *until).then(|| until.to_string())
}

fn told(scene: &Scene, standing: &PeriodStanding, row: &Row<'_>) -> QueueGroupView {
    let (group, open) = (row.group, row.open);
    let seen = open.subjects.keys().filter_map(|subject| scene.state.holdings.seen(*subject));
    let (first, last): (Vec<_>, Vec<_>) = seen.unzip();
    let (cause, cause_text) = cause(scene, row);
    let note = scene.state.registry.notes.get(&(scene.dimension.1.clone(), group.id.clone()));
    let text = |days: Option<&chrono::NaiveDate>| days.map(ToString::to_string).unwrap_or_default();
    QueueGroupView {
        id: group.id.clone(),
        source: group.source.clone(),
        provider: group.provider.clone(),
        project: thing(scene, "project", group.project.as_ref()),
        key: thing(scene, "key", group.key.as_ref()),
        model_family: group.family.clone(),
        title: title(scene, group),
        amount: scene.amount(open.nanos, &standing.whole),
        share_basis_points: basis_points(open.nanos, standing.whole.total),
        trend: row.trend.iter().map(|nanos| nanos.map(units)).collect(),
        trend_months: six_months(scene.slice.period),
        first_seen: text(first.iter().min()),
        last_seen: text(last.iter().max()),
        months: small(row.months()),
        series: small(open.subjects.len()),
        cause,
        cause_text,
        note: note.map(|(note, _)| note.text.clone()).filter(|text| !text.is_empty()),
        snoozed_until: snoozed_until(scene, group),
    }
}

/// Why a group has no owner.
fn cause(scene: &Scene, row: &Row<'_>) -> (QueueCause, String) {
    let holdings = &scene.state.holdings;
    let subject = row.open.subjects.keys().next().copied().unwrap_or(usize::MAX);
    let says = |word: &str| {
        ["line_item", "product", "operation"].iter().any(|column| {
            let text = holdings.subjects.text(subject, column).unwrap_or_default().to_lowercase();
            text.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == word)
        })
    };
    let key = holdings.keys.get(subject);
    let is_default = |id: &String| {
        let name = scene.name("project", id).unwrap_or_default();
        id.is_empty() || id == "default" || name.to_lowercase().starts_with("default")
    };
    let cause = match (&row.group.key, &row.group.project) {
        _ if scene.of.is_some() => QueueCause::Attributed,
        _ if says("tax") || says("vat") => QueueCause::Tax,
        _ if says("seat") || says("seats") => QueueCause::Seat,
        _ if row.open.nanos < 0 || says("credit") || says("credits") => QueueCause::Credit,
        (Some(id), _) if !id.is_empty() && scene.name("key", id).is_none() => QueueCause::UnknownProject,
        (Some(id), _) if !id.is_empty() => QueueCause::NoOwner,
        _ if key.is_some_and(|key| key.is_seen) => QueueCause::Metadata,
        (_, Some(id)) if is_default(id) => QueueCause::DefaultProject,
        (_, Some(_)) => QueueCause::NoKey,
        _ if key.is_some_and(|key| !key.is_explained) => QueueCause::NotExplained,
        _ => QueueCause::NotSeen,
    };
    let dimension = scene.state.registry.dimension(&scene.dimension.1);
    let owner = dimension.map_or("owner", |known| known.label.as_str()).to_lowercase();
    let text = match cause {
        QueueCause::Attributed => format!("its {owner} is {}", scene.of.as_deref().unwrap_or_default()),
        QueueCause::NoOwner => format!("its key has no {owner}"),
        QueueCause::DefaultProject => "it is in the default project, and no key is told".to_owned(),
        QueueCause::NoKey => "no key is told, only its project".to_owned(),
        QueueCause::UnknownProject => "its key is not in the provider's directory".to_owned(),
        QueueCause::NotSeen => "no gateway saw it, and neither project nor key is told".to_owned(),
        QueueCause::Seat => "it pays for seats, not for usage".to_owned(),
        QueueCause::Tax => "it is tax".to_owned(),
        QueueCause::Credit => "it is a credit".to_owned(),
        QueueCause::NotExplained => "no usage explains the charge".to_owned(),
        QueueCause::Metadata => format!("its requests tell no {owner}"),
    };
    (cause, text)
}

fn requests(scene: &Scene, subject: usize) -> Option<i64> {
    let holdings = &scene.state.holdings;
    let months = (0_u16..).zip(&holdings.months).filter_map(|(place, _)| {
        let month = holdings.month_period(place)?;
        let period = scene.slice.period;
        (month.start() < period.end() && period.start() < month.end()).then_some(place)
    });
    months
        .filter_map(|month| holdings.requests(subject, month))
        .map(|sum| sum.attempts)
        .reduce(|one, other| one + other)
}

/// What a series tells, in display order; metadata last.
pub(super) fn facts(scene: &Scene, subject: usize) -> Vec<FactView> {
    let subjects = &scene.state.holdings.subjects;
    let mut found = Vec::new();
    for column in subject_columns() {
        if let Some(value) = subjects.text(subject, column.name) {
            let (name, label) = (column.name.to_owned(), column.label.to_owned());
            found.push(FactView { name, label, value: value.to_owned() });
        }
    }
    for name in subjects.columns().filter(|name| name.starts_with(crate::attribution::META)) {
        if let Some(value) = subjects.text(subject, name) {
            let label = name.trim_start_matches(crate::attribution::META).to_owned();
            found.push(FactView { name: name.to_owned(), label, value: value.to_owned() });
        }
    }
    found
}

/// What all of them tell alike.
fn shared(scene: &Scene, subjects: &[usize]) -> Vec<FactView> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for fact in subjects.iter().flat_map(|subject| facts(scene, *subject)) {
        *counts.entry((fact.name, fact.value)).or_default() += 1;
    }
    let of_first = subjects.first().map(|subject| facts(scene, *subject)).unwrap_or_default();
    let is_shared =
        |fact: &FactView| counts.get(&(fact.name.clone(), fact.value.clone())) == Some(&subjects.len());
    of_first.into_iter().filter(is_shared).collect()
}
