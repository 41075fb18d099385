-- Who sent the log records of a session is one of its services.
INSERT OR IGNORE INTO session_facets (kind, value, session, count, errors, position)
SELECT DISTINCT 'service', substr(sources.service, 1, 1024), log_records.session, 0, 0, 0
FROM log_records
JOIN sources ON sources.n = log_records.source
WHERE log_records.session NOTNULL AND sources.service NOTNULL;
-- What a user says first is read of log records outside any span, too; 2 as before.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND first_user_text IS NULL AND llm_calls > 0 AND log_records > 0;
