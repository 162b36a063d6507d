//! One line of a session.

use crate::fields::{Fields, Owned, Refusal};
use crate::format::{Findings, Reader, Source};
use crate::formats::agent::{Answers, fact, folder_below};
use crate::lenient;
use crate::record::{Attempt, Cost, CostBasis, Dimensions, IdScope, Note, Place, Status, Tokens};
use crate::sellers;

/// The model of lines that Claude Code writes itself.
const SYNTHETIC: &str = "<synthetic>";

pub(super) struct ClaudeReader {
    is_subscription: bool,
    /// The folder of the project among the folders of the log.
    project: Option<String>,
    answers: Answers,
}

enum Line {
    Attempt(Box<Attempt>, bool),
    Skipped(&'static str),
}

impl ClaudeReader {
    pub(super) fn new(source: &Source) -> Self {
        let project = folder_below(&source.path, "projects");
        Self { is_subscription: source.is_subscription, project, answers: Answers::default() }
    }

    fn line(&mut self, record: &[u8], place: Place) -> Result<Line, Refusal> {
        let fields = Fields::of_json(record)?;
        // Progress lines carry the line they report on.
        let inner = fields.object(&["data"]).and_then(|data| data.fields().object(&["message"]));
        match inner.as_ref().map(Owned::fields) {
            Some(inner) if inner.has(&["message"]) => {
                self.answer(&inner, &fields, inner.object(&["message"]), place)
            }
            Some(inner) if inner.has(&["usage"]) => self.answer(
                &fields,
                &fields,
                fields.object(&["data"]).and_then(|data| data.fields().object(&["message"])),
                place,
            ),
            _ => self.answer(&fields, &fields, fields.object(&["message"]), place),
        }
    }

    /// `line` is the line of the answer, `outer` the one it stands in.
    fn answer(
        &mut self,
        line: &Fields<'_>,
        outer: &Fields<'_>,
        message: Option<Owned>,
        place: Place,
    ) -> Result<Line, Refusal> {
        let Some(message) = message else { return Ok(Line::Skipped("lines without usage")) };
        let message = message.fields();
        let Some(usage) = message.object(&["usage"]) else { return Ok(Line::Skipped("lines without usage")) };
        let model = message.string(&["model"]);
        let is_error = line.flag(&["isApiErrorMessage"]) == Some(true);
        if model.as_deref() == Some(SYNTHETIC) || is_error {
            return Ok(Line::Skipped(
                "lines of Claude Code itself and of failed calls, which nobody charges",
            ));
        }
        let either = |names: &[&str]| line.string(names).or_else(|| outer.string(names));
        let event_id = message.string(&["id"]).or_else(|| either(&["requestId", "uuid"]));
        let event_id = event_id.ok_or_else(|| Refusal::no_id("message.id"))?;
        let at = either(&["timestamp"]).and_then(|text| lenient::instant(&text));
        let started_us = at.ok_or_else(|| Refusal::no_start("timestamp"))?;
        let usage = usage.fields();
        let (tokens, notes) = tokens(&usage)?;
        let is_copy = line.flag(&["isSidechain"]).or_else(|| outer.flag(&["isSidechain"])) == Some(true);
        let cost = line.amount(&["costUSD"])?.or(outer.amount(&["costUSD"])?);
        let basis = if self.is_subscription { CostBasis::Notional } else { CostBasis::Estimated };
        let attempt = Attempt {
            response_id: message.string(&["id"]),
            event_id,
            id_scope: IdScope::Forever,
            started_us,
            dimensions: self.dimensions(model, &usage, &either),
            task_id: either(&["sessionId"]),
            status: Status::Success,
            tokens: Some(tokens),
            cost: cost.map(|amount| Cost { amount, currency: "USD".to_owned(), basis }),
            notes,
            place,
            ..Attempt::default()
        };
        Ok(Line::Attempt(Box::new(attempt), is_copy))
    }

    fn dimensions(
        &mut self,
        model: Option<String>,
        usage: &Fields<'_>,
        either: &dyn Fn(&[&str]) -> Option<String>,
    ) -> Dimensions {
        // The working directory moves during a session; the project is where it began.
        if self.project.is_none() {
            self.project = either(&["cwd"]).map(|path| slug(&path));
        }
        let provider = model.as_deref().and_then(sellers::seller_of_model).unwrap_or("anthropic").to_owned();
        let branch = fact(either(&["gitBranch"])).map(|branch| ("git_branch".to_owned(), branch));
        Dimensions {
            provider,
            model_served: fact(model),
            service_tier: fact(usage.string(&["service_tier"])),
            operation: Some("messages".to_owned()),
            product: Some("claude_code".to_owned()),
            speed: fact(usage.string(&["speed"])),
            feature: fact(self.project.clone()),
            more: branch.into_iter().collect(),
            ..Dimensions::default()
        }
    }
}

/// The name Claude Code gives the folder of a project.
fn slug(path: &str) -> String {
    path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// Input is told without cached tokens; writes are told whole, and by lifetime in newer versions.
fn tokens(usage: &Fields<'_>) -> Result<(Tokens, Vec<Note>), Refusal> {
    let count = |names: &[&'static str]| Ok::<u64, Refusal>(usage.count(names)?.unwrap_or_default());
    let written = count(&["cache_creation_input_tokens"])?;
    let split = usage.object(&["cache_creation"]).unwrap_or_default();
    let split = split.fields();
    let short = split.count(&["ephemeral_5m_input_tokens"])?.unwrap_or_default();
    let long = split.count(&["ephemeral_1h_input_tokens"])?.unwrap_or_default();
    let parts = short.saturating_add(long);
    let searches = usage.object(&["server_tool_use"]).unwrap_or_default();
    let searches = searches.fields().count(&["web_search_requests"])?.unwrap_or_default();
    let tokens = Tokens {
        input: count(&["input_tokens"])?,
        cache_read: count(&["cache_read_input_tokens"])?,
        cache_write_5m: short,
        cache_write_1h: long,
        cache_write: written.saturating_sub(parts),
        output: count(&["output_tokens"])?,
        reasoning: None,
        more: (searches > 0).then_some(("web_search_call", searches)).into_iter().collect(),
    };
    let is_odd = written > 0 && parts > written;
    Ok((tokens, if is_odd { vec![Note::CountsInconsistent] } else { Vec::new() }))
}

impl Reader for ClaudeReader {
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        match self.line(record, place) {
            Ok(Line::Attempt(attempt, is_copy)) => self.answers.take(*attempt, is_copy, found),
            Ok(Line::Skipped(why)) => found.skip(why),
            Err(refusal) => found.reject(place, refusal.code, refusal.reason),
        }
    }

    fn end(&mut self, found: &mut Findings) {
        self.answers.release(found);
    }
}
