-- The bound is that of the index.
SELECT n FROM sessions
WHERE new_blocks > 8 AND state <> 'open' AND received < ?
LIMIT 1;
