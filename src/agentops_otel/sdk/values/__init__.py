"""What users hand over, made into what OTLP can carry."""
