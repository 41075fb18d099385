SELECT 1 FROM session_facets
WHERE session = :session AND kind = 'kind' AND value NOT IN ('span', 'session')
UNION ALL
SELECT 1 FROM log_records WHERE session = :session AND tells_operation
LIMIT 1;
