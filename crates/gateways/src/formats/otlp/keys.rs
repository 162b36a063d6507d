//! Which attribute says what, across conventions and dialects, and in which order they are believed.

/// What an attribute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Operation,
    RequestType,
    InferenceKind,
    LoopKind,
    Provider,
    ApiBase,
    ServerAddress,
    ModelAsked,
    AskedParameters,
    ModelServed,
    Input,
    CacheRead,
    CacheWrite,
    CacheWrite5m,
    CacheWrite1h,
    Output,
    Reasoning,
    Total,
    InputAudio,
    InputImage,
    OutputAudio,
    Cost,
    Tier,
    Stream,
    FirstToken,
    ResponseId,
    Conversation,
    EndUser,
    Owner,
    Credential,
    Account,
    Project,
    Team,
    TeamAlias,
    Environment,
    LoopWorkflow,
    Workflow,
    Agent,
    Route,
    Service,
    Attempt,
    ErrorType,
    HttpStatus,
    CallId,
    ModelGroup,
    UsageText,
    HiddenParameters,
    Metadata,
    Tags,
    JudgedName,
    JudgedScore,
    JudgedLabel,
    EventName,
    EventTime,
    EventSequence,
    EventKind,
    RequestId,
    Duration,
    AttemptsTotal,
    Speed,
    Skill,
    QuerySource,
    ToolTokens,
    PromptId,
    AuthType,
    Sampling,
}

/// How many fields there are.
pub(super) const FIELDS: usize = Field::Sampling as usize + 1;

/// Whether the attribute holds what was asked or answered, or what else may: it is never read.
pub(super) fn is_content(key: &str) -> bool {
    const EXACT: &[&str] = &[
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.tool.definitions",
        "gen_ai.evaluation.explanation",
        "gen_ai.prompt",
        "gen_ai.completion",
        "traceloop.entity.input",
        "traceloop.entity.output",
        "input.value",
        "output.value",
        "error.message",
        "error.stack_trace",
        "exception.message",
        "exception.stacktrace",
        "prompt",
        "response",
        "request_text",
        "response_text",
        "arguments",
        "tool_input",
        "tool_parameters",
        "function_args",
        "error",
    ];
    const STARTS: &[&str] = &[
        "gen_ai.prompt.",
        "gen_ai.completion.",
        "gen_ai.input.",
        "gen_ai.output.",
        "gen_ai.tool.call.",
        "gen_ai.content.",
        "llm.input_messages",
        "llm.output_messages",
        "llm.prompts",
        "llm.choices",
        "llm.completions",
        "llm.prompt_template",
        "llm.tools",
        "llm.anthropic.messages",
        "embedding.embeddings",
        "embedding.text",
        "retrieval.documents",
        "reranker.",
        "message.",
        "tool.",
        "document.",
        "litellm.request.messages",
    ];
    // The name of a prompt template is a label, though it stands among the prompts.
    key != "gen_ai.prompt.name"
        && (EXACT.contains(&key)
            || STARTS.iter().any(|start| key.starts_with(start))
            || key.ends_with(".explanation")
            || key.ends_with(".content"))
}

/// What the attribute is about, and its rank among those that say the same: the lowest is believed.
pub(super) fn place(key: &str) -> Option<(Field, u8)> {
    counted(key).or_else(|| called(key)).or_else(|| owned(key)).or_else(|| evented(key))
}

