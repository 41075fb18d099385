INSERT INTO spans (
    n, session, trace, id, parent, is_keyed, source, name, kind, span_kind, start, end, status,
    digest, facts, response_id, block, offset, length
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
