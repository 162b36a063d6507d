-- Groups of spend logs, each as one row in the form of a spend log. $1 and $2: first instant and first after.
-- A row whose counts contradict each other is a group of its own and keeps its usage as it is: its reader judges it.
WITH shaped AS (
    SELECT date_trunc('day', "startTime") AS day, call_type, api_key, model, {{optional}}, request_id,
        coalesce(request_id LIKE '%\_batch\_cost', false) AS is_batch_cost,
        coalesce(request_id LIKE '%-attempt-%', false) AS is_attempt,
        (SELECT coalesce(jsonb_agg(tag ORDER BY tag), '[]'::jsonb)
           FROM jsonb_array_elements_text(
               CASE jsonb_typeof(request_tags) WHEN 'array' THEN request_tags ELSE '[]'::jsonb END) AS tag
          WHERE regexp_replace(lower(split_part(replace(tag, '=', ':'), ':', 1)), '[-_. ]', '', 'g') IN ({{carried}})
        ) AS tags,
        (SELECT jsonb_object_agg(key, value)
           FROM jsonb_each(CASE jsonb_typeof(metadata->'spend_logs_metadata')
               WHEN 'object' THEN metadata->'spend_logs_metadata' ELSE '{}'::jsonb END)
          WHERE regexp_replace(lower(key), '[-_. ]', '', 'g') IN ({{carried}})
        ) AS own,
        jsonb_strip_nulls(jsonb_build_object({{told}}, 'error_information', jsonb_build_object(
            'error_class', metadata->'error_information'->'error_class',
            'error_code', metadata->'error_information'->'error_code'))) AS told,
        least((metadata->>'attempted_retries')::bigint, 1) AS retried,
        jsonb_build_object('service_tier', broken->'service_tier', 'data_residency', broken->'data_residency',
            'vertex_location', broken->'vertex_location') AS priced,
        (broken->>'total_cost')::numeric AS notional, usage, usage->>'service_tier' AS tier, usage->>'speed' AS speed,
        spend, prompt_tokens::bigint AS prompt, completion_tokens::bigint AS completion, total_tokens::bigint AS total,
        coalesce(nullif((usage->>'cache_read_input_tokens')::bigint, 0), (details->>'cached_tokens')::bigint, 0) AS read,
        coalesce(nullif((usage->>'cache_creation_input_tokens')::bigint, 0),
            nullif((details->>'cache_creation_tokens')::bigint, 0), nullif((details->>'cache_write_tokens')::bigint, 0),
            (lifetimes->>'ephemeral_5m_input_tokens')::bigint + (lifetimes->>'ephemeral_1h_input_tokens')::bigint, 0)
            AS write,
        coalesce((lifetimes->>'ephemeral_5m_input_tokens')::bigint, 0) AS write_5m,
        coalesce((lifetimes->>'ephemeral_1h_input_tokens')::bigint, 0) AS write_1h,
        coalesce((details->>'audio_tokens')::bigint, 0) AS audio_in,
        coalesce((outputs->>'audio_tokens')::bigint, 0) AS audio_out,
        coalesce((outputs->>'image_tokens')::bigint, 0) AS image_out,
        (outputs->>'reasoning_tokens')::bigint AS reasoning,
        coalesce(nullif((usage->'server_tool_use'->>'web_search_requests')::bigint, 0),
            (details->>'web_search_requests')::bigint, 0) AS searches,
        round(extract(epoch FROM "endTime" - "startTime") * 1000000) AS latency
    FROM "LiteLLM_SpendLogs"
    CROSS JOIN LATERAL (SELECT coalesce(nullif(nullif(metadata->'usage_object', 'null'::jsonb), '{}'::jsonb),
            nullif(metadata->'additional_usage_values', 'null'::jsonb), '{}'::jsonb) AS usage,
        coalesce(nullif(metadata->'cost_breakdown', 'null'::jsonb), '{}'::jsonb) AS broken) AS u
    CROSS JOIN LATERAL (SELECT coalesce(nullif(usage->'prompt_tokens_details', 'null'::jsonb), '{}'::jsonb) AS details,
        coalesce(nullif(usage->'completion_tokens_details', 'null'::jsonb), '{}'::jsonb) AS outputs) AS d
    CROSS JOIN LATERAL (SELECT coalesce(nullif(details->'cache_creation_token_details', 'null'::jsonb),
        nullif(usage->'cache_creation', 'null'::jsonb), '{}'::jsonb) AS lifetimes) AS l
    WHERE "startTime" >= ($1::text)::timestamptz AT TIME ZONE 'UTC'
      AND "startTime" < ($2::text)::timestamptz AT TIME ZONE 'UTC'
), banded AS (
    SELECT *, {{over}} AS over, {{upto}} AS upto, prompt + completion = 0 AS is_empty, reasoning IS NULL AS has_no_reasoning,
        notional IS NULL AS has_no_notional, latency < 0 AS is_backwards,
        CASE WHEN prompt < read + write OR write_5m + write_1h > write OR audio_in > prompt - read - write
            OR coalesce(reasoning, 0) > completion - audio_out - image_out
            OR (reasoning > 0 AND total = prompt + completion + reasoning) THEN request_id END AS odd
    FROM shaped
)
SELECT 'rollup-' || row_number() OVER () ||
        CASE WHEN is_batch_cost THEN '_batch_cost' WHEN is_attempt THEN '-attempt-1' ELSE '' END AS request_id,
    call_type, api_key, sum(round(spend::numeric, 9))::text AS spend, sum(total) AS total_tokens,
    sum(prompt) AS prompt_tokens, sum(completion) AS completion_tokens,
    to_char(day, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "startTime", model, model_group, custom_llm_provider, "user",
    cache_hit, tags AS request_tags, team_id, organization_id, status,
    told || jsonb_strip_nulls(jsonb_build_object('attempted_retries', retried, 'spend_logs_metadata', own,
        'cost_breakdown', priced || jsonb_build_object('total_cost', sum(round(notional, 9))::text),
        'usage_object', CASE WHEN odd IS NULL THEN jsonb_build_object(
            'cache_read_input_tokens', sum(read), 'cache_creation_input_tokens', sum(write),
            'service_tier', tier, 'speed', speed,
            'prompt_tokens_details', jsonb_build_object('audio_tokens', sum(audio_in),
                'web_search_requests', sum(searches), 'cache_creation_token_details', jsonb_build_object(
                    'ephemeral_5m_input_tokens', sum(write_5m), 'ephemeral_1h_input_tokens', sum(write_1h))),
            'completion_tokens_details', jsonb_build_object('audio_tokens', sum(audio_out),
                'image_tokens', sum(image_out), 'reasoning_tokens', sum(reasoning)))
            ELSE (array_agg(usage))[1] END)) AS metadata,
    count(*) AS rollup_attempts, coalesce(sum(greatest(latency, 0)), 0)::bigint AS rollup_latency_us,
    count(*) FILTER (WHERE latency >= 0) AS rollup_latency_known, over AS rollup_prompt_over, upto AS rollup_prompt_upto
FROM banded
GROUP BY day, call_type, api_key, model, model_group, custom_llm_provider, "user", cache_hit, tags, team_id,
    organization_id, status, is_batch_cost, is_attempt, told, retried, own, tier, speed, priced, over, upto, is_empty,
    has_no_reasoning, has_no_notional, is_backwards, odd
