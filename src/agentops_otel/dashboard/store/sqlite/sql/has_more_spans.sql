-- Reads only the index: this is asked for most sessions, and few have more.
SELECT 1
FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = :session)
LIMIT 1 OFFSET :limit;
