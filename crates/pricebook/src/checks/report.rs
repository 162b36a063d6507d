//! What the rules found, and which reasons they met.

use std::collections::BTreeSet;

use crate::finding::{Finding, Severity};
use crate::model::{Book, Rate};
use crate::places::{Item, Places};

use super::table::RateList;

/// More findings than this help nobody.
const MAX_FINDINGS: usize = 10_000;

/// The findings of a run of the rules.
pub(super) struct Report<'b> {
    pub(super) book: &'b Book,
    places: &'b Places,
    findings: Vec<Finding>,
    /// Reasons that silenced something: channel, model, the reason.
    used_reasons: BTreeSet<(usize, Option<usize>, &'b str)>,
}

impl<'b> Report<'b> {
    pub(super) fn new(book: &'b Book, places: &'b Places) -> Self {
        Self { book, places, findings: Vec::new(), used_reasons: BTreeSet::new() }
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// A fault that nothing silences.
    pub(super) fn error(&mut self, item: Item, rule: &'static str, what: String, remedy: &str) {
        self.add(item, Severity::Error, rule, what, remedy);
    }

    /// Worth a look.
    pub(super) fn note(&mut self, item: Item, rule: &'static str, what: String, remedy: &str) {
        self.add(item, Severity::Note, rule, what, remedy);
    }

    fn add(&mut self, item: Item, severity: Severity, rule: &'static str, what: String, remedy: &str) {
        if self.findings.len() >= MAX_FINDINGS {
            return;
        }
        let place = self.places.of(item);
        self.findings.push(self.places.finding(place, severity, rule, what, remedy.to_owned()));
    }

    /// A fault between rows, unless one of them says why. The first row is the one that is pointed to.
    pub(super) fn unless_expected(
        &mut self,
        list: &RateList<'b>,
        rows: &[(usize, &'b Rate)],
        rule: &'static str,
        what: impl FnOnce() -> String,
        remedy: &str,
    ) {
        let reasons: Vec<&str> = rows.iter().filter_map(|(_, rate)| rate.expected.as_deref()).collect();
        if !reasons.is_empty() {
            self.used_reasons
                .extend(reasons.into_iter().map(|reason| (list.channel_at, list.model_at, reason)));
        } else if let Some((at, _)) = rows.first() {
            let remedy = format!("{remedy}, or say why it is so with `expected`");
            self.error(list.item(*at), rule, what(), &remedy);
        }
    }

    /// The model's own reason for rows that are not complete, noted as used.
    pub(super) fn is_expected_of_model(&mut self, list: &RateList<'b>) -> bool {
        let reason = list.model.and_then(|model| model.expected.as_deref());
        self.used_reasons.extend(reason.map(|reason| (list.channel_at, list.model_at, reason)));
        reason.is_some()
    }

    /// Notes the reasons of rows of another list, that silenced a rule between two lists.
    pub(super) fn use_reason(&mut self, list: &RateList<'b>, reason: &'b str) {
        self.used_reasons.insert((list.channel_at, list.model_at, reason));
    }

    /// A reason that silences nothing would hide the next mistake of its row.
    pub(super) fn refuse_needless_reasons(&mut self) {
        for list in super::table::lists(self.book) {
            let of_model = list.model.and_then(|model| model.expected.as_deref());
            let model_item = list.model_at.map(|model| Item::Model(list.channel_at, model));
            let rows = list.rates.iter().enumerate();
            let of_rows = rows.filter_map(|(at, rate)| Some((list.item(at), rate.expected.as_deref()?)));
            let mut told = BTreeSet::new();
            let all = model_item.zip(of_model).into_iter().chain(of_rows).collect::<Vec<_>>();
            for (item, reason) in all {
                let key = (list.channel_at, list.model_at, reason);
                if !self.used_reasons.contains(&key) && told.insert(reason) {
                    let what = format!("{}: `expected` (\"{reason}\") breaks no rule", list.name());
                    self.error(
                        item,
                        "needless-expected",
                        what,
                        "remove it, so that it hides no later mistake",
                    );
                }
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort();
        self.findings.dedup();
        self.findings
    }
}
