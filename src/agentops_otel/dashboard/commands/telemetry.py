"""Checks how the newest telemetry was sent; each warning is a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from typing import Final

from agentops_otel.dashboard.commands.figures import counted, duration_text
from agentops_otel.dashboard.distribution import DISTRIBUTION
from agentops_otel.dashboard.model import SessionSummary, SpanSummary
from agentops_otel.dashboard.query.parser import parse_filter
from agentops_otel.dashboard.store.errors import StoreError
from agentops_otel.dashboard.store.interface import Store

_PACKAGE: Final = "agentops_otel"

# Reading the contents of this many spans takes a second or two.
_NEWEST: Final = 50
_MOST_SPANS: Final = 20_000

_WITHOUT_SESSION: Final = parse_filter("-attr.session.id:*")

_LEAST_SKEW_NS: Final = 1_000_000_000


def warnings_of(store: Store) -> Iterator[str]:
    """Yield warnings about the newest sessions and about the packages installed here."""
    yield from _namesakes()
    newest = _newest(store)
    spans = {each.id: store.spans(each.id) for each in newest}
    yield from _outside(store, newest, spans)
    yield from _future(newest)
    yield from _skewed(newest, spans)


def _newest(store: Store) -> list[SessionSummary]:
    newest, spans = [], 0
    for each in store.sessions(limit=_NEWEST).rows:
        if spans + each.span_count <= _MOST_SPANS:
            newest.append(each)
            spans += each.span_count
    return newest


def _namesakes() -> Iterator[str]:
    """Warn of other packages with this import name: the one installed last wins."""
    owners = {re.sub(r"[-_.]+", "-", each).lower() for each in _owners()}
    for other in sorted(owners - {DISTRIBUTION}):
        yield (
            f"The package {other} also has the import name {_PACKAGE}: uninstall it, then"
            f" reinstall {DISTRIBUTION}, whose files it may have replaced."
        )


def _owners() -> Sequence[str]:
    return packages_distributions().get(_PACKAGE, [])


def _outside(
    store: Store, newest: Sequence[SessionSummary], spans: dict[str, Sequence[SpanSummary]]
) -> Iterator[str]:
    """Warn of spans without a session from services that start sessions.

    Telemetry of other producers may have no session; spans seen by this SDK always have one.
    """
    services = {
        span.service for each in newest for span in spans[each.id] if span.kind == "session"
    }
    outside = Counter[str]()
    for each in newest:
        try:
            found = store.find(each.id, _WITHOUT_SESSION)
        except StoreError:
            yield f"Session {each.id} cannot be read completely; `doctor --repair` says more."
            continue
        for span in found:
            if span.service in services:
                outside[span.service or "(unnamed)"] += 1
    for service, count in sorted(outside.items()):
        yield (
            f"{counted(count, 'span')} of {service} carry no session.id, though {service} starts"
            " sessions: they come from another TracerProvider than that of init(), or start"
            " outside every session."
        )


def _future(newest: Sequence[SessionSummary]) -> Iterator[str]:
    """Warn of sessions that start after they were received."""
    ahead: dict[str, int] = {}
    for each in newest:
        by = each.start_time_unix_nano - each.last_received_unix_nano
        for service in each.services if by >= _LEAST_SKEW_NS else ():
            ahead[service] = max(by, ahead.get(service, 0))
    for service, by in sorted(ahead.items()):
        yield f"The clock of {service} is {duration_text(by)} ahead of this dashboard's."


def _skewed(
    newest: Sequence[SessionSummary], spans: dict[str, Sequence[SpanSummary]]
) -> Iterator[str]:
    """Warn of services whose spans start before the spans of other services that called them."""
    behind: dict[tuple[str, str], int] = {}
    for each in newest:
        by_id = {(span.trace_id, span.span_id): span for span in spans[each.id]}
        for span in spans[each.id]:
            caller = by_id.get((span.trace_id, span.parent_span_id))
            if caller is None or caller.service == span.service:
                continue
            by = caller.start_time_unix_nano - span.start_time_unix_nano
            if by >= _LEAST_SKEW_NS:
                pair = span.service or "(unnamed)", caller.service or "(unnamed)"
                behind[pair] = max(by, behind.get(pair, 0))
    for (service, caller_service), by in sorted(behind.items()):
        yield (
            f"The clock of {service} is at least {duration_text(by)} behind that of"
            f" {caller_service}, which calls it."
        )
