-- Only the spans in `chosen`, a JSON array of row numbers; all if it is NULL.
SELECT trace, spans.id, parent, name, kind, start, end, status, sources.service
FROM spans JOIN sources ON sources.n = spans.source
WHERE session = (SELECT n FROM sessions WHERE id = :session)
    AND (:chosen IS NULL OR spans.n IN (SELECT value FROM json_each(:chosen)))
ORDER BY start, trace, spans.id;
