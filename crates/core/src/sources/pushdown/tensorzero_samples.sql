-- The hundred longest calls of a period, without text.
SELECT {{kept}} FROM tensorzero.model_inferences
WHERE created_at >= ($1::text)::timestamptz AND created_at < ($2::text)::timestamptz
ORDER BY coalesce(input_tokens, 0) + coalesce(output_tokens, 0) DESC, id LIMIT 100
