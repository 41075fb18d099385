INSERT OR IGNORE INTO log_records (
    session, is_keyed, trace, span, time, name, source, tells_operation, digest, content
) VALUES (
    :session, :is_keyed, :trace, :span, :time, :name, :source, :tells_operation, :digest, :content
);
