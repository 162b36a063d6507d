//! LiteLLM: what its callbacks write, and its spend table.
//!
//! Owns: the standard logging payload (`standard-logging`: lines, arrays, single objects), rows of `LiteLLM_SpendLogs` as
//! JSON (`spend-logs`, also as the API answers) and as CSV (`spend-logs-csv`). Never does: daily sums, which are no
//! requests. Invariants: prompt and answer are skipped while parsing; `prompt_tokens` counts cached tokens in, so they are
//! taken out; an answer from LiteLLM's own cache costs nothing whatever its price fields say; a success without usage is
//! unknown, not free; a cost of zero without a price is no cost; a call has one identity in both forms.

mod dimensions;
mod facts;
mod normalise;
mod normalise_usage;
mod raw;
mod read_payload;
mod read_spend;
mod recognise;

#[cfg(test)]
mod tests;

use csv::ByteRecord;

use self::facts::{Facts, Meta};
use self::normalise::{Verdict, judge};
use self::raw::{Fault, NOT_JSON, TOO_DEEP};
use self::recognise::{SPEND_LOGS, SPEND_LOGS_CSV, STANDARD_LOGGING};
use crate::format::{Findings, Format, Framing, Reader, Recognised, Sample, Source, Teller};
use crate::input::is_too_deep;
use crate::record::Place;

/// The format.
#[derive(Clone, Copy, Debug)]
pub struct LiteLlm;

impl Format for LiteLlm {
    fn id(&self) -> &'static str {
        "litellm"
    }

    fn name(&self) -> &'static str {
        "LiteLLM"
    }

    fn teller(&self) -> Teller {
        Teller::Gateway
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        recognise::recognise(sample)
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        &[
            (STANDARD_LOGGING, Framing::JsonLines),
            (STANDARD_LOGGING, Framing::JsonDocument { path: "" }),
            (SPEND_LOGS, Framing::JsonLines),
            (SPEND_LOGS, Framing::JsonDocument { path: "" }),
            (SPEND_LOGS, Framing::JsonDocument { path: "data" }),
            (SPEND_LOGS_CSV, Framing::Csv),
        ]
    }

    fn is_stateless(&self, _variant: &str) -> bool {
        true
    }

    fn reader(&self, variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(Log { is_payload: variant == STANDARD_LOGGING, source: source.clone(), header: Vec::new() })
    }
}

/// Reads one log.
#[derive(Debug)]
struct Log {
    is_payload: bool,
    source: Source,
    header: Vec<String>,
}

impl Reader for Log {
    fn header(&mut self, names: &[String]) {
        self.header = names.to_vec();
    }

    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        if record.first() != Some(&b'[') {
            self.one(record, place, found);
            return;
        }
        if is_too_deep(record) {
            return found.reject(place, TOO_DEEP.code, TOO_DEEP.reason);
        }
        // The generic webhook writes its batches as one array per line.
        for element in sonic_rs::to_array_iter(record) {
            match element {
                Ok(element) => self.one(element.as_raw_str().as_bytes(), place, found),
                Err(_) => {
                    found.reject(place, NOT_JSON.code, NOT_JSON.reason);
                    return;
                }
            }
        }
    }

    fn row(&mut self, row: &ByteRecord, place: Place, found: &mut Findings) {
        let take = |facts: &Facts<'_>, meta: &Meta<'_>| judge(facts, meta, &self.source, place);
        note(read_spend::read_cells(&self.header, row, take), place, found);
    }
}

impl Log {
    fn one(&self, record: &[u8], place: Place, found: &mut Findings) {
        let take = |facts: &Facts<'_>, meta: &Meta<'_>| judge(facts, meta, &self.source, place);
        let verdict = if self.is_payload {
            read_payload::read(record, take)
        } else {
            read_spend::read_json(record, take)
        };
        note(verdict, place, found);
    }
}

fn note(verdict: Result<Verdict, Fault>, place: Place, found: &mut Findings) {
    match verdict {
        Ok(Verdict::Attempt(attempt)) => found.attempts.push(*attempt),
        Ok(Verdict::Skip(why)) => found.skip(why),
        Err(fault) => found.reject(place, fault.code, fault.reason),
    }
}
