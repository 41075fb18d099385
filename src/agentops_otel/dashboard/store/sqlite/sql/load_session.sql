SELECT
    n, id, first_start, last_time, last_record, spans, events, errors, log_records,
    claims_session, has_root_error, named_at, named, root_at, root_name, span_at, span_name,
    user_at, user, llm_calls, tool_calls, input_tokens, output_tokens, cached_tokens, cost
FROM sessions
WHERE n = ?;
