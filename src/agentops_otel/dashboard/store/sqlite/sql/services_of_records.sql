SELECT DISTINCT sources.service
FROM log_records
JOIN sources ON sources.n = log_records.source
WHERE log_records.session = ? AND sources.service NOTNULL;
