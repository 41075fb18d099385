"""`/sessions/{id}/spans`: the timeline as columns, and one complete span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Query
from pydantic import Field

from agentops_otel.dashboard.api.parameters import (
    NoQuery,
    PathId,
    SpanQuery,
    StoreParameter,
    require_session,
    require_span,
)
from agentops_otel.dashboard.api.wire import Body, JsonAttributes, UnixNano
from agentops_otel.dashboard.model import (
    OperationKind,
    SpanKind,
    SpanSummary,
    StatusCode,
    StoredSpan,
)

router = APIRouter(tags=["spans"])

Text = TypeVar("Text", bound=str)


# As many as a browser scrolls smoothly.
MOST_SPANS: Final = 50_000


class SpanColumns(Body):
    """The spans of a session by start, one array per column; index i of each array is row i.

    Columns are several times smaller and faster to parse than one object per span.
    """

    total: int = Field(description="Spans of the session, of which these may be a part.")

    base_unix_nano: UnixNano = Field(description="What `start_ns` counts from.")
    names: list[str] = Field(description="Dictionary that `name` points into.")
    services: list[str] = Field(description="Dictionary of `service`; empty text: none known.")
    kinds: list[OperationKind] = Field(description="Dictionary of `kind`.")
    id: list[str]
    trace: list[str]
    parent: list[int] = Field(
        description="Row of the parent span; -1 if there is none, or it is not in the session."
    )
    missing_parent: dict[int, str] = Field(
        description="Id of the parent span that is not in the session, by row."
    )
    name: list[int]
    service: list[int]
    kind: list[int]
    start_ns: list[int]
    duration_ns: list[int]
    status: list[StatusCode]
    unstarted: list[int] = Field(
        description="Rows of spans without a start; `start_ns` is their end, if known."
    )
    unended: list[int] = Field(description="Rows of spans that have not ended.")


class SpanEvent(Body):
    """Something that happened during a span."""

    name: str
    time_unix_nano: UnixNano
    attributes: JsonAttributes
    dropped_attributes_count: int


class SpanLink(Body):
    """Another span that this one is linked to."""

    trace_id: str
    span_id: str
    trace_state: str
    attributes: JsonAttributes
    dropped_attributes_count: int


class Scope(Body):
    """The instrumentation scope that created a span."""

    name: str
    version: str
    attributes: JsonAttributes


class WholeSpan(Body):
    """One span with everything that is known about it."""

    session_id: str
    trace_id: str
    span_id: str
    parent_span_id: str | None
    name: str
    kind: OperationKind = Field(description="The operation kind.")
    span_kind: SpanKind = Field(description="OpenTelemetry's kind.")
    service: str | None
    start_time_unix_nano: UnixNano
    end_time_unix_nano: UnixNano | None = Field(description="Null while the span has not ended.")
    duration_ns: int
    status: StatusCode
    status_message: str | None
    attributes: JsonAttributes
    events: list[SpanEvent]
    links: list[SpanLink]
    resource: JsonAttributes = Field(description="The resource's attributes.")
    scope: Scope
    trace_state: str
    dropped_attributes_count: int
    dropped_events_count: int
    dropped_links_count: int


class SpansQuery(NoQuery):
    """The number of spans to return."""

    limit: int = Field(MOST_SPANS, ge=1, le=MOST_SPANS, description="How many spans at most.")


@router.get("/sessions/{session_id}/spans")
def get_spans(
    session_id: PathId, query: Annotated[SpansQuery, Query()], store: StoreParameter
) -> SpanColumns:
    """Return the timeline of a session, as columns.

    If there are more than `limit` spans, failed ones are chosen first, then operations, then the
    rest, the longest of each group first; each span comes with all its ancestors.
    """
    session = require_session(store, session_id)
    return _columns(store.spans(session_id, limit=query.limit), session.span_count)


@router.get("/sessions/{session_id}/spans/{span_id}")
def get_span(
    session_id: PathId,
    span_id: PathId,
    query: Annotated[SpanQuery, Query()],
    store: StoreParameter,
) -> WholeSpan:
    """Return one complete span; `trace_id` selects it if two traces share the span's id."""
    return _whole_span(require_span(store, session_id, span_id, query))


def _columns(spans: Sequence[SpanSummary], span_count: int) -> SpanColumns:
    """Turn rows into columns; spans may have arrived since they were counted."""
    rows = {(span.trace_id, span.span_id): row for row, span in enumerate(spans)}
    starts = [span.start_time_unix_nano or span.end_time_unix_nano for span in spans]
    base = min(filter(None, starts), default=0)
    names = _Dictionary[str]()
    services = _Dictionary[str]()
    kinds = _Dictionary[OperationKind]()
    parents = [_parent_row(span, rows) for span in spans]
    return SpanColumns(
        total=max(span_count, len(spans)),
        base_unix_nano=base,
        id=[span.span_id for span in spans],
        trace=[span.trace_id for span in spans],
        parent=parents,
        missing_parent={
            row: span.parent_span_id
            for row, span in enumerate(spans)
            if span.parent_span_id and parents[row] < 0
        },
        name=[names.index(span.name) for span in spans],
        service=[services.index(span.service or "") for span in spans],
        kind=[kinds.index(span.kind) for span in spans],
        start_ns=[max(0, start - base) for start in starts],
        duration_ns=[span.duration_ns for span in spans],
        status=[span.status for span in spans],
        unstarted=[row for row, span in enumerate(spans) if not span.start_time_unix_nano],
        unended=[row for row, span in enumerate(spans) if not span.end_time_unix_nano],
        names=list(names),
        services=list(services),
        kinds=list(kinds),
    )


def _parent_row(span: SpanSummary, rows: dict[tuple[str, str], int]) -> int:
    return rows.get((span.trace_id, span.parent_span_id), -1) if span.parent_span_id else -1


class _Dictionary(dict[Text, int]):
    """Strings, numbered in the order of their first use."""

    def index(self, text: Text) -> int:
        return self.setdefault(text, len(self))


def _whole_span(stored: StoredSpan) -> WholeSpan:
    """Return one span in its JSON form."""
    span = stored.span
    return WholeSpan(
        session_id=stored.session_id,
        trace_id=span.trace_id,
        span_id=span.span_id,
        parent_span_id=span.parent_span_id or None,
        name=span.name,
        kind=stored.kind,
        span_kind=span.kind,
        service=span.resource.service,
        start_time_unix_nano=span.start_time_unix_nano,
        end_time_unix_nano=span.end_time_unix_nano or None,
        duration_ns=span.duration_ns,
        status=span.status,
        status_message=span.status_message or None,
        attributes=dict(span.attributes),
        events=[SpanEvent.model_validate(event) for event in span.events],
        links=[SpanLink.model_validate(link) for link in span.links],
        resource=dict(span.resource.attributes),
        scope=Scope.model_validate(span.scope),
        trace_state=span.trace_state,
        dropped_attributes_count=span.dropped_attributes_count,
        dropped_events_count=span.dropped_events_count,
        dropped_links_count=span.dropped_links_count,
    )
