"""One module a command of `agentops-otel`."""
