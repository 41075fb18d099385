SELECT trace FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = ?)
GROUP BY trace
ORDER BY min(start), trace;
