"""OTLP: protobuf or JSON bytes to spans and log records, and back. Pure."""
