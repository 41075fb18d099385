-- The services that sent log records of a session are among its services.
INSERT OR IGNORE INTO session_facets (kind, value, session, count, errors, position)
SELECT DISTINCT 'service', substr(sources.service, 1, 1024), log_records.session, 0, 0, 0
FROM log_records
JOIN sources ON sources.n = log_records.source
WHERE log_records.session NOTNULL AND sources.service NOTNULL;
-- The first user message is also read from log records outside any span; 2 as in 006.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND first_user_text IS NULL AND llm_calls > 0 AND log_records > 0;
