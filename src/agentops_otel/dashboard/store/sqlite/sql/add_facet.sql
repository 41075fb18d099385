INSERT INTO session_facets (kind, value, session, count, errors, position)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, value, session) DO UPDATE SET
    count = count + excluded.count,
    errors = errors + excluded.errors,
    position = min(position, excluded.position);
