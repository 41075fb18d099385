SELECT * FROM log_records
WHERE session = (SELECT n FROM sessions WHERE id = :session)
    AND (:time IS NULL OR (time, n) > (:time, :n))
ORDER BY time, n
LIMIT :limit;
