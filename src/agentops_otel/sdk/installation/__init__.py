"""What `init()` installs: on a provider, next to it, and for the program's exit."""
