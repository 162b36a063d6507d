-- Invented spend logs, seeded by the row's number: every kind of row a proxy writes. :rows of them over :days days.
INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime",
    model, model_group, custom_llm_provider, "user", metadata, cache_hit, request_tags, team_id, end_user, messages, status, request_duration_ms,
    litellm_call_id, organization_id)
SELECT CASE WHEN kind = 3 THEN 'batch_' || n || '_batch_cost' WHEN provider = 'anthropic' THEN 'msg_' || n ELSE 'chatcmpl-' || n END ||
        CASE WHEN is_hit THEN '_cache_hit1700000000.' || n ELSE '' END,
    CASE kind WHEN 3 THEN 'aretrieve_batch' WHEN 5 THEN 'aembedding' WHEN 7 THEN 'anthropic_messages' ELSE 'acompletion' END,
    md5('key' || (n % 12)) || md5('more' || (n % 12)), CASE WHEN is_hit OR is_failed OR is_untold THEN 0 ELSE round(prompt * 0.00000015 + completion * 0.0000006, 12) END,
    prompt + completion, prompt, completion, start_at, start_at + (n % 9000) * interval '1 millisecond',
    provider || '/' || model, 'group-' || (n % 5), provider, 'person' || (n % 12) || '@example.com',
    jsonb_build_object('user_api_key', md5('key' || (n % 12)), 'user_api_key_alias', 'alias-' || (n % 12), 'user_api_key_team_id', 'team-' || (n % 4),
        'user_api_key_team_alias', 'Team ' || (n % 4), 'user_api_key_user_id', 'person' || (n % 12) || '@example.com', 'user_agent', 'client/' || (n % 3),
        'attempted_retries', CASE WHEN n % 17 = 0 THEN 1 + n % 2 ELSE 0 END, 'attempted_fallbacks', CASE WHEN n % 31 = 0 THEN 1 ELSE 0 END,
        'spend_logs_metadata', CASE WHEN n % 6 = 0 THEN jsonb_build_object('jira', 'T-' || n, 'customer', 'acme-' || (n % 3)) END, 'status', NULL,
        'litellm_call_id', 'call-' || n, 'usage_object', CASE WHEN is_hit OR is_failed THEN NULL ELSE jsonb_build_object('prompt_tokens', prompt, 'completion_tokens', completion,
            'cache_read_input_tokens', CASE WHEN provider = 'anthropic' THEN read END, 'cache_creation_input_tokens', CASE WHEN provider = 'anthropic' THEN wrote END,
            'service_tier', CASE WHEN provider = 'anthropic' THEN 'standard' END,
            'prompt_tokens_details', jsonb_build_object('cached_tokens', read, 'audio_tokens', 0, 'cache_creation_tokens', CASE WHEN provider = 'anthropic' THEN wrote END,
                'cache_creation_token_details', CASE WHEN provider = 'anthropic' AND n % 2 = 0 THEN jsonb_build_object('ephemeral_5m_input_tokens', wrote - wrote / 4,
                    'ephemeral_1h_input_tokens', wrote / 4) END),
            'completion_tokens_details', jsonb_build_object('reasoning_tokens', CASE WHEN provider = 'openai' THEN completion / 3 END)) END),
    CASE WHEN is_hit THEN 'True' WHEN n % 3 = 0 THEN 'False' ELSE 'None' END,
    jsonb_build_array('feature:' || (ARRAY['search','summarise','chat','index'])[1 + n % 4], 'env:' || (ARRAY['prod','staging'])[1 + n % 2], 'run-' || n, 'User-Agent: client'),
    'team-' || (n % 4), 'end-user-' || n, '{"text": "MARKER of a prompt"}', CASE WHEN is_failed THEN 'failure' WHEN n % 50 = 1 THEN NULL ELSE 'success' END,
    n % 9000, 'call-' || n, 'org-1'
FROM (
    SELECT *, CASE WHEN is_untold OR is_failed THEN 0 ELSE fresh + read + wrote END AS prompt,
        CASE WHEN is_untold OR is_failed OR kind = 5 THEN 0 ELSE 40 + n * 7919 % 900 END AS completion,
        CASE WHEN provider = 'anthropic' THEN 'claude-sonnet-4-5-20250929' WHEN kind = 5 THEN 'text-embedding-3-small' ELSE 'gpt-4o-mini' END AS model,
        timestamp '2026-10-01' + (n * 2654435761 % (:days::bigint * 86400000)) * interval '1 millisecond' AS start_at
    FROM (
        SELECT n, n % 11 AS kind, CASE WHEN n % 11 = 7 OR n % 11 = 8 THEN 'anthropic' ELSE 'openai' END AS provider, n % 23 = 0 AND n % 11 NOT IN (3, 5) AS is_hit,
            n % 29 = 0 AND n % 23 <> 0 AND n % 11 <> 3 AS is_failed, n % 37 = 0 AND n % 23 <> 0 AND n % 29 <> 0 AND n % 11 <> 3 AS is_untold, 100 + n * 104729 % 3000 AS fresh,
            CASE WHEN n % 2 = 0 AND n % 11 <> 5 THEN n * 31 % 4096 ELSE 0 END AS read,
            CASE WHEN n % 11 = 7 OR n % 11 = 8 THEN n * 17 % 2048 ELSE 0 END AS wrote
        FROM generate_series(1::bigint, :rows::bigint) AS n
    ) AS rolled
) AS made;
