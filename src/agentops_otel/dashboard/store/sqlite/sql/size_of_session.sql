-- Bytes of the contents of a session's spans, uncompressed, and of its log records, compressed.
WITH chosen AS (SELECT n FROM sessions WHERE id = :session)
SELECT
    (
        SELECT coalesce(sum(length), 0) FROM spans WHERE session IN chosen
    ) AS contents,
    (
        SELECT coalesce(sum(length(content)), 0) FROM log_records WHERE session IN chosen
    ) AS compressed;
