-- The newest heartbeat that each source sent for a session, with the process that the source is of,
-- and how many spans of that process are in the file, whatever their session.
WITH processes AS (
    SELECT
        n AS source, service,
        CASE WHEN json_valid(content)
            THEN coalesce(
                json_extract(content, '$[0]."service.instance.id"'),
                json_extract(content, '$[0]')
            )
            ELSE content
        END AS process
    FROM sources
),
-- A column beside max() is that of the row with the maximum.
newest AS (
    SELECT *, max(time) FROM log_records
    WHERE session = (SELECT n FROM sessions WHERE id = :session) AND name = :name
    GROUP BY source
)
SELECT
    newest.*, processes.service, processes.process,
    (
        SELECT count(*) FROM spans WHERE source IN (
            SELECT same.source FROM processes AS same
            WHERE same.service IS processes.service AND same.process = processes.process
        )
    ) AS arrived
FROM newest
JOIN processes ON processes.source = newest.source
ORDER BY newest.time;
