-- Pairs of overlapping calls with the same kind and response id, one of this trace and one of
-- another. A call that overlaps with too many others of its response id has no twin, see `crowds`.
WITH mine AS (
    SELECT spans.*, (
        SELECT max(0, longest.end - longest.start) FROM spans AS longest
        WHERE longest.response_id = spans.response_id AND longest.is_repeated
        ORDER BY longest.end - longest.start DESC
        LIMIT 1
    ) AS longest
    FROM trace_sessions
    JOIN spans ON spans.session = trace_sessions.session AND spans.trace = trace_sessions.trace
        AND spans.is_repeated
    WHERE trace_sessions.trace = :trace
)
SELECT
    mine.start AS my_start, mine.end AS my_end, mine.facts AS my_facts,
    spans.trace, spans.session, spans.kind, spans.start, spans.end, spans.facts
FROM mine
CROSS JOIN spans ON spans.response_id = mine.response_id AND spans.response_id NOTNULL
    AND spans.kind = mine.kind AND spans.trace <> mine.trace
    AND spans.start <= max(mine.start, mine.end)
    AND max(spans.start, spans.end) >= mine.start
    AND spans.start >= mine.start - mine.longest
WHERE (
    SELECT count(*) FROM (
        SELECT 1 FROM spans AS near
        WHERE near.response_id = mine.response_id AND near.response_id NOTNULL
            AND near.kind = mine.kind
            AND near.start <= max(mine.start, mine.end)
            AND max(near.start, near.end) >= mine.start
            AND near.start >= mine.start - mine.longest
        LIMIT :most + 2
    )
) <= :most + 1
AND (
    SELECT count(*) FROM (
        SELECT 1 FROM spans AS near
        WHERE near.response_id = spans.response_id AND near.response_id NOTNULL
            AND near.kind = spans.kind
            AND near.start <= max(spans.start, spans.end)
            AND max(near.start, near.end) >= spans.start
            AND near.start >= spans.start - mine.longest
        LIMIT :most + 2
    )
) <= :most + 1
ORDER BY spans.start, spans.trace, spans.id, spans.session, mine.start, mine.id, mine.session;
