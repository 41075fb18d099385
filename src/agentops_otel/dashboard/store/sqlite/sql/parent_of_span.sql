SELECT n, parent
FROM spans
WHERE session = (SELECT n FROM sessions WHERE id = ?) AND trace = ? AND id = ?;
