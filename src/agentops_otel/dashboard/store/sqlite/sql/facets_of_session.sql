SELECT kind, value FROM session_facets
WHERE session = ? AND kind IN (?, ?, ?)
ORDER BY kind, position, count DESC, value;
