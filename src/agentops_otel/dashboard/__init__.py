"""The consumer: receives OTLP from any producer, stores it by session, and shows it."""
