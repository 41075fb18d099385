"""A model server on loopback that speaks enough of the OpenAI API for the real client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

REPLY = "Forty-two."
USAGE = {"prompt_tokens": 19, "completion_tokens": 3, "total_tokens": 22}


def _completion() -> dict[str, Any]:
    return {
        "id": "chatcmpl-7",
        "object": "chat.completion",
        "created": 1_764_000_000,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": REPLY},
            }
        ],
        "usage": USAGE,
    }


def _chunks() -> Iterator[dict[str, Any]]:
    head = {"id": "chatcmpl-8", "object": "chat.completion.chunk", "created": 1_764_000_000}
    head["model"] = "gpt-4.1-mini-2025-04-14"
    for word in REPLY.split("-"):
        yield head | {"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]}
    yield head | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    yield head | {"choices": [], "usage": USAGE}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    error: ClassVar[dict[str, Any]] = {"error": {"message": "no such model", "code": "not_found"}}

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request["model"] == "no-such-model":
            self._answer(404, "application/json", json.dumps(self.error))
        elif request.get("stream"):
            events = [f"data: {json.dumps(chunk)}\n\n" for chunk in _chunks()]
            self._answer(200, "text/event-stream", "".join([*events, "data: [DONE]\n\n"]))
        else:
            self._answer(200, "application/json", json.dumps(_completion()))

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay silent: pytest's output is for failures."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # As many calls at once as a test may make.


@contextmanager
def model_server() -> Iterator[str]:
    """Serve on a free port; yields the base URL for `OpenAI(base_url=...)`."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
