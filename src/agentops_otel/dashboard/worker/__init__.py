"""A second process for pure computation, so that the interpreter's lock is not the limit.

It runs while there is much to do and keeps no state, and what it fails to do is done in this
process, so killing it at any time loses nothing (docs/adr/034).
"""
