INSERT INTO session_facets (
    kind, value, session, count, errors, llm_calls, tool_calls, input_tokens, output_tokens,
    cached_tokens, cost, durations, position
) VALUES (
    :kind, :value, :session, :count, :errors, :llm_calls, :tool_calls, :input_tokens, :output_tokens,
    :cached_tokens, :cost, :durations, 0
);
