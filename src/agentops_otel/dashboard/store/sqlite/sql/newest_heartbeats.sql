-- The newest heartbeat that each source sent for a session, with the process of the source.
-- Bare columns next to max() come from the row with the maximum.
WITH newest AS (
    SELECT *, max(time) FROM log_records
    WHERE session = :session AND name = :name
    GROUP BY source
)
SELECT newest.*, processes.service, processes.process
FROM newest
JOIN processes ON processes.source = newest.source
ORDER BY newest.time;
