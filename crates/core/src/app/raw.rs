//! Stored answers as Sources shows them.

use super::App;
use super::model::{RawListRequest, RawListView, RawPageRequest, RawPageRow, RawPageView};
use crate::kernel::{ConnectionId, Problem, RawPageId, RunId, format_instant, parse_day};
use crate::ledger::{self, LedgerError, RawPageFacts, RawPageFilter};

/// Largest part of a body that crosses to the screen.
const BODY_SHOWN: usize = 1024 * 1024;

/// Stored answers, newest first.
pub fn list(app: &App, request: RawListRequest) -> Result<RawListView, Problem> {
    let (offset, limit) = request.page.bounds();
    let filter = RawPageFilter {
        connection: request.connection_id.map(ConnectionId),
        run: request.run_id.map(RunId),
        day: request.day.as_deref().map(parse_day).transpose()?,
        stream: request.stream,
    };
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let (total, pages) = ledger::list_raw_pages(reader, &filter, offset, limit)?;
        Ok(RawListView { total, pages: pages.into_iter().map(row).collect() })
    })
}

/// One stored answer.
pub fn get(app: &App, request: RawPageRequest) -> Result<RawPageView, Problem> {
    let id = RawPageId(request.id);
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let page = ledger::read_raw_page(reader, id)?;
        let facts = ledger::raw_page_facts(reader, id)?.ok_or(LedgerError::NoRawPage { page: id })?;
        let is_cut = page.body.len() > BODY_SHOWN;
        let shown = page.body.get(..BODY_SHOWN).unwrap_or(&page.body);
        Ok(RawPageView { row: row(facts), body: String::from_utf8_lossy(shown).into_owned(), is_cut })
    })
}

fn row(page: RawPageFacts) -> RawPageRow {
    RawPageRow {
        id: page.id.0,
        connection_label: page.connection_label,
        run_id: page.run.0,
        stream: page.stream,
        page_number: page.page_number,
        range: page.period.into(),
        request_url: page.request_url,
        fetched_at: format_instant(page.fetched_at),
        body_sha256: page.body_sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        body_bytes: page.body_bytes,
    }
}
