SELECT spans.*
FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = :session) AND id = :span
    AND (:trace IS NULL OR trace = :trace)
ORDER BY start, trace
LIMIT 1;
