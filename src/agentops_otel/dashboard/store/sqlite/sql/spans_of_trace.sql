SELECT
    spans.n, spans.id, spans.parent, is_keyed, spans.start, spans.session,
    spans.block, spans.offset, spans.length
FROM trace_sessions
JOIN spans ON spans.session = trace_sessions.session AND spans.trace = trace_sessions.trace
WHERE trace_sessions.trace = ?
ORDER BY spans.block;
