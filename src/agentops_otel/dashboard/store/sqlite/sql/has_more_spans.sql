-- Read from the index alone: most sessions are asked this, and few have.
SELECT 1
FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = :session)
LIMIT 1 OFFSET :limit;
