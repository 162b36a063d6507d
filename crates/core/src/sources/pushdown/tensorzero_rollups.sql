-- Groups of model inferences, each as one row in their form, with the tags that become dimensions.
WITH tagged AS (
    SELECT id, tags FROM tensorzero.chat_inferences
    UNION ALL SELECT id, tags FROM tensorzero.json_inferences
), shaped AS (
    SELECT date_trunc('day', m.created_at AT TIME ZONE 'UTC') AS day, m.model_name, m.model_provider_name, m.cached,
        m.function_name, m.variant_name, m.finish_reason, m.input_tokens::bigint AS prompt,
        m.output_tokens::bigint AS completion, m.read::bigint AS read, m.write::bigint AS write, m.cost,
        m.response_time_ms::bigint * 1000 AS latency,
        (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(coalesce(t.tags, '{}'::jsonb))
          WHERE regexp_replace(lower(key), '[-_. ]', '', 'g') IN ({{carried}})) AS tags
    FROM (SELECT id, inference_id, model_name, model_provider_name, cached, function_name, variant_name, finish_reason,
            input_tokens, output_tokens, {{read}}, {{write}}, {{cost}}, response_time_ms, created_at
          FROM tensorzero.model_inferences
          WHERE created_at >= ($1::text)::timestamptz AND created_at < ($2::text)::timestamptz
    ) AS m (id, inference_id, model_name, model_provider_name, cached, function_name, variant_name, finish_reason,
            input_tokens, output_tokens, read, write, cost, response_time_ms, created_at)
    LEFT JOIN tagged AS t ON t.id = m.inference_id
), banded AS (
    SELECT *, {{over}} AS over, {{upto}} AS upto, coalesce(prompt, 0) + coalesce(completion, 0) = 0 AS is_untold,
        prompt IS NULL AS has_no_prompt, completion IS NULL AS has_no_completion,
        read IS NULL AS has_no_read, write IS NULL AS has_no_write, cost IS NULL AS has_no_cost,
        coalesce(prompt, 0) < coalesce(read, 0) + coalesce(write, 0) AS is_odd
    FROM shaped
)
SELECT 'rollup-' || row_number() OVER () AS id, 'rollup-' || row_number() OVER () AS inference_id, model_name,
    model_provider_name, cached, function_name, variant_name, finish_reason,
    sum(prompt) AS input_tokens, sum(completion) AS output_tokens,
    sum(read) AS provider_cache_read_input_tokens, sum(write) AS provider_cache_write_input_tokens,
    sum(cost)::text AS cost, to_char(day, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
    count(*) AS rollup_attempts, coalesce(sum(latency), 0) AS rollup_latency_us, count(latency) AS rollup_latency_known,
    over AS rollup_prompt_over, upto AS rollup_prompt_upto, tags AS rollup_tags
FROM banded
GROUP BY day, model_name, model_provider_name, cached, function_name, variant_name, finish_reason, tags, over, upto,
    is_untold, has_no_prompt, has_no_completion, has_no_read, has_no_write, has_no_cost, is_odd
