-- The other traces that may show a call, and whether none of their spans names a session.
SELECT DISTINCT
    spans.trace,
    NOT EXISTS (
        SELECT 1 FROM trace_sessions
        WHERE trace_sessions.trace = spans.trace AND trace_sessions.key_start NOTNULL
    ) AS is_unnamed
FROM spans
WHERE spans.response_id = :response_id AND spans.response_id NOTNULL
    AND spans.kind = :kind AND spans.trace <> :trace
    AND spans.start <= max(:start, :end)
    AND max(spans.start, spans.end) >= :start
    AND spans.start >= :start - (
        SELECT max(0, longest.end - longest.start) FROM spans AS longest
        WHERE longest.response_id = :response_id AND longest.response_id NOTNULL
        ORDER BY longest.end - longest.start DESC
        LIMIT 1
    );
