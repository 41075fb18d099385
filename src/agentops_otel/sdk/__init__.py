"""The producer: sessions, their spans, and the way of both to an OTLP receiver."""
