-- The number of spans of a process in the file, in any session.
SELECT count(*) AS arrived FROM spans
WHERE source IN (
    SELECT source FROM processes WHERE service IS :service AND process = :process
);
