"""The contents of operations: messages, arguments, results. Read only on demand.

`saying.read_content(kind, span, records)` reads them from a span, or from log records alone.
"""
