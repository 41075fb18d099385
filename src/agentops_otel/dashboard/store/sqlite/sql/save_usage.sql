UPDATE sessions SET
    llm_calls = :llm_calls, tool_calls = :tool_calls, input_tokens = :input_tokens,
    output_tokens = :output_tokens, cached_tokens = :cached_tokens, cost = :cost,
    first_user_text = :first_user_text, lost_spans = :lost_spans,
    is_uncounted = 0, revision = :revision
WHERE n = :n;
