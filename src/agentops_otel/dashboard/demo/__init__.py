"""A multi-agent program under the SDK, and the runner that shows it on the dashboard."""
