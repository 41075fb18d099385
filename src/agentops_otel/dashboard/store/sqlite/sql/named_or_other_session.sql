SELECT session FROM trace_sessions WHERE trace = ?
ORDER BY key_start IS NULL, key_start, session
LIMIT 1;
