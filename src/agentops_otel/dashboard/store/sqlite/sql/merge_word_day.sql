INSERT INTO word_days (day, first, last, removed) VALUES (:day, :first, :last, 0)
ON CONFLICT (day) DO UPDATE SET last = excluded.last;
