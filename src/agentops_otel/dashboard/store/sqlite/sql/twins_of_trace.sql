-- Pairs of calls of one kind with one response id that share some time, one of this trace and one of
-- another. The bound is for traces that repeat an id at one time without end.
SELECT
    mine.start AS my_start, mine.end AS my_end, mine.facts AS my_facts,
    spans.trace, spans.session, spans.kind, spans.start, spans.end, spans.facts
FROM trace_sessions
JOIN spans AS mine ON mine.session = trace_sessions.session AND mine.trace = trace_sessions.trace
    AND mine.response_id NOTNULL
JOIN spans ON spans.response_id = mine.response_id AND spans.response_id NOTNULL
    AND spans.kind = mine.kind AND spans.trace <> mine.trace
    AND spans.start <= max(mine.start, mine.end)
    AND max(spans.start, spans.end) >= mine.start
    AND spans.start >= mine.start - (
        SELECT max(0, longest.end - longest.start) FROM spans AS longest
        WHERE longest.response_id = mine.response_id AND longest.response_id NOTNULL
        ORDER BY longest.end - longest.start DESC
        LIMIT 1
    )
WHERE trace_sessions.trace = ?
ORDER BY spans.start, spans.trace, spans.id, spans.session, mine.start, mine.id, mine.session
LIMIT 10000;
