-- 8 as in the partial index sessions_scattered.
SELECT n FROM sessions
WHERE new_blocks > 8 AND state <> 'open' AND received < ?
LIMIT 1;
