-- The costliest hundred rows and a hundred failed ones of a period, without text.
SELECT {{kept}}, metadata - '{error_information,model_map_information,guardrail_information,mcp_tool_call_metadata,eval_information}'::text[] || jsonb_build_object('error_information', jsonb_build_object(
        'error_class', metadata->'error_information'->'error_class',
        'error_code', metadata->'error_information'->'error_code')) AS metadata
FROM (
    SELECT *, row_number() OVER (PARTITION BY {{failed}} ORDER BY spend DESC, request_id) AS place_
    FROM "LiteLLM_SpendLogs"
    WHERE "startTime" >= ($1::text)::timestamptz AT TIME ZONE 'UTC'
      AND "startTime" < ($2::text)::timestamptz AT TIME ZONE 'UTC'
) AS ranked
WHERE place_ <= 100
