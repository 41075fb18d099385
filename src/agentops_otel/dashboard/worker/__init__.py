"""A second process for work that needs nothing but its arguments: one thread of Python is no bound.

It is there while there is much to do, it keeps nothing, and what it fails to do is done here: to
kill it at any time loses nothing (docs/adr/034).
"""
