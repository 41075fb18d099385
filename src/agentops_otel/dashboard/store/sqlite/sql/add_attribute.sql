INSERT INTO session_attributes (key, session, low, high) VALUES (?, ?, ?, ?)
ON CONFLICT (key, session) DO UPDATE SET
    low = min(coalesce(low, excluded.low), excluded.low),
    high = max(coalesce(high, excluded.high), excluded.high)
WHERE low IS NULL AND excluded.low NOTNULL OR excluded.low < low OR excluded.high > high;
