-- If several spans share the id, the earliest.
SELECT spans.session
FROM trace_sessions
JOIN spans ON spans.session = trace_sessions.session AND spans.trace = trace_sessions.trace
WHERE trace_sessions.trace = ? AND spans.id = ?
ORDER BY spans.start, spans.session
LIMIT 1;
