"""The host program and its interpreter: forks, exit, and protection from our own errors."""
