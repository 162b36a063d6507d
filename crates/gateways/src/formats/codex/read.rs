//! One line of a rollout.

use crate::fields::{Fields, Owned, Refusal};
use crate::format::{Findings, Reader, Source};
use crate::formats::agent::{fact, folder_name};
use crate::record::{Attempt, Dimensions, IdScope, Note, Place, Status, Tokens};
use crate::sellers;

/// A fork writes the events of its origin at once when it begins; no answer of a model comes as soon.
const REPLAY_US: i64 = 1_000_000;

/// What is known of a session while its lines are read.
#[derive(Debug, Default)]
pub(super) struct CodexReader {
    /// The file's name, for rollouts whose first line is gone.
    name: String,
    session: Option<Session>,
    model: Option<String>,
    cwd: Option<String>,
    /// Sums told last.
    total: Option<Counts>,
    /// Calls so far, the origin's not counted.
    calls: u64,
}

#[derive(Debug)]
struct Session {
    id: String,
    started_us: Option<i64>,
    is_fork: bool,
    provider: Option<String>,
    branch: Option<String>,
    originator: Option<String>,
}

/// Counts of one call or of a session so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    input: u64,
    cached: u64,
    output: u64,
    reasoning: u64,
}

impl Counts {
    fn of(usage: &Fields<'_>) -> Result<Self, Refusal> {
        let count = |names: &[&'static str]| Ok::<u64, Refusal>(usage.count(names)?.unwrap_or_default());
        Ok(Self {
            input: count(&["input_tokens"])?,
            cached: count(&["cached_input_tokens"])?,
            output: count(&["output_tokens"])?,
            reasoning: count(&["reasoning_output_tokens"])?,
        })
    }

    /// What came after `before`; `None` when the sums began anew.
    fn since(self, before: Self) -> Option<Self> {
        Some(Self {
            input: self.input.checked_sub(before.input)?,
            cached: self.cached.checked_sub(before.cached)?,
            output: self.output.checked_sub(before.output)?,
            reasoning: self.reasoning.checked_sub(before.reasoning)?,
        })
    }

    /// Input with cached tokens taken out of it.
    fn tokens(self) -> Result<(Tokens, Vec<Note>), Refusal> {
        let input = self.input.checked_sub(self.cached).ok_or_else(|| {
            Refusal::new(
                "negative_input",
                "`cached_input_tokens` exceed `input_tokens`, which should hold them",
            )
        })?;
        let is_odd = self.reasoning > self.output;
        let tokens = Tokens {
            input,
            cache_read: self.cached,
            output: self.output,
            reasoning: (!is_odd).then_some(self.reasoning),
            ..Tokens::default()
        };
        Ok((tokens, if is_odd { vec![Note::CountsInconsistent] } else { Vec::new() }))
    }
}

impl CodexReader {
    pub(super) fn new(source: &Source) -> Self {
        let name = source.path.rsplit(['/', '\\']).next().unwrap_or_default();
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn line(&mut self, record: &[u8], place: Place, found: &mut Findings) -> Result<(), Refusal> {
        let fields = Fields::of_json(record)?;
        let kind = fields.text(&["type"]);
        let payload = fields.object(&["payload"]).unwrap_or_default();
        let payload = payload.fields();
        match kind.as_deref() {
            Some("session_meta") => self.meta(&fields, &payload, found),
            Some("turn_context") => {
                self.model = fact(payload.string(&["model"])).or_else(|| self.model.take());
                self.cwd = payload.string(&["cwd"]).or_else(|| self.cwd.take());
                found.skip("lines without usage");
            }
            Some("event_msg") if payload.text(&["type"]).as_deref() == Some("token_count") => {
                return self.count(&fields, payload.object(&["info"]), place, found);
            }
            _ => found.skip("lines without usage"),
        }
        Ok(())
    }

    fn meta(&mut self, line: &Fields<'_>, payload: &Fields<'_>, found: &mut Findings) {
        found.skip("lines without usage");
        let Some(id) = payload.string(&["id"]) else { return };
        // A fork writes the first line of its origin again, after its own.
        if self.session.is_some() {
            return;
        }
        let git = payload.object(&["git"]).unwrap_or_default();
        let names_origin = ["forked_from_id", "forked_from", "parent_thread_id"]
            .iter()
            .any(|name| payload.get(&[name]).is_some());
        let is_spawned =
            payload.object(&["source"]).is_some_and(|source| source.fields().iter().next().is_some());
        self.cwd = payload.string(&["cwd"]).or_else(|| self.cwd.take());
        self.session = Some(Session {
            id,
            started_us: line.instant(&["timestamp"]).or_else(|| payload.instant(&["timestamp"])),
            is_fork: names_origin || is_spawned,
            provider: payload.string(&["model_provider"]),
            branch: fact(git.fields().string(&["branch"])),
            originator: fact(payload.string(&["originator"])),
        });
    }

    fn count(
        &mut self,
        line: &Fields<'_>,
        info: Option<Owned>,
        place: Place,
        found: &mut Findings,
    ) -> Result<(), Refusal> {
        let Some(info) = info else {
            found.skip("events that tell limits only");
            return Ok(());
        };
        let info = info.fields();
        let counts = |name| info.object(&[name]).map(|counts| Counts::of(&counts.fields())).transpose();
        let (total, last) = (counts("total_token_usage")?, counts("last_token_usage")?);
        let before = self.total;
        if total.is_some() && total == before {
            found.skip("events that repeat the sums told before");
            return Ok(());
        }
        self.total = total.or(before);
        let started_us = line.instant(&["timestamp"]).ok_or_else(|| Refusal::no_start("timestamp"))?;
        if self.is_replayed(started_us) {
            found.skip("events of the thread it was forked from");
            return Ok(());
        }
        let reset = || total.map(|total| (total, true));
        let since = match (last, total, before) {
            (Some(last), _, _) => Some((last, false)),
            (None, Some(total), Some(before)) => {
                total.since(before).map(|since| (since, false)).or_else(reset)
            }
            (None, total, _) => total.map(|total| (total, false)),
        };
        match since {
            Some((counts, is_reset)) if counts != Counts::default() => {
                found.attempts.push(self.attempt(counts, is_reset, started_us, place)?);
            }
            _ => found.skip("events without usage"),
        }
        Ok(())
    }

    fn is_replayed(&self, at_us: i64) -> bool {
        let fork = self.session.as_ref().filter(|session| session.is_fork);
        let started = fork.and_then(|session| session.started_us);
        started.is_some_and(|started| at_us < started.saturating_add(REPLAY_US))
    }

    fn attempt(
        &mut self,
        counts: Counts,
        is_reset: bool,
        started_us: i64,
        place: Place,
    ) -> Result<Attempt, Refusal> {
        let session = self.session.as_ref();
        let id = session.map_or(self.name.as_str(), |session| session.id.as_str());
        if id.is_empty() {
            return Err(Refusal::new(
                "no_id",
                "the rollout has no line of its session: without it a call cannot be met again",
            ));
        }
        self.calls += 1;
        let (tokens, mut notes) = counts.tokens()?;
        if is_reset && !notes.contains(&Note::CountsInconsistent) {
            notes.push(Note::CountsInconsistent);
        }
        let provider = session.and_then(|session| session.provider.as_deref());
        let mut more: Vec<(String, String)> = Vec::new();
        more.extend(
            session
                .and_then(|session| session.branch.clone())
                .map(|branch| ("git_branch".to_owned(), branch)),
        );
        more.extend(
            session.and_then(|session| session.originator.clone()).map(|by| ("originator".to_owned(), by)),
        );
        Ok(Attempt {
            event_id: format!("{id}:{}", self.calls),
            id_scope: IdScope::Forever,
            started_us,
            dimensions: Dimensions {
                provider: sellers::channel(provider.unwrap_or("openai")),
                model_served: self.model.clone(),
                operation: Some("responses".to_owned()),
                product: Some("codex".to_owned()),
                feature: fact(self.cwd.as_deref().and_then(folder_name)),
                more,
                ..Dimensions::default()
            },
            task_id: Some(id.to_owned()),
            status: Status::Success,
            tokens: Some(tokens),
            notes,
            place,
            ..Attempt::default()
        })
    }
}

impl Reader for CodexReader {
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        if let Err(refusal) = self.line(record, place, found) {
            found.reject(place, refusal.code, refusal.reason);
        }
    }
}
