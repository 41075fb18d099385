"""Programs that use a real library under its OpenTelemetry instrumentation, inside sessions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import pytest

from tests.program import run
from tests.received import Span
from tests.receiver import Receiver

both_orders = pytest.mark.parametrize(
    "instrumented_first", [True, False], ids=["instrumented first", "initialised first"]
)


def program(instrument: str, init: str, body: str, *, instrumented_first: bool) -> str:
    """Return a program that runs `instrument` and `init` in one order or the other, then `body`."""
    parts = (instrument, init) if instrumented_first else (init, instrument)
    imports = "import agentops_otel as agentops\n"
    return imports + "\n".join(map(textwrap.dedent, (*parts, body)))


def spans_of(
    receiver: Receiver,
    source: str,
    arguments: Sequence[str] = (),
    env: dict[str, str] | None = None,
) -> tuple[list[str], list[Span]]:
    """Run a program to its end, and return its output lines and every span that arrived."""
    finished = run(
        source, env={"AGENTOPS_ENDPOINT": receiver.endpoint, **(env or {})}, arguments=arguments
    )
    assert (finished.code, finished.stderr) == (0, "")
    return finished.lines, receiver.spans


def stamps(spans: Iterable[Span]) -> set[tuple[object, object]]:
    """Return the (session id, tags) pairs that these spans carry."""
    return {
        (span.attributes.get("session.id"), span.attributes.get("agentops.session.tags"))
        for span in spans
    }


def counted(spans: Iterable[Span]) -> dict[str, int]:
    """Return the number of spans of each name."""
    names = sorted(span.name for span in spans)
    return {name: names.count(name) for name in names}
