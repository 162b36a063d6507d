//! Models and their other names: every name ends at one model.

use std::collections::BTreeSet;

use super::report::Report;
use crate::model::Channel;
use crate::places::{Item, Part};
use crate::snapshots::{SNAPSHOT_FORMS, examples, is_snapshot};

pub(super) fn check(report: &mut Report<'_>) {
    let book = report.book;
    for (at, channel) in book.channels.iter().enumerate() {
        aliases_are_free(report, at, channel);
        redirects_end_at_models(report, at, channel);
        snapshots_are_of_the_list(report, at, channel);
        snapshots_match_no_known_id(report, at, channel);
        snapshots_do_not_meet(report, at, channel);
    }
}

fn is_model(channel: &Channel, id: &str) -> bool {
    channel.models.binary_search_by(|model| model.id.as_str().cmp(id)).is_ok()
}

fn aliases_are_free(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let mut seen: Vec<(&str, &crate::model::Window)> = Vec::new();
    for (index, model) in channel.models.iter().enumerate() {
        for (alias_at, alias) in model.aliases.iter().enumerate() {
            let item = Item::Alias(at, index, alias_at);
            if is_model(channel, &alias.id) {
                let what =
                    format!("{}: \"{}\" is an alias of {} and a model", channel.id, alias.id, model.id);
                let remedy = "remove the alias: the exact id always wins";
                report.error(item, "alias", what, remedy);
            }
            if seen.iter().any(|(id, valid)| *id == alias.id && valid.overlaps(&alias.valid)) {
                let what = format!("{}: the alias \"{}\" means two models at once", channel.id, alias.id);
                report.error(item, "alias", what, "end the older one where the newer one starts");
            }
            seen.push((&alias.id, &alias.valid));
        }
    }
}

fn redirects_end_at_models(report: &mut Report<'_>, at: usize, channel: &Channel) {
    for (index, redirect) in channel.redirects.iter().enumerate() {
        let item = Item::Entry(at, Part::Redirect, index);
        if !is_model(channel, &redirect.to) || redirect.to == redirect.from {
            let what = format!("{}: \"{}\" is redirected to \"{}\"", channel.id, redirect.from, redirect.to);
            report.error(item, "redirect", what, "redirect to another model of the channel, by its id");
        }
        for other in &channel.redirects {
            if other.from == redirect.to && other.valid.overlaps(&redirect.valid) {
                let what = format!("{}: \"{}\" is redirected twice in a row", channel.id, redirect.from);
                report.error(item, "redirect", what, "name the model at the end of the chain");
            }
        }
        let earlier = channel.redirects.iter().take(index);
        if earlier
            .into_iter()
            .any(|other| other.from == redirect.from && other.valid.overlaps(&redirect.valid))
        {
            let what = format!("{}: \"{}\" is redirected to two models at once", channel.id, redirect.from);
            report.error(item, "redirect", what, "end the older one where the newer one starts");
        }
    }
}

fn snapshots_are_of_the_list(report: &mut Report<'_>, at: usize, channel: &Channel) {
    for (index, model) in channel.models.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (form_at, form) in model.snapshots.iter().enumerate() {
            if !SNAPSHOT_FORMS.contains(&form.as_str()) || !seen.insert(form) {
                let what = format!("{}: \"{form}\" is no suffix for snapshots of {}", channel.id, model.id);
                let remedy = format!("use each at most once: {}", SNAPSHOT_FORMS.join(", "));
                report.error(Item::Snapshot(at, index, form_at), "snapshot-form", what, &remedy);
            }
        }
    }
}

/// Every name of the channel, with the model it ends at; a redirected id ends at none of its own.
fn known_ids(channel: &Channel) -> Vec<(&str, Option<&str>)> {
    let mut ids: Vec<(&str, Option<&str>)> = Vec::new();
    for model in &channel.models {
        ids.push((&model.id, Some(&model.id)));
        ids.extend(model.aliases.iter().map(|alias| (alias.id.as_str(), Some(model.id.as_str()))));
    }
    ids.extend(channel.redirects.iter().map(|redirect| (redirect.from.as_str(), None)));
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn snapshots_match_no_known_id(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let known = known_ids(channel);
    for (index, model) in channel.models.iter().enumerate() {
        for (form_at, form) in model.snapshots.iter().enumerate() {
            for (id, ends_at) in &known {
                let is_own_name = *ends_at == Some(model.id.as_str());
                if is_own_name || !is_snapshot(&model.id, form, id) {
                    continue;
                }
                if !model.own_snapshots.iter().any(|own| own == id) {
                    let what =
                        format!("{}: snapshots \"{form}\" of {} would match \"{id}\"", channel.id, model.id);
                    let remedy = "list the id in `own_snapshots` if it is a model of its own on purpose, or remove the form";
                    report.error(Item::Snapshot(at, index, form_at), "snapshot-match", what, remedy);
                }
            }
        }
        for own in &model.own_snapshots {
            let is_known = known.iter().any(|(id, _)| id == own);
            if !is_known || !model.snapshots.iter().any(|form| is_snapshot(&model.id, form, own)) {
                let what = format!("{}: \"{own}\" is no known snapshot of {}", channel.id, model.id);
                let remedy = "list only ids of the channel that a suffix of the model matches";
                report.error(Item::Model(at, index), "snapshot-match", what, remedy);
            }
        }
    }
}

/// Two models may not claim one unknown id.
fn snapshots_do_not_meet(report: &mut Report<'_>, at: usize, channel: &Channel) {
    let forms: Vec<(usize, usize, &str, &str)> = channel
        .models
        .iter()
        .enumerate()
        .flat_map(|(index, model)| {
            let forms = model.snapshots.iter().enumerate();
            forms.map(move |(form_at, form)| (index, form_at, model.id.as_str(), form.as_str()))
        })
        .collect();
    for (index, form_at, id, form) in &forms {
        for claimed in examples(id, form) {
            let other = forms.iter().find(|(other, _, other_id, other_form)| {
                other != index && claimed.starts_with(other_id) && is_snapshot(other_id, other_form, &claimed)
            });
            if let Some((_, _, other_id, _)) = other {
                let what =
                    format!("{}: \"{claimed}\" would be a snapshot of {id} and of {other_id}", channel.id);
                let remedy = "remove the suffix from one of the two";
                report.error(Item::Snapshot(at, *index, *form_at), "snapshot-match", what, remedy);
            }
        }
    }
}
