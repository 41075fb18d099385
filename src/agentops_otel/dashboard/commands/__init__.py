"""One module per command of `agentops-otel`."""
