-- Groups of observations, each as one row in their form, with the trace they belong to.
SELECT concat('rollup-', toString(rowNumberInAllBlocks())) AS id, type, level, environment,
    formatDateTime(day, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS start_time, provided_model_name, internal_model_id,
    model_parameters, metadata, prompt_name, trace_name, name, tags, project_id,
    sumMap(usage) AS usage_details, sum(cost) AS total_cost,
    if(is_sent, map('total', sum(cost)), map()) AS provided_cost_details,
    prompt_over AS rollup_prompt_over, prompt_upto AS rollup_prompt_upto,
    is_retry AS rollup_is_retry, count() AS rollup_attempts, sum(coalesce(latency, 0)) AS rollup_latency_us, count(latency) AS rollup_latency_known
FROM (
    SELECT toStartOfDay(o.start_time, 'UTC') AS day, o.type AS type, o.level AS level, o.environment AS environment,
        o.provided_model_name AS provided_model_name, o.internal_model_id AS internal_model_id,
        if(JSONHas(coalesce(o.model_parameters, ''), 'service_tier'),
            concat('{"service_tier":', JSONExtractRaw(coalesce(o.model_parameters, ''), 'service_tier'), '}'),
            NULL) AS model_parameters,
        mapFilter((k, v) -> {{key}} IN ({{carried}}) OR k IN ({{sellers}}), o.metadata) AS metadata,
        o.prompt_name AS prompt_name, t.name AS trace_name, o.name AS name, o.project_id AS project_id,
        arraySort(arrayFilter(tag -> {{tag}} IN ({{carried}}), t.tags)) AS tags,
        o.usage_details AS usage, o.total_cost AS cost, cost IS NULL AS has_no_cost, cost = 0 AS is_free,
        length(o.provided_cost_details) > 0 AS is_sent, arraySort(mapKeys(o.usage_details)) AS keys,
        if(NOT mapContains(usage, 'total') OR usage['total'] * 2 = arraySum(mapValues(usage)), '', o.id) AS odd,
        arraySum(mapValues(usage)) = 0 AS is_empty,
        arraySum(mapValues(mapFilter((k, v) -> {{prompt_key}}, usage))) AS prompt, {{over}} AS prompt_over, {{upto}} AS prompt_upto,
        dateDiff('microsecond', o.start_time, o.end_time) AS latency,
        -- As attempts are numbered: the next of the same call after a failure, within two minutes of its end.
        if(o.trace_id IS NULL, NULL, o.before_failed AND o.start_time <= o.before_ended + INTERVAL 120 SECOND) AS is_retry
    FROM (
        SELECT *, lagInFrame(level = 'ERROR', 1, false) OVER calls AS before_failed,
            lagInFrame(coalesce(end_time, start_time + INTERVAL 600 SECOND), 1, start_time) OVER calls AS before_ended
        FROM observations FINAL
        WHERE is_deleted = 0 AND type IN ('GENERATION', 'EMBEDDING') AND {{PERIOD_AND_BEFORE}}
        WINDOW calls AS (PARTITION BY project_id, trace_id, parent_observation_id, name, provided_model_name
            ORDER BY start_time, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ) AS o
    LEFT JOIN (SELECT id, project_id, any(name) AS name, any(tags) AS tags FROM traces FINAL
        WHERE is_deleted = 0 GROUP BY id, project_id) AS t ON t.id = o.trace_id AND t.project_id = o.project_id
    WHERE {{PERIOD}}
)
GROUP BY day, type, level, environment, provided_model_name, internal_model_id, model_parameters, metadata,
    prompt_name, trace_name, name, tags, project_id, has_no_cost, is_free, is_sent, keys, odd, is_empty, prompt_over, prompt_upto, is_retry
