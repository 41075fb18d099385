"""Sessions for AI agents on plain OpenTelemetry."""
