-- The duration of the longest call with a response id, if there are several.
SELECT max(0, end - start) AS longest
FROM spans
WHERE response_id = ? AND is_repeated
ORDER BY end - start DESC
LIMIT 1;
