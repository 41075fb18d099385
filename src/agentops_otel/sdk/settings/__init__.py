"""The settings of `init()`, from its arguments and the environment."""
