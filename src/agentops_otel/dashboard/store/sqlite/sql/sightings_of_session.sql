SELECT
    spans.n, trace, id, parent, source, name, kind, span_kind, start, end, facts,
    operation, request_model, response_model, tool, agent, input_tokens, output_tokens, cost
FROM spans
WHERE session = ?;
