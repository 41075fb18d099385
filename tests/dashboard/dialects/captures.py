"""Captures of real instrumentations, decoded into spans and log records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentops_otel.dashboard.model import LogRecord, Span
from agentops_otel.dashboard.otlp.requests import decode_logs, decode_traces

FOLDER = Path(__file__).parents[2] / "fixtures" / "genai"


@dataclass(frozen=True)
class Capture:
    """What an instrumentation sent, and what really happened."""

    spans: tuple[Span, ...]
    records: tuple[LogRecord, ...]
    truth: dict[str, Any]


def names() -> list[str]:
    return sorted(path.name.removesuffix(".expect.json") for path in FOLDER.glob("*.expect.json"))


def capture(name: str) -> Capture:
    spans, records = decoded(json.loads((FOLDER / f"{name}.json").read_text())["requests"])
    truth = json.loads((FOLDER / f"{name}.expect.json").read_text())
    return Capture(spans, records, truth)


def decoded(requests: list[Any]) -> tuple[tuple[Span, ...], tuple[LogRecord, ...]]:
    """Decode OTLP requests, each given as its signal and its JSON body."""
    spans = tuple(_records(requests, "traces", decode_traces))
    return spans, tuple(_records(requests, "logs", decode_logs))


def _records(requests: list[Any], signal: str, decode: Any) -> Iterator[Any]:
    for request in requests:
        if request["signal"] == signal:
            decoded = decode(json.dumps(request["body"]).encode(), "json")
            assert not decoded.losses.why()
            yield from decoded.records
