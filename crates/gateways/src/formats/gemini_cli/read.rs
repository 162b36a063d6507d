//! A session, or one line of it.

use crate::fields::{Fields, Refusal, Told};
use crate::format::{Findings, Reader, Source};
use crate::formats::agent::{Answers, fact, folder_below};
use crate::record::{Attempt, Dimensions, IdScope, Note, Place, Status, Tokens};
use crate::sellers;

#[derive(Debug)]
pub(super) struct GeminiReader {
    session: Option<String>,
    project: Option<String>,
    answers: Answers,
}

impl GeminiReader {
    pub(super) fn new(source: &Source) -> Self {
        let project = folder_below(&source.path, "tmp");
        Self { session: None, project, answers: Answers::default() }
    }

    fn take(&mut self, record: &[u8], place: Place, found: &mut Findings) -> Result<(), Refusal> {
        let fields = Fields::of_json(record)?;
        if let Some(session) = fields.string(&["sessionId"]) {
            self.session = Some(session);
            self.project = fact(fields.string(&["projectHash"])).or_else(|| self.project.take());
        }
        let Some(messages) = fields.get(&["messages"]) else { return self.message(&fields, place, found) };
        let messages = messages
            .list()
            .ok_or_else(|| Refusal::new("no_messages", "`messages` of the session is no list"))?;
        for message in &messages {
            let read = match Fields::of_json(message.as_bytes()) {
                Ok(fields) => self.message(&fields, place, found),
                Err(refusal) => Err(refusal),
            };
            if let Err(refusal) = read {
                found.reject(place, refusal.code, refusal.reason);
            }
        }
        Ok(())
    }

    fn message(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        let is_answer = fields.text(&["type"]).as_deref() == Some("gemini");
        let Some(told) = fields.get(&["tokens"]).and_then(Told::object).filter(|_| is_answer) else {
            found.skip("messages without usage");
            return Ok(());
        };
        let (tokens, notes) = tokens(&told.fields())?;
        let model = fact(fields.string(&["model"]));
        let provider =
            model.as_deref().and_then(sellers::seller_of_model).unwrap_or("google-aistudio").to_owned();
        let id = fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?;
        let attempt = Attempt {
            event_id: id,
            id_scope: IdScope::Forever,
            started_us: fields.instant(&["timestamp"]).ok_or_else(|| Refusal::no_start("timestamp"))?,
            dimensions: Dimensions {
                provider,
                model_served: model,
                product: Some("gemini_cli".to_owned()),
                feature: self.project.clone(),
                ..Dimensions::default()
            },
            task_id: self.session.clone(),
            status: Status::Success,
            tokens: Some(tokens),
            notes,
            place,
            ..Attempt::default()
        };
        self.answers.take(attempt, false, found);
        Ok(())
    }
}

/// Cached tokens are inside the input; those of thoughts and tools are beside output and input.
fn tokens(told: &Fields<'_>) -> Result<(Tokens, Vec<Note>), Refusal> {
    let count = |names: &[&'static str]| Ok::<u64, Refusal>(told.count(names)?.unwrap_or_default());
    let too_large = || Refusal::new("too_large", "the counts add up to more than can be counted");
    let (input, cached, output) = (count(&["input"])?, count(&["cached"])?, count(&["output"])?);
    let (thoughts, tool) = (told.count(&["thoughts"])?, count(&["tool"])?);
    let whole = input.checked_add(tool).ok_or_else(too_large)?;
    let plain = whole.checked_sub(cached).ok_or_else(|| {
        Refusal::new("negative_input", "`cached` tokens exceed `input`, which should hold them")
    })?;
    let all = output.checked_add(thoughts.unwrap_or_default()).ok_or_else(too_large)?;
    let is_odd = told.count(&["total"])?.is_some_and(|total| whole.checked_add(all) != Some(total));
    let tokens =
        Tokens { input: plain, cache_read: cached, output: all, reasoning: thoughts, ..Tokens::default() };
    Ok((tokens, if is_odd { vec![Note::CountsInconsistent] } else { Vec::new() }))
}

impl Reader for GeminiReader {
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        if let Err(refusal) = self.take(record, place, found) {
            found.reject(place, refusal.code, refusal.reason);
        }
    }

    fn end(&mut self, found: &mut Findings) {
        self.answers.release(found);
    }
}
