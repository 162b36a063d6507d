//! What a contract says of channels, models and sources that a price book does not know.

use std::collections::BTreeSet;

use showback_pricebook::{Book, Channel, Model, is_snapshot};

use super::finding::{ContractFinding, ContractFindingLevel};
use super::model::{Assumed, Contract, Entry, NameFor, NegotiatedRate, PrivateModel, Scope, Term};
use super::overlap::overlaps;
use super::parse::locate;
use crate::text_form::place;

impl Contract {
    /// What may have no effect under this book, without places in a text. An alias of a model that nobody knows and two
    /// rates of one key are errors; the rest are warnings, since usage may know what the book does not.
    pub fn check(&self, book: &Book) -> Vec<ContractFinding> {
        self.check_at(book).into_iter().map(|(_, finding)| finding).collect()
    }

    fn check_at(&self, book: &Book) -> Vec<(usize, ContractFinding)> {
        let mut check = Check { contract: self, book, findings: Vec::new() };
        for (at, entry) in self.entries.iter().enumerate() {
            check.entry(at, entry);
        }
        check.rates_of_default_places();
        check.findings
    }
}

/// Reads a text and checks it against a book: the contract with its warnings in their places, or all that is wrong.
pub fn check_text(text: &str, book: &Book) -> Result<(Contract, Vec<ContractFinding>), Vec<ContractFinding>> {
    let located = locate(text)?;
    let mut findings = Vec::new();
    for (at, mut finding) in located.contract.check_at(book) {
        if let Some(entry) = located.places.get(at) {
            let field = finding.field.as_ref().and_then(|field| entry.fields.get(field));
            let (line, column) = place(text, field.copied().unwrap_or(entry.header.start));
            (finding.line, finding.column) = (Some(line), Some(column));
        }
        findings.push(finding);
    }
    findings.sort();
    if findings.iter().any(|finding| finding.level == ContractFindingLevel::Error) {
        return Err(findings);
    }
    Ok((located.contract, findings))
}

struct Check<'a> {
    contract: &'a Contract,
    book: &'a Book,
    findings: Vec<(usize, ContractFinding)>,
}

impl<'a> Check<'a> {
    fn warn(&mut self, at: usize, field: &str, what: String, remedy: String) {
        self.add(ContractFindingLevel::Warning, at, field, what, remedy);
    }

    fn add(&mut self, level: ContractFindingLevel, at: usize, field: &str, what: String, remedy: String) {
        let entry = self.contract.entries.get(at);
        let name = entry.map_or_else(String::new, |e| format!("{} \"{}\"", e.term.kind().word(), e.id));
        let finding = ContractFinding {
            line: None,
            column: None,
            level,
            entry: entry.map(|entry| entry.id.clone()),
            field: Some(field.to_owned()),
            what: format!("{name}: {what}"),
            remedy,
        };
        self.findings.push((at, finding));
    }

    fn entry(&mut self, at: usize, entry: &Entry) {
        match &entry.term {
            Term::Rate(rate) => self.rate(at, rate),
            Term::Model(model) => self.private_model(at, model),
            Term::Alias(alias) => self.alias(at, alias),
            Term::Discount(term) => self.scope(at, &term.scope),
            Term::Commitment(term) => self.scope(at, &term.scope),
            Term::Capacity(term) => self.scope(at, &term.scope),
            Term::Fee(term) => self.scope(at, &term.scope),
            Term::Credit(term) => self.scope(at, &term.scope),
            Term::Assume(term) => {
                self.scope(at, &term.scope);
                if let Assumed::DisputedSource(source) = &term.takes {
                    self.source(at, &term.scope, source);
                }
            }
        }
    }

