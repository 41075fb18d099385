-- The calls with a response id that were running within a period of time.
SELECT trace, start, max(start, end) AS end
FROM spans
WHERE response_id = :response_id AND response_id NOTNULL AND kind = :kind
    AND start <= :end AND max(start, end) >= :start
    AND start >= :start - :longest;
