-- How long the longest call with a response id takes.
SELECT max(0, end - start) AS longest
FROM spans
WHERE response_id = ? AND response_id NOTNULL
ORDER BY end - start DESC
LIMIT 1;