/// Quantities and money.
fn counted(key: &str) -> Option<(Field, u8)> {
    use Field as F;
    Some(match key {
        "gen_ai.usage.input_tokens" => (F::Input, 0),
        "gen_ai.usage.prompt_tokens" => (F::Input, 1),
        "llm.usage.prompt_tokens" => (F::Input, 2),
        "llm.token_count.prompt" => (F::Input, 3),
        "input_token_count" => (F::Input, 4),
        "input_tokens" => (F::Input, 5),
        "gen_ai.usage.cache_read.input_tokens" => (F::CacheRead, 0),
        "gen_ai.usage.cache_read_input_tokens" => (F::CacheRead, 1),
        "gen_ai.usage.cache_read_tokens" => (F::CacheRead, 2),
        "gen_ai.usage.details.cache_read_tokens" => (F::CacheRead, 3),
        "llm.token_count.prompt_details.cache_read" => (F::CacheRead, 4),
        "cached_token_count" => (F::CacheRead, 5),
        "cached_content_token_count" => (F::CacheRead, 6),
        "cache_read_tokens" => (F::CacheRead, 7),
        "gen_ai.usage.cache_write.input_tokens" => (F::CacheWrite, 0),
        "gen_ai.usage.cache_creation.input_tokens" => (F::CacheWrite, 1),
        "gen_ai.usage.cache_creation_input_tokens" => (F::CacheWrite, 2),
        "gen_ai.usage.cache_write_tokens" => (F::CacheWrite, 3),
        "llm.token_count.prompt_details.cache_write" => (F::CacheWrite, 4),
        "cache_creation_tokens" => (F::CacheWrite, 5),
        "anthropic.usage.cache_creation.ephemeral_5m_input_tokens" => (F::CacheWrite5m, 0),
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens" => (F::CacheWrite1h, 0),
        "gen_ai.usage.output_tokens" => (F::Output, 0),
        "gen_ai.usage.completion_tokens" => (F::Output, 1),
        "llm.usage.completion_tokens" => (F::Output, 2),
        "llm.token_count.completion" => (F::Output, 3),
        "output_token_count" => (F::Output, 4),
        "output_tokens" => (F::Output, 5),
        "gen_ai.usage.reasoning.output_tokens" => (F::Reasoning, 0),
        "gen_ai.usage.reasoning_tokens" => (F::Reasoning, 1),
        "llm.token_count.completion_details.reasoning" => (F::Reasoning, 2),
        "reasoning_token_count" => (F::Reasoning, 3),
        "thoughts_token_count" => (F::Reasoning, 4),
        "gen_ai.usage.total_tokens" => (F::Total, 0),
        "llm.usage.total_tokens" => (F::Total, 1),
        "llm.token_count.total" => (F::Total, 2),
        "tool_token_count" => (F::ToolTokens, 0),
        "gen_ai.usage.audio.input_tokens" => (F::InputAudio, 0),
        "llm.token_count.prompt_details.audio" => (F::InputAudio, 1),
        "gen_ai.usage.image.input_tokens" => (F::InputImage, 0),
        "gen_ai.usage.audio.output_tokens" => (F::OutputAudio, 0),
        "llm.token_count.completion_details.audio" => (F::OutputAudio, 1),
        "gen_ai.usage.cost" => (F::Cost, 0),
        "gen_ai.cost.total_cost" => (F::Cost, 1),
        "llm.cost.total" => (F::Cost, 2),
        "agw.ai.usage.cost.total" => (F::Cost, 3),
        "cost_usd" => (F::Cost, 4),
        "metadata.usage_object" => (F::UsageText, 0),
        _ => return None,
    })
}

/// What was called, and how it went.
fn called(key: &str) -> Option<(Field, u8)> {
    use Field as F;
    Some(match key {
        "gen_ai.operation.name" => (F::Operation, 0),
        "llm.request.type" => (F::RequestType, 0),
        "openinference.span.kind" => (F::InferenceKind, 0),
        "traceloop.span.kind" => (F::LoopKind, 0),
        "gen_ai.provider.name" => (F::Provider, 0),
        "gen_ai.system" => (F::Provider, 1),
        "llm.provider" => (F::Provider, 2),
        "llm.system" => (F::Provider, 3),
        "gen_ai.openai.api_base" => (F::ApiBase, 0),
        "server.address" => (F::ServerAddress, 0),
        "gen_ai.request.model" => (F::ModelAsked, 0),
        "llm.request.model_name" => (F::ModelAsked, 1),
        "llm.request.model" => (F::ModelAsked, 2),
        "model" => (F::ModelAsked, 3),
        "llm.invocation_parameters" => (F::AskedParameters, 0),
        "embedding.invocation_parameters" => (F::AskedParameters, 1),
        "gen_ai.response.model" => (F::ModelServed, 0),
        "llm.response.model_name" => (F::ModelServed, 1),
        "llm.model_name" => (F::ModelServed, 2),
        "embedding.model_name" => (F::ModelServed, 3),
        "llm.response.model" => (F::ModelServed, 4),
        "openai.response.service_tier" => (F::Tier, 0),
        "gen_ai.openai.response.service_tier" => (F::Tier, 1),
        "anthropic.response.service_tier" => (F::Tier, 2),
        "gen_ai.request.stream" => (F::Stream, 0),
        "gen_ai.is_streaming" => (F::Stream, 1),
        "llm.is_streaming" => (F::Stream, 2),
        "gen_ai.response.time_to_first_chunk" => (F::FirstToken, 0),
        "gen_ai.server.time_to_first_token" => (F::FirstToken, 1),
        "gen_ai.response.id" => (F::ResponseId, 0),
        "retry.attempt" => (F::Attempt, 0),
        "http.request.resend_count" => (F::Attempt, 1),
        "attempt" => (F::AttemptsTotal, 0),
        "error.type" => (F::ErrorType, 0),
        "exception.type" => (F::ErrorType, 1),
        "error_type" => (F::ErrorType, 2),
        "http.response.status_code" => (F::HttpStatus, 0),
        "http.status_code" => (F::HttpStatus, 1),
        "error.code" => (F::HttpStatus, 2),
        "status_code" => (F::HttpStatus, 3),
        "response_code" => (F::HttpStatus, 4),
        "http.status" => (F::HttpStatus, 5),
        "litellm.call_id" => (F::CallId, 0),
        "litellm.model_group" => (F::ModelGroup, 0),
        "hidden_params" => (F::HiddenParameters, 0),
        "sampling.probability" => (F::Sampling, 0),
        _ => return None,
    })
}

