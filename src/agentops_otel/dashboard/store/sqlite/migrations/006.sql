-- What the user says first, and how many spans are known to be lost; both are counted.
ALTER TABLE sessions ADD COLUMN first_user_text TEXT;
ALTER TABLE sessions ADD COLUMN lost_spans INTEGER;
-- Who sent what: a service instance, or what has one resource.
CREATE VIEW processes AS
SELECT
    n AS source, service,
    CASE WHEN json_valid(content)
        THEN coalesce(
            json_extract(content, '$[0]."service.instance.id"'),
            json_extract(content, '$[0]')
        )
        ELSE content
    END AS process
FROM sources;
-- 2: counted by an earlier release, to be counted once more when nothing else is to do.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND (
    llm_calls > 0
    OR EXISTS (
        SELECT 1 FROM log_records
        WHERE session = sessions.n AND name = 'agentops.session.heartbeat'
    )
);
