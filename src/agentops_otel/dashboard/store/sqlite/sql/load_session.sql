SELECT
    n, id, first_start, last_time, last_record, spans, events, errors, log_records,
    claims_session, has_root_error, named_at, named, root_at, root_name, span_at, span_name,
    user_at, user, is_uncounted
FROM sessions
WHERE n = ?;
