SELECT spans.n, spans.session, spans.trace, spans.id, is_keyed, end, digest, block
FROM trace_sessions
JOIN spans ON spans.session = trace_sessions.session AND spans.trace = trace_sessions.trace
WHERE trace_sessions.trace = ? AND spans.id = ?;
