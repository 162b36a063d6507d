//! Reading rows of `"LiteLLM_SpendLogs"`: as JSON (exports, answers of `/spend/logs`) and as CSV (`COPY`). Older databases
//! lack columns; what is not there is not told.

use super::facts::{Breakdown, ErrorInformation, Facts, Meta};
use super::raw::{Fault, Members, NOT_JSON, Raw, members, object};
use csv::ByteRecord;

members! {
    /// One row. Prompts and answers are skipped and never held.
    Row {
        request_id = "request_id",
        call_type = "call_type",
        api_key = "api_key",
        spend = "spend",
        prompt_tokens = "prompt_tokens",
        completion_tokens = "completion_tokens",
        total_tokens = "total_tokens",
        started = "startTime",
        ended = "endTime",
        first_token = "completionStartTime",
        model = "model",
        model_group = "model_group",
        custom_llm_provider = "custom_llm_provider",
        user = "user",
        metadata = "metadata",
        cache_hit = "cache_hit",
        request_tags = "request_tags",
        team_id = "team_id",
        organization_id = "organization_id",
        end_user = "end_user",
        session_id = "session_id",
        status = "status",
        litellm_call_id = "litellm_call_id",
    }
}

/// Parses one row of JSON and lets `take` see what it says.
pub(super) fn read_json<R>(
    record: &[u8],
    take: impl FnOnce(&Facts<'_>, &Meta<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let text = std::str::from_utf8(record).map_err(|_| NOT_JSON)?;
    let row: Row<'_> = object(Some(text))?;
    read(&row, take)
}

/// Parses one row of CSV under its header.
pub(super) fn read_cells<R>(
    header: &[String],
    cells: &ByteRecord,
    take: impl FnOnce(&Facts<'_>, &Meta<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    if cells.len() != header.len() {
        return Err(Fault { code: "wrong_columns", reason: "the row has not as many cells as the header" });
    }
    let mut row = Row::default();
    for (name, cell) in header.iter().zip(cells) {
        if let (Some(field), Ok(cell)) = (row.member(name), std::str::from_utf8(cell)) {
            *field = Raw::cell(cell);
        }
    }
    read(&row, take)
}

fn read<R>(row: &Row<'_>, take: impl FnOnce(&Facts<'_>, &Meta<'_>) -> Result<R, Fault>) -> Result<R, Fault> {
    let metadata = row.metadata.json();
    let meta: Meta<'_> = object(metadata.as_deref())?;
    let cost_breakdown = meta.cost_breakdown.json();
    let breakdown: Breakdown<'_> = object(cost_breakdown.as_deref())?;
    let error_information = meta.error_information.json();
    let error: ErrorInformation<'_> = object(error_information.as_deref())?;
    let facts = Facts {
        id: row.request_id,
        call_id: row.litellm_call_id.or(meta.litellm_call_id),
        trace_id: row.session_id,
        session_id: Raw::Nothing,
        call_type: row.call_type,
        is_stream: None,
        status: row.status.or(meta.status),
        cost: row.spend,
        notional: [breakdown.total_cost, Raw::Nothing, Raw::Nothing],
        cache_hit: row.cache_hit,
        prompt: row.prompt_tokens,
        completion: row.completion_tokens,
        total: row.total_tokens,
        started: row.started,
        ended: row.ended,
        first_token: row.first_token,
        model: row.model,
        model_group: row.model_group,
        answered_by: Raw::Nothing,
        batch_models: meta.batch_models,
        provider: row.custom_llm_provider,
        tags: row.request_tags,
        end_user: row.end_user,
        key: row.api_key.or(meta.user_api_key),
        team_id: row.team_id.or(meta.user_api_key_team_id),
        organization: meta.user_api_key_org_alias.or(row.organization_id).or(meta.user_api_key_org_id),
        user: row.user.or(meta.user_api_key_user_id),
        retries: meta.attempted_retries,
        fallbacks: meta.attempted_fallbacks,
        tier: breakdown.service_tier,
        location: breakdown.vertex_location.or(breakdown.data_residency),
        error_code: error.error_code,
        error_class: error.error_class,
        is_proxied: true,
        // Rows say nothing of a missing price; a breakdown is written exactly when there was one.
        is_unpriced: breakdown.total_cost.text().is_none(),
        is_mocked: false,
    };
    take(&facts, &meta)
}
