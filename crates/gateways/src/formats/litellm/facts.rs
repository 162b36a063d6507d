//! What a record says, whichever of LiteLLM's forms it has; not yet judged.

use super::raw::{Raw, members};

/// One record of either form.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    /// `id` of a payload, `request_id` of a row.
    pub(super) id: Raw<'a>,
    pub(super) call_id: Raw<'a>,
    pub(super) trace_id: Raw<'a>,
    pub(super) session_id: Raw<'a>,
    pub(super) call_type: Raw<'a>,
    /// `None` where the form does not tell.
    pub(super) is_stream: Option<bool>,
    pub(super) status: Raw<'a>,
    pub(super) cost: Raw<'a>,
    /// What a response-cache hit would have cost, best first.
    pub(super) notional: [Raw<'a>; 3],
    pub(super) cache_hit: Raw<'a>,
    pub(super) prompt: Raw<'a>,
    pub(super) completion: Raw<'a>,
    pub(super) total: Raw<'a>,
    pub(super) started: Raw<'a>,
    pub(super) ended: Raw<'a>,
    pub(super) first_token: Raw<'a>,
    pub(super) model: Raw<'a>,
    pub(super) model_group: Raw<'a>,
    /// The model in the provider's answer.
    pub(super) answered_by: Raw<'a>,
    pub(super) batch_models: Raw<'a>,
    pub(super) provider: Raw<'a>,
    pub(super) tags: Raw<'a>,
    pub(super) end_user: Raw<'a>,
    pub(super) key: Raw<'a>,
    pub(super) team_id: Raw<'a>,
    pub(super) organization: Raw<'a>,
    pub(super) user: Raw<'a>,
    pub(super) retries: Raw<'a>,
    pub(super) fallbacks: Raw<'a>,
    pub(super) tier: Raw<'a>,
    pub(super) location: Raw<'a>,
    pub(super) error_code: Raw<'a>,
    pub(super) error_class: Raw<'a>,
    /// Whether it came through the proxy, which knows keys, teams and users.
    pub(super) is_proxied: bool,
    /// Whether the source says that it has no price for the model.
    pub(super) is_unpriced: bool,
    /// Whether LiteLLM answered by itself, without a provider.
    pub(super) is_mocked: bool,
}

members! {
    /// `metadata` of either form.
    Meta {
        user_api_key_hash = "user_api_key_hash",
        user_api_key = "user_api_key",
        user_api_key_alias = "user_api_key_alias",
        user_api_key_team_id = "user_api_key_team_id",
        user_api_key_team_alias = "user_api_key_team_alias",
        user_api_key_project_id = "user_api_key_project_id",
        user_api_key_project_alias = "user_api_key_project_alias",
        user_api_key_org_id = "user_api_key_org_id",
        user_api_key_org_alias = "user_api_key_org_alias",
        user_api_key_user_id = "user_api_key_user_id",
        user_api_key_user_email = "user_api_key_user_email",
        user_api_key_end_user_id = "user_api_key_end_user_id",
        user_api_key_request_route = "user_api_key_request_route",
        user_api_key_auth_metadata = "user_api_key_auth_metadata",
        spend_logs_metadata = "spend_logs_metadata",
        requester_metadata = "requester_metadata",
        usage_object = "usage_object",
        additional_usage_values = "additional_usage_values",
        cost_breakdown = "cost_breakdown",
        litellm_call_id = "litellm_call_id",
        attempted_retries = "attempted_retries",
        attempted_fallbacks = "attempted_fallbacks",
        batch_models = "batch_models",
        error_information = "error_information",
        status = "status",
        internal_call_origin = "internal_call_origin",
    }
}

members! {
    /// `usage_object`, or `additional_usage_values` of older rows.
    Usage {
        prompt_tokens = "prompt_tokens",
        completion_tokens = "completion_tokens",
        total_tokens = "total_tokens",
        /// Anthropic's own count of fresh input, where its usage was logged as it came.
        input_tokens = "input_tokens",
        cache_read_input_tokens = "cache_read_input_tokens",
        cache_creation_input_tokens = "cache_creation_input_tokens",
        cache_creation = "cache_creation",
        prompt_tokens_details = "prompt_tokens_details",
        completion_tokens_details = "completion_tokens_details",
        server_tool_use = "server_tool_use",
        service_tier = "service_tier",
        speed = "speed",
    }
}

members! {
    /// `prompt_tokens_details` and `completion_tokens_details`.
    Details {
        cached_tokens = "cached_tokens",
        cache_write_tokens = "cache_write_tokens",
        cache_creation_tokens = "cache_creation_tokens",
        cache_creation_token_details = "cache_creation_token_details",
        text_tokens = "text_tokens",
        audio_tokens = "audio_tokens",
        image_tokens = "image_tokens",
        reasoning_tokens = "reasoning_tokens",
        web_search_requests = "web_search_requests",
    }
}

members! {
    /// Cache writes by lifetime.
    Lifetimes {
        ephemeral_5m_input_tokens = "ephemeral_5m_input_tokens",
        ephemeral_1h_input_tokens = "ephemeral_1h_input_tokens",
    }
}

members! {
    /// `cost_breakdown`.
    Breakdown {
        total_cost = "total_cost",
        service_tier = "service_tier",
        data_residency = "data_residency",
        vertex_location = "vertex_location",
    }
}

members! {
    /// `error_information`.
    ErrorInformation {
        error_code = "error_code",
        error_class = "error_class",
    }
}

members! {
    /// `server_tool_use`.
    Tools { web_search_requests = "web_search_requests" }
}
