-- Failed spans first, then known operations, then the rest, each group by descending duration.
-- A span that has not ended counts as longer than any other.
SELECT n, trace, id, parent
FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = :session)
ORDER BY
    status = 2 DESC,
    kind != 'span' DESC,
    end = 0 DESC,
    end - start DESC,
    start,
    trace,
    id
LIMIT :limit;
