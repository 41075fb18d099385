"""A model server on loopback that speaks enough of two APIs for the real clients.

`/v1/chat/completions` answers like OpenAI's API, `/v1/messages` like Anthropic's.
"""

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


def _message() -> dict[str, Any]:
    return {
        "id": "msg_7",
        "type": "message",
        "role": "assistant",
        "model": "claude-example",
        "content": [{"type": "text", "text": REPLY}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 19, "output_tokens": 3},
    }


def _message_events() -> Iterator[dict[str, Any]]:
    yield {"type": "message_start", "message": _message() | {"content": [], "stop_reason": None}}
    block = {"type": "text", "text": ""}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    for word in REPLY.split("-"):
        delta = {"type": "text_delta", "text": word}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    yield {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 3}}
    yield {"type": "message_stop"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    error: ClassVar[dict[str, Any]] = {"error": {"message": "no such model", "code": "not_found"}}

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request["model"] == "no-such-model":
            self._answer(404, "application/json", json.dumps(self.error))
        elif self.path.startswith("/v1/messages"):
            self._answer_as_anthropic(is_streamed=bool(request.get("stream")))
        else:
            self._answer_as_openai(is_streamed=bool(request.get("stream")))

    def _answer_as_openai(self, *, is_streamed: bool) -> None:
        if is_streamed:
            events = [f"data: {json.dumps(chunk)}\n\n" for chunk in _chunks()]
            self._answer(200, "text/event-stream", "".join([*events, "data: [DONE]\n\n"]))
        else:
            self._answer(200, "application/json", json.dumps(_completion()))

    def _answer_as_anthropic(self, *, is_streamed: bool) -> None:
        if is_streamed:
            events = [
                f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
                for event in _message_events()
            ]
            self._answer(200, "text/event-stream", "".join(events))
        else:
            self._answer(200, "application/json", json.dumps(_message()))

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
    request_queue_size = 128  # The most concurrent calls that a test makes.


@contextmanager
def model_server() -> Iterator[str]:
    """Serve on a free port; yield the base URL for `OpenAI` (`Anthropic` omits the `/v1`)."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
