SELECT * FROM log_records
WHERE session = (SELECT n FROM sessions WHERE id = :session)
    AND (:span IS NULL OR span = :span)
    AND (:trace IS NULL OR trace = :trace)
    AND (:time IS NULL OR (time, n) > (:time, :n))
ORDER BY time, n
LIMIT :limit;
