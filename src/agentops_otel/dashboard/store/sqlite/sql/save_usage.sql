UPDATE sessions SET
    llm_calls = :llm_calls, tool_calls = :tool_calls, input_tokens = :input_tokens,
    output_tokens = :output_tokens, cached_tokens = :cached_tokens, cost = :cost,
    is_uncounted = 0, revision = :revision
WHERE n = :n;
