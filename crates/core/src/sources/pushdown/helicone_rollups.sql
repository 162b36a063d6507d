-- Groups of requests, each as one row in their form. Of several versions of a row the newest counts, merged or not.
SELECT concat('rollup-', toString(rowNumberInAllBlocks())) AS request_id,
    formatDateTime(day, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS request_created_at, status, provider, model, proxy_key_id, {{urls}}
    properties, {{sums}}, {{hit}} sum(charge) AS cost, prompt_over AS rollup_prompt_over, prompt_upto AS rollup_prompt_upto,
    count() AS rollup_attempts, sum(coalesce(took, 0)) AS rollup_latency_us, count(took) AS rollup_latency_known
FROM (
    SELECT toStartOfDay(request_created_at, 'UTC') AS day, status, provider, model, {{key}} AS proxy_key_id,
        {{cut_urls}} mapFilter((k, v) -> {{plain}} IN ({{carried}}), properties) AS properties,
        {{counts}}, {{is_hit}} AS is_hit, {{charge}} AS charge, charge IS NULL AS has_no_charge, charge = 0 AS is_free,
        {{total}} AS prompt, {{over}} AS prompt_over, {{upto}} AS prompt_upto,
        -- What a row counts decides whether all of it has a price, or nothing is told. Odd rows the reader decides one by one.
        [{{used}}] AS used,
        if({{odd}}, toString(request_id), '') AS odd,
        if(latency >= 0, latency * 1000, NULL) AS took
    FROM (
        SELECT * FROM request_response_rmt WHERE {{PERIOD}}
        ORDER BY updated_at DESC LIMIT 1 BY organization_id, request_id
    )
)
GROUP BY day, status, provider, model, proxy_key_id, {{url_keys}} properties, is_hit, has_no_charge, is_free, prompt_over,
    prompt_upto, used, odd
