"""The producer: sessions, their spans, and the way of both to an OTLP receiver."""

from agentops_otel.sdk.settings.unreadable import leave_unreadable_out

# Ahead of every other module of ours, since those import OpenTelemetry's SDK.
leave_unreadable_out()
