"""What `init()` is told, by its arguments and the environment."""
