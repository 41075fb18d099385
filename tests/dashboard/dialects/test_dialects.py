"""Every dialect by its own description: what its producer writes, and what that means."""
