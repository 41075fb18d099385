"""The command line. What a command does is loaded when it runs, so that help is quick."""
