"""Convert users' values into what OTLP can carry."""
