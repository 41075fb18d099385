"""What the server tells of itself: log lines, metrics and, where switched on, spans."""
