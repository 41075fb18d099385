"""An HTTP server on loopback that answers every request and records its headers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

BODY = b"here you are\n"


class Served(NamedTuple):
    """A server's URL, and the headers of the requests it got, with lower-case names."""

    url: str
    requests: list[Mapping[str, str]]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # The most concurrent requests that a test makes.


@contextmanager
def http_server() -> Iterator[Served]:
    """Run a server on a free port."""
    requests: list[Mapping[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            requests.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(404 if self.path == "/missing" else 200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Stay silent: pytest's output is for failures."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(f"http://127.0.0.1:{server.server_port}", requests)
        server.shutdown()
