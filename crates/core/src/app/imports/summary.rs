//! What an import brings, in the words and figures of the screen.

use std::collections::BTreeMap;

use showback_gateways::Note;

use super::recognise::day;
use crate::app::model::{ImportSummary, ReasonCount};
use crate::app::requests::amounts;
use crate::kernel::words::counted;
use crate::kernel::{Amount, Problem};
use crate::requests::{Preview, RequestMoney, Stage};

/// What a stage holds beside the workspace.
pub(super) fn summary_of(stage: &Stage, preview: &Preview, took_ms: u64) -> Result<ImportSummary, Problem> {
    let mut reasons = BTreeMap::new();
    stage.each_rejection(|rejection| {
        reasons.entry(rejection.code).or_insert(rejection.reason);
        Ok(())
    })?;
    Ok(ImportSummary {
        requests_new: preview.requests.new,
        requests_same: preview.requests.same,
        requests_changed: preview.requests.changed,
        collisions: preview.requests.collisions,
        outcomes_new: preview.outcomes.new.saturating_add(preview.outcomes.changed),
        rejected: preview.rejected_total(),
        rejections: reason_counts(&preview.rejected, |code| {
            reasons.get(code).cloned().unwrap_or_else(|| code.replace('_', " "))
        }),
        skipped: reason_counts(&preview.skipped, str::to_owned),
        notes: reason_counts(&preview.notes, |code| note_words(code).to_owned()),
        first_day: preview.first_us.map(day),
        last_day: preview.last_us.map(day),
        rated: amounts(&preview.total.money.rated, "rated"),
        told: told(&preview.total.money),
        unpriced: preview.total.unpriced.saturating_add(preview.total.partial),
        usage_unknown: preview.total.usage_unknown,
        bytes: preview.files.iter().map(|file| file.bytes).fold(0, u64::saturating_add),
        took_ms,
    })
}

fn reason_counts<Code: AsRef<str>>(
    counts: &[(Code, u64)],
    text: impl Fn(&str) -> String,
) -> Vec<ReasonCount> {
    counts
        .iter()
        .map(|(code, count)| ReasonCount {
            code: code.as_ref().to_owned(),
            text: text(code.as_ref()),
            count: *count,
        })
        .collect()
}

/// What the files say it cost, each basis by itself.
fn told(money: &RequestMoney) -> Vec<Amount> {
    [(&money.reported, "reported"), (&money.estimated, "estimated"), (&money.notional, "notional")]
        .into_iter()
        .flat_map(|(sums, basis)| amounts(sums, basis))
        .collect()
}

/// A note of the reader, told of many requests.
pub(in crate::app) fn note_words(code: &str) -> &'static str {
    let all = [
        (Note::UsageNotTold, "requests without usage: unknown, not free"),
        (
            Note::CacheNotTold,
            "requests whose log does not tell cached input apart: their rated amount may be too high",
        ),
        (Note::UsageEstimated, "requests whose token counts are the source's own estimate"),
        (
            Note::ExclusiveInput,
            "requests that count input without cached tokens, against the convention of their source",
        ),
        (Note::CostNotPriced, "requests the source has no price for: its cost of zero means nothing"),
        (Note::CountsInconsistent, "requests whose counts do not add up: the consistent part was taken"),
        (Note::Repeated, "second tellings of a charge that was told before: they cost nothing"),
        (Note::Joined, "requests told by a parent and a child span: joined into one"),
        (Note::Sampled, "requests of a sampled log: totals are lower bounds"),
    ];
    all.into_iter()
        .find(|(note, _)| note.name() == code)
        .map_or("requests with a note of their reader", |(_, words)| words)
}

/// `412 new requests, 3 told otherwise`.
pub(super) fn brought(summary: &ImportSummary) -> String {
    let mut parts = Vec::new();
    if summary.requests_new > 0 {
        parts.push(counted(summary.requests_new, "new request", "new requests"));
    }
    if summary.requests_changed > 0 {
        parts.push(format!("{} told otherwise", counted(summary.requests_changed, "request", "requests")));
    }
    if summary.outcomes_new > 0 {
        parts.push(counted(summary.outcomes_new, "new outcome", "new outcomes"));
    }
    if summary.rejected > 0 {
        parts.push(format!("{} rejected", counted(summary.rejected, "record", "records")));
    }
    if parts.is_empty() {
        parts.push(match summary.requests_same {
            0 => "No request in it".to_owned(),
            same => format!("{}, all known already", counted(same, "request", "requests")),
        });
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_of_a_reader_has_words() {
        for note in [
            Note::UsageNotTold,
            Note::CacheNotTold,
            Note::UsageEstimated,
            Note::ExclusiveInput,
            Note::CostNotPriced,
            Note::CountsInconsistent,
            Note::Repeated,
            Note::Joined,
            Note::Sampled,
        ] {
            assert_ne!(note_words(note.name()), note_words("no note"), "{note:?}");
        }
    }

    #[test]
    fn the_bases_of_told_money_stay_apart() {
        let sums = |nanos: i128| BTreeMap::from([("USD".to_owned(), nanos)]);
        let money =
            RequestMoney { reported: sums(1_500_000_000), notional: sums(1), ..RequestMoney::default() };
        let told: Vec<_> = told(&money).into_iter().map(|amount| (amount.basis, amount.value)).collect();
        let expected = [("reported", "1.5"), ("notional", "0.000000001")];
        assert_eq!(told, expected.map(|(basis, value)| (basis.to_owned(), value.to_owned())));
    }
}
