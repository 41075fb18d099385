-- `:ids` stands for as many question marks as there are ids.
SELECT spans.*
FROM trace_sessions
JOIN spans ON spans.session = trace_sessions.session AND spans.trace = trace_sessions.trace
WHERE trace_sessions.trace = ? AND spans.id IN (:ids);
