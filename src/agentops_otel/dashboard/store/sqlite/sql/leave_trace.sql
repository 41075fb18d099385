DELETE FROM trace_sessions
WHERE trace = :trace AND session = :session
    AND NOT EXISTS (SELECT 1 FROM spans WHERE session = :session AND trace = :trace);
