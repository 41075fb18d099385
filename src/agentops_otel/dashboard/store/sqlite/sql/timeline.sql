SELECT trace, id, parent, name, kind, start, end, status, sources.service
FROM spans JOIN sources ON sources.n = spans.source
WHERE session = (SELECT n FROM sessions WHERE id = ?)
ORDER BY start, trace, id;
