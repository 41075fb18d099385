-- The session that a trace's spans name; if several, the one named earliest.
SELECT sessions.id
FROM trace_sessions JOIN sessions ON sessions.n = trace_sessions.session
WHERE trace_sessions.trace = ? AND key_start NOTNULL
ORDER BY key_start, sessions.id
LIMIT 1;
