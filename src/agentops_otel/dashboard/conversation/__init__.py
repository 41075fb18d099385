"""The conversation that a session's operations formed, in turns. Pure."""
