-- Calls with one response id are looked up by time: one that overlaps starts earlier by at most the
-- duration of the longest of them.
DROP INDEX spans_response;
CREATE INDEX spans_response ON spans (response_id, start) WHERE response_id IS NOT NULL;
CREATE INDEX spans_response_duration ON spans (response_id, end - start)
    WHERE response_id IS NOT NULL;
