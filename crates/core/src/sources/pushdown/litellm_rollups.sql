-- Groups of spend logs, each as one row in the form of a spend log. $1 and $2: first instant and first after.
WITH shaped AS (
    SELECT date_trunc('day', "startTime") AS day, call_type, api_key, model, {{optional}},
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
        jsonb_strip_nulls(jsonb_build_object({{told}})) AS told,
        least((metadata->>'attempted_retries')::bigint, 1) AS retried,
        usage->>'service_tier' AS tier, usage->>'speed' AS speed, usage->>'inference_geo' AS geo,
        spend, prompt_tokens::bigint AS prompt, completion_tokens::bigint AS completion,
        coalesce(nullif((usage->>'cache_read_input_tokens')::bigint, 0), (details->>'cached_tokens')::bigint, 0) AS read,
        coalesce(nullif((usage->>'cache_creation_input_tokens')::bigint, 0),
            nullif((details->>'cache_creation_tokens')::bigint, 0), (details->>'cache_write_tokens')::bigint, 0) AS write,
        (lifetimes->>'ephemeral_5m_input_tokens')::bigint AS write_5m,
        (lifetimes->>'ephemeral_1h_input_tokens')::bigint AS write_1h,
        coalesce((details->>'audio_tokens')::bigint, 0) AS audio_in,
        coalesce((outputs->>'audio_tokens')::bigint, 0) AS audio_out,
        (outputs->>'reasoning_tokens')::bigint AS reasoning,
        round({{duration}}) AS latency
    FROM "LiteLLM_SpendLogs"
    CROSS JOIN LATERAL (SELECT coalesce(nullif(metadata->'usage_object', 'null'::jsonb),
        nullif(metadata->'additional_usage_values', 'null'::jsonb), '{}'::jsonb) AS usage) AS u
    CROSS JOIN LATERAL (SELECT coalesce(nullif(usage->'prompt_tokens_details', 'null'::jsonb), '{}'::jsonb) AS details,
        coalesce(nullif(usage->'completion_tokens_details', 'null'::jsonb), '{}'::jsonb) AS outputs) AS d
    CROSS JOIN LATERAL (SELECT coalesce(nullif(details->'cache_creation_token_details', 'null'::jsonb),
        nullif(usage->'cache_creation', 'null'::jsonb), '{}'::jsonb) AS lifetimes) AS l
    WHERE "startTime" >= ($1::text)::timestamptz AT TIME ZONE 'UTC'
      AND "startTime" < ($2::text)::timestamptz AT TIME ZONE 'UTC'
), banded AS (
    SELECT *, {{over}} AS over, {{upto}} AS upto, prompt + completion = 0 AS is_empty, prompt < read + write AS is_odd,
        write_5m IS NULL AND write_1h IS NULL AS has_no_lifetimes, reasoning IS NULL AS has_no_reasoning
    FROM shaped
)
SELECT 'rollup-' || row_number() OVER () ||
        CASE WHEN is_batch_cost THEN '_batch_cost' WHEN is_attempt THEN '-attempt-1' ELSE '' END AS request_id,
    call_type, api_key, sum(round(spend::numeric, 9))::text AS spend, sum(prompt + completion) AS total_tokens,
    sum(prompt) AS prompt_tokens, sum(completion) AS completion_tokens,
    to_char(day, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "startTime", model, model_group, custom_llm_provider, "user",
    cache_hit, tags AS request_tags, team_id, organization_id, status,
    told || jsonb_strip_nulls(jsonb_build_object('attempted_retries', retried, 'spend_logs_metadata', own,
        'usage_object', jsonb_build_object(
            'prompt_tokens', sum(prompt), 'completion_tokens', sum(completion),
            'cache_read_input_tokens', sum(read), 'cache_creation_input_tokens', sum(write),
            'service_tier', tier, 'speed', speed, 'inference_geo', geo,
            'prompt_tokens_details', jsonb_build_object('cached_tokens', sum(read), 'audio_tokens', sum(audio_in),
                'cache_creation_tokens', sum(write), 'cache_creation_token_details',
                CASE WHEN has_no_lifetimes THEN NULL ELSE jsonb_build_object(
                    'ephemeral_5m_input_tokens', sum(coalesce(write_5m, 0)),
                    'ephemeral_1h_input_tokens', sum(coalesce(write_1h, 0))) END),
            'completion_tokens_details', jsonb_build_object('audio_tokens', sum(audio_out),
                'reasoning_tokens', CASE WHEN has_no_reasoning THEN NULL ELSE sum(reasoning) END)))) AS metadata,
    count(*) AS rollup_attempts, coalesce(sum(latency), 0)::bigint AS rollup_latency_us,
    count(latency) AS rollup_latency_known, over AS rollup_prompt_over, upto AS rollup_prompt_upto
FROM banded
GROUP BY day, call_type, api_key, model, model_group, custom_llm_provider, "user", cache_hit, tags, team_id,
    organization_id, status, is_batch_cost, is_attempt, told, retried, own, tier, speed, geo, over, upto, is_empty,
    is_odd, has_no_lifetimes, has_no_reasoning
