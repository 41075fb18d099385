"""The producer: creates sessions and their spans, and exports them to an OTLP receiver."""

from agentops_otel.sdk.settings.unreadable import leave_unreadable_out

# Before any other module of ours, since those import OpenTelemetry's SDK.
leave_unreadable_out()
