SELECT 1 FROM session_facets
WHERE session = ? AND kind = 'kind' AND value NOT IN ('span', 'session')
LIMIT 1;
