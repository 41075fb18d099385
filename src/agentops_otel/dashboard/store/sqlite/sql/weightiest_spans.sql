-- What failed, then what is known to be an operation, then the rest; of each the longest first.
-- A span that has not ended lasts longer than any other.
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
