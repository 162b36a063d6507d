//! OpenTelemetry GenAI in OTLP JSON: spans and events of conventions old and new, OpenLLMetry, OpenInference, vendors' own
//! spans, the LiteLLM callback, the events of Claude Code, Codex and Gemini CLI, and access logs of gateways sent as OTLP.
//!
//! Owns: knowing OTLP JSON, which spans are calls to a model, one call out of several spans that tell it, evaluations as
//! outcomes. Never does: adding metrics to spans (they describe the same calls), keeping a prompt or an answer (attributes
//! that hold content are skipped while parsing). Invariants: a call is told once, by the span with the richest cache
//! detail; nothing is held beyond a window of [`join::WINDOW`] spans and [`join::READY`] calls, so that spans of one
//! trace are joined when not more than so many others stand between them; what a dialect cannot tell is noted.
//!
//! Spans are read by one reader in order, since parent and child often stand in different lines. Events stand alone.

mod access;
mod agents;
mod dialects;
mod evaluations;
mod facts;
mod join;
mod keys;
mod litellm;
mod logs;
mod owner;
mod read;
mod recognise;
mod span;
mod usage;
mod value;
mod wire;

#[cfg(test)]
mod tests;

use crate::format::{Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// OTLP JSON.
#[derive(Debug)]
pub struct Otlp;

/// Forms and how each is cut.
const VARIANTS: &[(&str, Framing)] =
    &[("spans", Framing::JsonLines), ("logs", Framing::JsonLines), ("metrics", Framing::JsonLines)];

impl Format for Otlp {
    fn id(&self) -> &'static str {
        "otlp"
    }

    fn name(&self) -> &'static str {
        "OpenTelemetry"
    }

    fn teller(&self) -> Teller {
        Teller::Application
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        recognise::recognise(sample)
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        VARIANTS
    }

    fn is_stateless(&self, variant: &str) -> bool {
        variant != "spans"
    }

    fn reader(&self, variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(read::OtlpReader::new(variant == "metrics", source))
    }
}
