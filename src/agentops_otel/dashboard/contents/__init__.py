"""What was said in an operation: messages, arguments, results. Read when somebody wants to see it.

`saying.read_content(kind, span, records)` reads it of one span, or of log records alone.
"""
