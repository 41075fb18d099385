"""What `init()` puts in place: on a provider, beside it, and for the end of the program."""
