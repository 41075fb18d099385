-- Bytes of the contents of a session's spans, and of its log records as they are compressed.
SELECT
    (
        SELECT coalesce(sum(length), 0) FROM spans WHERE session = sessions.n
    ) AS contents,
    (
        SELECT coalesce(sum(length(content)), 0) FROM log_records WHERE session = sessions.n
    ) AS compressed
FROM sessions
WHERE id = :session
UNION ALL
SELECT 0, 0
LIMIT 1;
