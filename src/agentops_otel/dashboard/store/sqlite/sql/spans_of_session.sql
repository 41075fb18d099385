SELECT * FROM spans WHERE session = ? ORDER BY block
