-- The table of a Helicone of one's own, and invented rows: versions that the engine does not merge, answers from the cache,
-- states of the gateway, rows without usage or price, counts that are none.
CREATE TABLE request_response_rmt (response_id Nullable(UUID), response_created_at Nullable(DateTime64(3)), latency Int64, status Int64,
    completion_tokens Int64, completion_audio_tokens Int64, prompt_tokens Int64, prompt_cache_write_tokens Int64, prompt_cache_read_tokens Int64,
    prompt_audio_tokens Int64, reasoning_tokens Int64, prompt_cache_write_5m Int64, prompt_cache_write_1h Int64, model String, request_id UUID,
    request_created_at DateTime64(3), user_id String, organization_id UUID, proxy_key_id UUID, time_to_first_token Int64, provider String,
    target_url String, country_code String, properties Map(String, String), scores Map(String, Int64), request_body String, response_body String,
    cache_enabled Bool, cache_reference_id UUID, cost UInt64, updated_at DateTime64(3)
) ENGINE = ReplacingMergeTree(updated_at) ORDER BY (organization_id, provider, model, user_id, request_created_at, request_id);
INSERT INTO request_response_rmt SELECT NULL, NULL, if(number % 17 = 0, -1, number % 900), multiIf(number % 13 = 0, 429, number % 31 = 0, -3, number % 37 = 0, -2, 200),
    if(is_untold, 0, 20 + number % 90), if(number % 41 = 0 AND NOT is_untold, 7, 0), if(is_untold, 0, multiIf(number % 97 = 0, -5, number % 53 = 0, 250000, 100 + number)),
    if(is_untold OR NOT is_anthropic, 0, number % 50), if(is_untold OR number % 2 = 0, 0, number % 300), if(number % 43 = 0 AND NOT is_untold, 11, 0), if(is_untold OR is_anthropic, 0, number % 20),
    if(is_untold OR NOT is_anthropic, 0, if(number % 19 = 0, 60, number % 50)), 0, multiIf(is_anthropic, 'claude-haiku-4-5', number % 5 = 1, 'gpt-4.1', 'gpt-4o-mini'), toUUID(concat('00000000-aaaa-4aaa-8aaa-', leftPad(toString(number), 12, '0'))),
    toDateTime64('2026-10-01 00:00:00', 3, 'UTC') + number * 53, concat('u', toString(number % 70)), toUUID('11111111-aaaa-4aaa-8aaa-000000000001'),
    toUUID(if(number % 3 = 0, '00000000-0000-0000-0000-000000000000', concat('22222222-aaaa-4aaa-8aaa-00000000000', toString(number % 4)))), number % 2 * 80,
    multiIf(is_anthropic, 'ANTHROPIC', number % 23 = 0, 'CUSTOM', 'OPENAI'), concat(multiIf(is_anthropic, 'https://api.anthropic.com/v1/messages', number % 7 = 0, 'https://api.openai.com/v1/responses', 'https://api.openai.com/v1/chat/completions'), '?n=', toString(number)),
    'DE', map('Team', concat('t', toString(number % 3)), 'Helicone-Session-Id', toString(number), 'environment', if(number % 4 = 0, '', 'prod'), 'Cost-Center', '4711'), map('quality', toInt64(number % 5)),
    'MARKER of a prompt', 'MARKER of a prompt', 1, toUUID(if(is_hit, '33333333-aaaa-4aaa-8aaa-000000000001', '00000000-0000-0000-0000-000000000000')),
    if(number % 29 = 0 OR (is_untold AND NOT is_hit), 0, 1000 + number * 3), toDateTime64('2026-10-05 00:00:00', 3, 'UTC')
FROM (SELECT number, number % 5 = 3 AS is_anthropic, number % 11 = 4 AS is_hit, is_hit OR number % 13 = 0 OR number % 59 = 0 AS is_untold FROM numbers(6000));
-- Earlier versions of some rows, as they stood while the answer was awaited, and later ones of others.
INSERT INTO request_response_rmt SELECT * REPLACE (-2 AS status, '' AS model, 0 AS prompt_tokens, 0 AS completion_tokens, 0 AS cost, updated_at - 60 AS updated_at) FROM request_response_rmt WHERE toInt64(substring(toString(request_id), 25)) % 6 = 1 AND toInt64(substring(toString(request_id), 25)) % 97 != 0;
INSERT INTO request_response_rmt SELECT * REPLACE (concat(model, '-late') AS model, cost * 2 AS cost, updated_at + 60 AS updated_at) FROM request_response_rmt WHERE toInt64(substring(toString(request_id), 25)) % 100 = 9 AND status = 200 AND prompt_tokens >= 0;