/// Whose it is.
fn owned(key: &str) -> Option<(Field, u8)> {
    use Field as F;
    Some(match key {
        "gen_ai.conversation.id" => (F::Conversation, 0),
        "session.id" => (F::Conversation, 1),
        "conversation.id" => (F::Conversation, 2),
        "user.id" => (F::EndUser, 0),
        "enduser.id" => (F::EndUser, 1),
        "gen_ai.user" => (F::EndUser, 2),
        "metadata.user_api_key_end_user_id" => (F::EndUser, 3),
        "user.email" => (F::Owner, 0),
        "metadata.user_api_key_user_email" => (F::Owner, 1),
        "metadata.user_api_key_user_id" => (F::Owner, 2),
        "user.account_uuid" => (F::Owner, 3),
        "user.account_id" => (F::Owner, 4),
        "metadata.user_api_key_alias" => (F::Credential, 0),
        "agw.api_key.name" => (F::Credential, 1),
        "metadata.user_api_key_hash" => (F::Credential, 2),
        "organization.id" => (F::Account, 0),
        "metadata.user_api_key_project_alias" => (F::Project, 0),
        "metadata.user_api_key_project_id" => (F::Project, 1),
        "team" => (F::Team, 0),
        "team.name" => (F::Team, 1),
        "department" => (F::Team, 2),
        "cost_center" => (F::Team, 3),
        "service.namespace" => (F::Team, 4),
        "metadata.user_api_key_team_alias" => (F::TeamAlias, 0),
        "metadata.user_api_key_team_id" => (F::TeamAlias, 1),
        "deployment.environment.name" => (F::Environment, 0),
        "deployment.environment" => (F::Environment, 1),
        "traceloop.workflow.name" => (F::LoopWorkflow, 0),
        "gen_ai.workflow.name" => (F::Workflow, 0),
        "gen_ai.agent.name" => (F::Agent, 0),
        "agent.name" => (F::Agent, 1),
        "http.route" => (F::Route, 0),
        "service.name" => (F::Service, 0),
        "metadata" => (F::Metadata, 0),
        "tag.tags" => (F::Tags, 0),
        _ => return None,
    })
}

/// What only events say.
fn evented(key: &str) -> Option<(Field, u8)> {
    use Field as F;
    Some(match key {
        "gen_ai.evaluation.name" => (F::JudgedName, 0),
        "gen_ai.evaluation.score.value" => (F::JudgedScore, 0),
        "gen_ai.evaluation.score.label" => (F::JudgedLabel, 0),
        "event.name" => (F::EventName, 0),
        "event.timestamp" => (F::EventTime, 0),
        "start_time" => (F::EventTime, 1),
        "event.sequence" => (F::EventSequence, 0),
        "event.kind" => (F::EventKind, 0),
        "kind" => (F::EventKind, 1),
        "request_id" => (F::RequestId, 0),
        "x-request-id" => (F::RequestId, 1),
        "duration_ms" => (F::Duration, 0),
        "duration" => (F::Duration, 1),
        "speed" => (F::Speed, 0),
        "skill.name" => (F::Skill, 0),
        "query_source" => (F::QuerySource, 0),
        "prompt_id" => (F::PromptId, 0),
        "auth_type" => (F::AuthType, 0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_content_is_known_by_its_key() {
        for key in [
            "gen_ai.input.messages",
            "llm.input_messages.0.message.content",
            "gen_ai.prompt.0.content",
            "gen_ai.completion.0.tool_calls.0.arguments",
            "traceloop.entity.input",
            "embedding.embeddings.0.embedding.text",
            "annotations.0.annotation.explanation",
            "exception.message",
        ] {
            assert!(is_content(key), "{key}");
        }
        for key in
            ["gen_ai.prompt.name", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "error.type"]
        {
            assert!(!is_content(key), "{key}");
        }
    }

    #[test]
    fn newer_names_are_believed_before_older_ones() {
        let rank = |key| place(key).map(|(_, rank)| rank);
        assert!(rank("gen_ai.provider.name") < rank("gen_ai.system"));
        assert!(
            rank("gen_ai.usage.cache_write.input_tokens") < rank("gen_ai.usage.cache_creation.input_tokens")
        );
        assert_eq!(place("gen_ai.usage.prompt_tokens"), Some((Field::Input, 1)));
        assert_eq!(place("app.colour"), None);
    }
}