    fn channel(&mut self, at: usize, id: &str) -> Option<&'a Channel> {
        let channel = self.book.channels.iter().find(|channel| channel.id == id);
        if channel.is_none() {
            let known: Vec<&str> = self.book.channels.iter().map(|channel| channel.id.as_str()).collect();
            let what = format!("the price book has no channel \"{id}\"");
            self.warn(at, "channel", what, format!("it knows {}", known.join(", ")));
        }
        channel
    }

    fn scope(&mut self, at: usize, scope: &Scope) {
        let named = scope.channel.as_deref().map(|channel| (channel, self.channel(at, channel)));
        let channels: Vec<&Channel> = match named {
            None => self.book.channels.iter().collect(),
            Some((_, Some(channel))) => vec![channel],
            Some((_, None)) => return,
        };
        if let Some(model) = scope.model.as_deref() {
            self.scope_model(at, &channels, scope.channel.as_deref(), model);
        }
        if let Some(geo) = scope.geo.as_deref()
            && !channels.iter().any(|channel| has_geo(channel, geo))
        {
            let what = format!("the price book has no rate in the place \"{geo}\"");
            self.warn(at, "geo", what, "check its spelling in the model's rates".to_owned());
        }
    }

    fn scope_model(&mut self, at: usize, channels: &[&Channel], channel: Option<&str>, model: &str) {
        let start = model.strip_suffix('*');
        let means = |id: &str| start.map_or(id == model, |start| id.starts_with(start));
        let in_book = channels.iter().flat_map(|channel| &channel.models).any(|one| means(&one.id));
        if in_book || self.private(channel).any(|one| means(&one.model)) {
            return;
        }
        let known_as = channels.iter().find_map(|channel| model_of(channel, model));
        let remedy = match known_as {
            Some(known) => format!("it is another name of {}: write that", known.id),
            None => "check its spelling, or add a [[model]] for it".to_owned(),
        };
        let what = match channel {
            Some(channel) => format!("the price book has no model \"{model}\" of {channel}"),
            None => format!("the price book has no model \"{model}\""),
        };
        self.warn(at, "model", what, remedy);
    }

    fn private(&self, channel: Option<&str>) -> impl Iterator<Item = &'a PrivateModel> {
        let entries: &'a [Entry] = &self.contract.entries;
        let channel = channel.map(str::to_owned);
        entries.iter().filter_map(move |entry| match &entry.term {
            Term::Model(model) if channel.as_ref().is_none_or(|channel| model.channel == *channel) => {
                Some(model)
            }
            _ => None,
        })
    }

    fn rate(&mut self, at: usize, rate: &NegotiatedRate) {
        self.scope(at, &rate.scope);
        let channel = self.book.channels.iter().find(|one| Some(&one.id) == rate.scope.channel.as_ref());
        let model = channel.and_then(|channel| {
            channel.models.iter().find(|model| Some(&model.id) == rate.scope.model.as_ref())
        });
        let Some(model) = model else { return };
        let bands: BTreeSet<u64> = model.rates.iter().map(|one| one.band.over).collect();
        if !bands.contains(&rate.over) {
            let bands: Vec<String> = bands.iter().map(u64::to_string).collect();
            let what = format!("{} has no band over {} tokens in the price book", model.id, rate.over);
            self.warn(at, "over", what, format!("its bands are over {}", bands.join(", ")));
        }
    }

    fn private_model(&mut self, at: usize, model: &PrivateModel) {
        let Some((channel, same)) = &model.same_as else {
            self.channel(at, &model.channel);
            return;
        };
        let known = self.book.channels.iter().find(|one| one.id == *channel);
        if known.is_none_or(|channel| model_of(channel, same).is_none()) {
            let what = format!("the price book has no model \"{same}\" of {channel}, whose rates it takes");
            self.warn(at, "same_as", what, "name a model of the price book, or state `price`".to_owned());
        }
        if *channel != model.channel {
            self.channel(at, &model.channel);
        }
    }

    fn alias(&mut self, at: usize, alias: &NameFor) {
        let channel = self.channel(at, &alias.channel);
        let in_book = channel.is_some_and(|channel| model_of(channel, &alias.model).is_some());
        if !in_book && !self.private(Some(&alias.channel)).any(|model| model.model == alias.model) {
            let what = format!("no model of {} is called \"{}\"", alias.channel, alias.model);
            let remedy = "name a model of the price book, or add a [[model]] for it".to_owned();
            self.add(ContractFindingLevel::Error, at, "model", what, remedy);
        }
        if let Some(taken) = channel.and_then(|channel| channel.models.iter().find(|m| m.id == alias.name)) {
            let what = format!("\"{}\" is a model of the price book itself", taken.id);
            let remedy = "its usage is rated as the alias says: remove the entry if that is not meant";
            self.warn(at, "name", what, remedy.to_owned());
        }
    }

    fn source(&mut self, at: usize, scope: &Scope, source: &str) {
        let is_meant = |channel: &&Channel| scope.channel.as_ref().is_none_or(|id| channel.id == *id);
        let mut sources = self.book.channels.iter().filter(is_meant).flat_map(|channel| &channel.sources);
        if !sources.any(|known| known.id == source) {
            let what = format!("the price book has no source \"{source}\"");
            self.warn(at, "takes", what, "copy the source's id from the disputed rate".to_owned());
        }
    }

    /// Only the book tells which place an absent one is, so two rates may have one key after all.
    fn rates_of_default_places(&mut self) {
        let mut entries = self.contract.entries.clone();
        for entry in &mut entries {
            if let Term::Rate(rate) = &mut entry.term
                && rate.scope.geo.is_none()
            {
                let mut channels = self.book.channels.iter();
                let channel = channels.find(|one| Some(&one.id) == rate.scope.channel.as_ref());
                rate.scope.geo = channel.map(|channel| channel.default_geo.clone());
            }
        }
        for overlap in overlaps(&entries) {
            let remedy = "end the earlier one where the later one starts, or remove one".to_owned();
            self.add(ContractFindingLevel::Error, overlap.later, overlap.field, overlap.what, remedy);
        }
    }
}

/// The model a name means at any time.
fn model_of<'a>(channel: &'a Channel, name: &str) -> Option<&'a Model> {
    let means = |model: &&Model| {
        model.id == name
            || model.aliases.iter().any(|alias| alias.id == name)
            || model.snapshots.iter().any(|form| is_snapshot(&model.id, form, name))
    };
    channel.models.iter().find(means).or_else(|| {
        let redirect = channel.redirects.iter().find(|redirect| redirect.from == name)?;
        channel.models.iter().find(|model| model.id == redirect.to)
    })
}

fn has_geo(channel: &Channel, geo: &str) -> bool {
    channel.default_geo == geo
        || channel.modifiers.iter().any(|modifier| modifier.geo == geo)
        || channel.fees.iter().any(|rate| rate.geo == geo)
        || channel.models.iter().flat_map(|model| &model.rates).any(|rate| rate.geo == geo)
}
