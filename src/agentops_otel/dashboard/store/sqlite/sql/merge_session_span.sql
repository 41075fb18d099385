INSERT INTO session_spans (session, trace, span, told_by, start, end, state, name, reason, parent)
VALUES (:session, :trace, :span, :told_by, :start, :end, :state, :name, :reason, :parent)
ON CONFLICT (session, trace, span, told_by) DO UPDATE SET
    start = min(start, excluded.start),
    end = max(coalesce(end, excluded.end), coalesce(excluded.end, end)),
    state = coalesce(excluded.state, state),
    name = coalesce(excluded.name, name),
    reason = coalesce(excluded.reason, reason),
    parent = coalesce(excluded.parent, parent);
