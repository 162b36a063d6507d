//! Reading `StandardLoggingPayload`, what LiteLLM's callbacks write: one per provider call, success or failure.

use super::facts::{Breakdown, ErrorInformation, Facts, Meta};
use super::raw::{Fault, NOT_JSON, members, object};

members! {
    /// The top level; prompts, answers and price maps are skipped and never held.
    Payload {
        id = "id",
        litellm_call_id = "litellm_call_id",
        trace_id = "trace_id",
        session_id = "session_id",
        call_type = "call_type",
        stream = "stream",
        status = "status",
        response_cost = "response_cost",
        saved_cache_cost = "saved_cache_cost",
        cost_breakdown = "cost_breakdown",
        cache_hit = "cache_hit",
        prompt_tokens = "prompt_tokens",
        completion_tokens = "completion_tokens",
        total_tokens = "total_tokens",
        started = "startTime",
        ended = "endTime",
        first_token = "completionStartTime",
        model = "model",
        model_group = "model_group",
        custom_llm_provider = "custom_llm_provider",
        api_base = "api_base",
        request_tags = "request_tags",
        end_user = "end_user",
        metadata = "metadata",
        hidden_params = "hidden_params",
        response = "response",
        error_information = "error_information",
        response_cost_failure_debug_info = "response_cost_failure_debug_info",
        zero_cost_diagnostic = "zero_cost_diagnostic",
    }
}

members! {
    Hidden {
        response_cost = "response_cost",
        additional_headers = "additional_headers",
        batch_models = "batch_models",
    }
}

members! {
    Headers {
        retries = "x-litellm-attempted-retries",
        fallbacks = "x-litellm-attempted-fallbacks",
        model_group = "x-litellm-model-group",
        max_retries = "x-litellm-max-retries",
    }
}

members! {
    Answer {
        model = "model",
    }
}

/// Parses one payload and lets `take` see what it says.
pub(super) fn read<R>(
    record: &[u8],
    take: impl FnOnce(&Facts<'_>, &Meta<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let text = std::str::from_utf8(record).map_err(|_| NOT_JSON)?;
    let payload: Payload<'_> = object(Some(text))?;
    let metadata = payload.metadata.json();
    let hidden_params = payload.hidden_params.json();
    let breakdown = payload.cost_breakdown.json();
    let error_information = payload.error_information.json();
    let answer = payload.response.json().filter(|json| json.starts_with('{'));
    let meta: Meta<'_> = object(metadata.as_deref())?;
    let hidden: Hidden<'_> = object(hidden_params.as_deref())?;
    let breakdown: Breakdown<'_> = object(breakdown.as_deref())?;
    let error: ErrorInformation<'_> = object(error_information.as_deref())?;
    // An answer that was redacted or cut by a logging setting is no reason to reject.
    let answer: Answer<'_> = object(answer.as_deref()).unwrap_or_default();
    let additional_headers = hidden.additional_headers.json();
    let headers: Headers<'_> = object(additional_headers.as_deref())?;
    let is_mocked =
        payload.api_base.text().is_none() && only_litellm(additional_headers.as_deref(), &headers);
    let facts = Facts {
        id: payload.id,
        call_id: payload.litellm_call_id.or(meta.litellm_call_id),
        trace_id: payload.trace_id,
        session_id: payload.session_id,
        call_type: payload.call_type,
        is_stream: Some(payload.stream.truth() == Some(true)),
        status: payload.status,
        cost: payload.response_cost,
        notional: [payload.saved_cache_cost, hidden.response_cost, breakdown.total_cost],
        cache_hit: payload.cache_hit,
        prompt: payload.prompt_tokens,
        completion: payload.completion_tokens,
        total: payload.total_tokens,
        started: payload.started,
        ended: payload.ended,
        first_token: payload.first_token,
        model: payload.model,
        model_group: payload.model_group,
        answered_by: answer.model,
        batch_models: hidden.batch_models,
        provider: payload.custom_llm_provider,
        tags: payload.request_tags,
        end_user: payload.end_user.or(meta.user_api_key_end_user_id),
        key: meta.user_api_key_hash,
        team_id: meta.user_api_key_team_id,
        organization: meta.user_api_key_org_alias.or(meta.user_api_key_org_id),
        user: meta.user_api_key_user_id.or(meta.user_api_key_user_email),
        retries: headers.retries,
        fallbacks: headers.fallbacks,
        tier: breakdown.service_tier,
        location: breakdown.vertex_location.or(breakdown.data_residency),
        error_code: error.error_code,
        error_class: error.error_class,
        is_proxied: meta.user_api_key_hash.text().is_some()
            || meta.user_api_key_request_route.text().is_some(),
        is_unpriced: !payload.response_cost_failure_debug_info.is_nothing()
            || !payload.zero_cost_diagnostic.is_nothing(),
        is_mocked,
    };
    take(&facts, &meta)
}

/// Whether the headers of the answer are all LiteLLM's own: no provider answered.
fn only_litellm(headers: Option<&str>, known: &Headers<'_>) -> bool {
    let Some(headers) = headers else { return false };
    let told = [known.retries, known.fallbacks, known.model_group, known.max_retries];
    let own = told.iter().filter(|header| !header.is_nothing()).count();
    own > 0 && headers.bytes().filter(|byte| *byte == b':').count() == own
}
