-- The spans among a session's events; `place` orders events of one time.
SELECT * FROM (
    SELECT *, lower(hex(trace)) || lower(hex(id)) AS place FROM spans
    WHERE session = (SELECT n FROM sessions WHERE id = :session) AND kind != 'session'
        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
)
WHERE :time IS NULL OR (start, place) > (:time, :place)
ORDER BY start, place
LIMIT :limit;
