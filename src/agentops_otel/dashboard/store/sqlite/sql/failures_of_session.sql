SELECT * FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = :session)
    AND status = 2
    AND (:end IS NULL OR (end, trace, id) > (:end, :trace, :id))
ORDER BY end, trace, id
LIMIT :limit;
