"""A real OTLP/HTTP receiver on a loopback socket that records what it gets and fails on demand.

    with Receiver() as receiver:
        ...  # a producer with endpoint=receiver.endpoint
        spans = receiver.wait_for_spans(3)

As a program (`python -m tests.receiver [fault]`) it prints its endpoint, receives until its
standard input ends, and prints what it got as JSON.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import socket
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from typing_extensions import Self

from tests.received import LogRecord, Span, decode_logs, decode_spans


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]
    size: int


@dataclass(frozen=True)
class Fault:
    """How a receiver answers instead of accepting.

    Attributes:
        status: The HTTP status.
        rejected: The number of records to reject from each request, with status 200.
        delay: Seconds to wait before the answer.
        hangs: Whether to never answer.
        closes: Whether to close the connection in the middle of the answer.
        location: The target of a redirect.
        paths: The paths that fail.
    """

    status: int = 200
    rejected: int = 0
    delay: float = 0.0
    hangs: bool = False
    closes: bool = False
    location: str = ""
    paths: tuple[str, ...] = ("/v1/traces", "/v1/logs")


FAULTS = {
    "hang": Fault(hangs=True),
    "unavailable": Fault(status=503),
    "broken": Fault(status=500),
    "unauthorised": Fault(status=401),
    "not found": Fault(status=404),
    "redirect": Fault(status=307, location="/elsewhere/v1/traces"),
    "close": Fault(closes=True),
    "reject": Fault(rejected=1),
    "slow": Fault(delay=0.2),
}


@dataclass
class Kept:
    """What was received, in order of arrival; used by both kinds of receiver."""

    spans: list[Span] = field(default_factory=list)
    logs: list[LogRecord] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(
        self, request: Request, spans: Iterable[Span] = (), logs: Iterable[LogRecord] = ()
    ) -> None:
        with self.changed:
            self.requests.append(request)
            self.spans.extend(spans)
            self.logs.extend(logs)
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        with self.changed:
            return self.changed.wait_for(condition, timeout)


class Keeper:
    """The reading side of a receiver."""

    endpoint: str

    def __init__(self) -> None:
        self._kept = Kept()

    @property
    def spans(self) -> list[Span]:
        return list(self._kept.spans)

    @property
    def span_names(self) -> list[str]:
        """The names of the spans, in order of arrival."""
        return [span.name for span in self.spans]

    @property
    def logs(self) -> list[LogRecord]:
        return list(self._kept.logs)

    @property
    def requests(self) -> list[Request]:
        return list(self._kept.requests)

    def wait_for_spans(self, count: int, timeout: float = 10.0) -> list[Span]:
        self._wait(lambda: len(self._kept.spans) >= count, timeout, f"{count} spans")
        return self.spans

    def wait_for_logs(self, count: int, timeout: float = 10.0) -> list[LogRecord]:
        self._wait(lambda: len(self._kept.logs) >= count, timeout, f"{count} log records")
        return self.logs

    def wait_for_requests(self, count: int, timeout: float = 10.0) -> list[Request]:
        self._wait(lambda: len(self._kept.requests) >= count, timeout, f"{count} requests")
        return self.requests

    def _wait(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        if not self._kept.wait_for(condition, timeout):
            names = [span.name for span in self.spans]
            events = [log.event_name for log in self.logs]
            raise AssertionError(
                f"{what} did not come within {timeout} s; there are the spans {names}, "
                f"the log records {events} and {len(self.requests)} requests"
            )


class Receiver(Keeper):
    """An OTLP/HTTP receiver; over TLS if it is given a context."""

    def __init__(
        self, fault: Fault | str | None = None, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__()
        self._released = threading.Event()
        self.order(fault)
        handler = type("Handler", (_Handler,), {"receiver": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self.port: int = self._server.server_address[1]
        self.endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.order(None)
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def order(self, fault: Fault | str | None) -> None:
        """Fail this way from now on, or accept if None; requests that hang are dropped."""
        self._fault = FAULTS[fault] if isinstance(fault, str) else fault or Fault()
        self._released.set()
        self._released = threading.Event()

    def fault_at(self, path: str) -> Fault:
        """Return the fault that a request to a path currently meets."""
        return self._fault if path in self._fault.paths else Fault()

    def receive(
        self, path: str, headers: Mapping[str, str], body: bytes, fault: Fault
    ) -> bytes | None:
        """Record a request and return the body of the answer, or None to send no answer."""
        released = self._released
        request = Request(path, headers, len(body))
        if fault.hangs:
            self._kept.add(request)
            released.wait()
            return None
        time.sleep(fault.delay)
        if fault.status != 200:
            self._kept.add(request)
            return b""
        body = _decompressed(body, headers.get("content-encoding", ""))
        if path == "/v1/logs":
            logs = decode_logs(ExportLogsServiceRequest.FromString(body))
            self._kept.add(request, logs=logs[: len(logs) - fault.rejected])
            logs_answer = ExportLogsServiceResponse()
            if fault.rejected:
                logs_answer.partial_success.rejected_log_records = fault.rejected
            return logs_answer.SerializeToString()
        spans = decode_spans(ExportTraceServiceRequest.FromString(body))
        self._kept.add(request, spans=spans[: len(spans) - fault.rejected])
        answer = ExportTraceServiceResponse()
        if fault.rejected:
            answer.partial_success.rejected_spans = fault.rejected
            answer.partial_success.error_message = "over quota"
        return answer.SerializeToString()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore errors: in some tests the producer disconnects in the middle of a request."""


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        # A producer that uses this receiver as its proxy sends an absolute URL.
        path = urlsplit(self.path).path
        fault = self.receiver.fault_at(path)
        answer = self.receiver.receive(path, headers, body, fault)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(fault.status)
        if fault.location:
            self.send_header("Location", fault.location)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(answer) + (10 if fault.closes else 0)))
        self.end_headers()
        self.wfile.write(answer)
        if fault.closes:
            self.close_connection = True

    do_GET = do_POST  # noqa: N815  # What a producer does that follows a redirect.

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: tests read what was recorded."""


class RefusingPort:
    """A port that refuses connections, reserved for the duration of the block."""

    def __enter__(self) -> Self:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def _decompressed(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if encoding == "deflate" else body


def main(arguments: list[str]) -> None:
    with Receiver(arguments[0] if arguments else None) as receiver:
        print(receiver.endpoint, flush=True)
        sys.stdin.read()
        kept = {
            "spans": [dataclasses.asdict(span) for span in receiver.spans],
            "logs": [dataclasses.asdict(log) for log in receiver.logs],
        }
        print(json.dumps(kept, default=repr))


if __name__ == "__main__":
    main(sys.argv[1:])
