-- Pairs of model calls with one response id, one of this trace and one of another. The bound is
-- for traces that repeat an id without end.
SELECT
    mine.name AS my_name, mine.kind AS my_kind, mine.start AS my_start, mine.end AS my_end,
    mine.facts AS my_facts,
    spans.trace, spans.session, spans.name, spans.kind, spans.start, spans.end, spans.facts
FROM trace_sessions
JOIN spans AS mine ON mine.session = trace_sessions.session AND mine.trace = trace_sessions.trace
    AND mine.response_id NOTNULL
JOIN spans ON spans.response_id = mine.response_id AND spans.trace <> mine.trace
WHERE trace_sessions.trace = ?
LIMIT 10000;
