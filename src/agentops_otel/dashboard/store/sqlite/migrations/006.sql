-- The first user message, and the number of spans known to be lost; both are set by counting.
ALTER TABLE sessions ADD COLUMN first_user_text TEXT;
ALTER TABLE sessions ADD COLUMN lost_spans INTEGER;
-- The process of each source: identified by service instance, or else by its whole resource.
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
-- 2: counted by an earlier release, to be counted again when there is nothing else to do.
UPDATE sessions SET is_uncounted = 2
WHERE is_uncounted = 0 AND (
    llm_calls > 0
    OR EXISTS (
        SELECT 1 FROM log_records
        WHERE session = sessions.n AND name = 'agentops.session.heartbeat'
    )
);
