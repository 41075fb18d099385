-- How many spans of a process are in the file, whatever their session.
SELECT count(*) AS arrived FROM spans
WHERE source IN (
    SELECT source FROM processes WHERE service IS :service AND process = :process
);
