"""The server's own log on stderr: lines for people, or JSON for machines."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Final, Literal

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

_OFFERS: Final = ("Unsupported upgrade request", "No supported WebSocket library detected")


def set_up_logs(level: LogLevel, format_: LogFormat) -> None:
    """Send the log of this process to stderr."""
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(_JsonFormatter() if format_ == "json" else text)
    logging.basicConfig(level=level.upper(), handlers=[handler])
    # Below warning it logs each connection and process, which is logged elsewhere.
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("uvicorn.error").addFilter(_is_no_upgrade)


def _is_no_upgrade(record: logging.LogRecord) -> bool:
    """Filter out uvicorn's message about offers of HTTP/2, which Java clients make by default.

    Such a request is answered like any other, over HTTP/1.1.
    """
    return not record.getMessage().startswith(_OFFERS)


class _JsonFormatter(logging.Formatter):
    """Formats each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)
