"""The signals of OTLP and their messages.

Requests nest resources, scopes and records: https://github.com/open-telemetry/opentelemetry-proto
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of telemetry and its messages.

    Attributes:
        resources: Field of the request that holds the resources.
        scopes: Field of a resource that holds the scopes.
        records: Field of a scope that holds the records.
        rejected: Field of a partial success that counts what was not kept.
        needs_ids: Whether a record is kept only with valid ids of its trace and span.
    """

    name: str
    request: type[Message]
    response: type[Message]
    resources: str
    scopes: str
    records: str
    rejected: str
    needs_ids: bool = False

    def is_in(self, request: Any) -> bool:
        """Return whether a request in JSON is of this signal."""
        is_object = isinstance(request, dict)
        return is_object and (self.resources in request or self.resources_json in request)

    @property
    def resources_json(self) -> str:
        """The JSON name of `resources`."""
        return _camel_case(self.resources)

    @property
    def scopes_json(self) -> str:
        """The JSON name of `scopes`."""
        return _camel_case(self.scopes)

    @property
    def records_json(self) -> str:
        """The JSON name of `records`."""
        return _camel_case(self.records)


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


# Fields next to the list of scopes and the list of records, shared by all their elements.
SHARED: Final = frozenset(("resource", "scope"))

TRACES: Final = Signal(
    name="traces",
    request=trace_service_pb2.ExportTraceServiceRequest,
    response=trace_service_pb2.ExportTraceServiceResponse,
    resources="resource_spans",
    scopes="scope_spans",
    records="spans",
    rejected="rejected_spans",
    needs_ids=True,
)
LOGS: Final = Signal(
    name="logs",
    request=logs_service_pb2.ExportLogsServiceRequest,
    response=logs_service_pb2.ExportLogsServiceResponse,
    resources="resource_logs",
    scopes="scope_logs",
    records="log_records",
    rejected="rejected_log_records",
)
METRICS: Final = Signal(
    name="metrics",
    request=metrics_service_pb2.ExportMetricsServiceRequest,
    response=metrics_service_pb2.ExportMetricsServiceResponse,
    resources="resource_metrics",
    scopes="scope_metrics",
    records="metrics",
    rejected="rejected_data_points",
)
