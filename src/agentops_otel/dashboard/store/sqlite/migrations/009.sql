-- How long calls take is kept in order only of those whose response id others have, too: an id is
-- random, so that each entry of an index by ids is on a page of its own to write.
ALTER TABLE spans ADD COLUMN is_repeated INTEGER NOT NULL DEFAULT 0;
UPDATE spans SET is_repeated = 1
WHERE response_id IN (
    SELECT response_id FROM spans WHERE response_id NOTNULL GROUP BY response_id HAVING count(*) > 1
);
DROP INDEX spans_response_duration;
CREATE INDEX spans_response_duration ON spans (response_id, end - start) WHERE is_repeated;
