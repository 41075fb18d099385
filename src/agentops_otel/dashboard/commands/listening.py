"""Finds out what listens on the dashboard's port: a healthy one, another server, or nothing."""

from __future__ import annotations

import contextlib
import http.client
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ValidationError

from agentops_otel.dashboard.api.health import Health
from agentops_otel.dashboard.commands.figures import duration_text

_ANSWER_SECONDS: Final = 5.0
_ANSWER_BYTES: Final = 4096

# A `Date` header has whole seconds, and the response itself takes time.
_LEAST_SKEW_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Listener:
    """What listens on an address.

    Attributes:
        sentence: What it is.
        warnings: What is wrong with it, each a sentence.
    """

    sentence: str
    warnings: tuple[str, ...] = ()


class _Problem(BaseModel):
    detail: str


def look(host: str, port: int) -> Listener:
    """Find out what listens on an address, and what to do if it is not a dashboard."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.connect()
    except OSError:
        return Listener(
            f"none listens on {host}, port {port}; to start one: agentops-otel dashboard"
        )
    with contextlib.closing(connection):
        try:
            status, date, body = _ask(connection, "/healthz")
            if status == HTTPStatus.OK and Health().name in body:
                ready = _ask(connection, "/readyz")
                return Listener(f"listens on {host}, port {port}", (*_unready(ready), *_skew(date)))
        except (OSError, http.client.HTTPException):
            pass
    return Listener(
        f"none, but something else listens on {host}, port {port}; to start one beside it:"
        " agentops-otel dashboard --port 0"
    )


# A response's status, its `Date` in seconds since 1970 if it has one, and its body.
_Answer = tuple[int, float | None, str]


def _ask(connection: http.client.HTTPConnection, path: str) -> _Answer:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read(_ANSWER_BYTES).decode("utf-8", "replace")
    try:
        date = parsedate_to_datetime(answer.headers["Date"] or "").timestamp()
    except ValueError:
        return answer.status, None, body
    return answer.status, date, body


def _unready(answer: _Answer) -> tuple[str, ...]:
    status, _, body = answer
    if status == HTTPStatus.OK:
        return ()
    try:
        why = _Problem.model_validate_json(body).detail
    except ValidationError:
        why = f"it answers {status}"
    return (f"The dashboard cannot keep what it receives: {why}.",)


def _skew(date: float | None) -> tuple[str, ...]:
    ahead = 0 if date is None else date - time.time()
    if abs(ahead) < _LEAST_SKEW_SECONDS:
        return ()
    way = "ahead of" if ahead > 0 else "behind"
    return (f"The dashboard's clock is {duration_text(int(abs(ahead) * 1e9))} {way} this one.",)
