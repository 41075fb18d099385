"""The consumer: receives OTLP of any producer, keeps it by session, and shows it."""
