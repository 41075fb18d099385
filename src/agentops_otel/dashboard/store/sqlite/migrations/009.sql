-- Index durations only of calls that share their response id: ids are random, so each entry in an
-- index by id has to be written to a page of its own.
ALTER TABLE spans ADD COLUMN is_repeated INTEGER NOT NULL DEFAULT 0;
UPDATE spans SET is_repeated = 1
WHERE response_id IN (
    SELECT response_id FROM spans WHERE response_id NOTNULL GROUP BY response_id HAVING count(*) > 1
);
DROP INDEX spans_response_duration;
CREATE INDEX spans_response_duration ON spans (response_id, end - start) WHERE is_repeated;
