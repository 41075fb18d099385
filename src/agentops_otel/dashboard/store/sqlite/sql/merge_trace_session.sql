INSERT INTO trace_sessions (trace, session, key_start) VALUES (:trace, :session, :start)
ON CONFLICT (trace, session) DO UPDATE SET key_start = excluded.key_start
WHERE key_start IS NULL OR key_start > excluded.key_start;
