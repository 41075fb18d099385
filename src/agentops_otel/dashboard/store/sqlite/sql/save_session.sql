UPDATE sessions SET
    name = :name, state = :state, reason = :reason, parent = :parent, start = :start, end = :end,
    duration = :duration, first_start = :first_start, last_time = :last_time,
    last_record = :last_record, spans = :spans,
    events = :events, errors = :errors, log_records = :log_records,
    claims_session = :claims_session, has_root_error = :has_root_error,
    named_at = :named_at, named = :named, root_at = :root_at, root_name = :root_name,
    span_at = :span_at, span_name = :span_name, user_at = :user_at, user = :user,
    is_uncounted = :is_uncounted,
    new_blocks = new_blocks + :new_blocks,
    received = max(received, :received), revision = :revision
WHERE n = :n;
