"""Hostile requests, sent to a real server process."""

from __future__ import annotations

import gzip
import json
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.dashboard.cli.program import serving
from tests.telemetry import event, log_record, logs_request, session_span, traces_request

JSON = {"Content-Type": "application/json"}
PROTOBUF = {"Content-Type": "application/x-protobuf"}
MEBIBYTE = 2**20

HOSTILE = {
    "HTML": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE spans; --\" OR 1=1 /*",
    "ANSI": "\x1b[31mred\x1b]0;title\x07\x1b[0m\x9b2J\x08",
    "right to left": "\u202eexe.txt\u2066\u2069\u200f",
    "NUL": "before\x00after",
    "path": "../../etc/passwd%00%2f?x=1#y;z",
    "format": "{0.__class__} %s%n ${jndi:ldap://x} $(reboot) `reboot`",
    "no characters": "\ufffe\uffff\U0010ffff\ufeff",
    "lines": "a\r\nSet-Cookie: b=c\r\n\r\nd\u2028e\x0b\x0c\x85f",
    "combining": "Z\u0351\u036b\u0343" * 20 + "👩‍👩‍👧‍👦 ﷽",
}


@dataclass(frozen=True)
class Target:
    """A server in its own process, and a client that talks to it."""

    http: httpx.Client
    pid: int

    def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        return self.http.post(path, content=body, headers={**JSON, **headers})

    def acknowledged(self, path: str, body: bytes, headers: Mapping[str, str] = JSON) -> None:
        answer = self.http.post(path, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.content in {b"", b"{}"}

    def get(self, path: str, **query: str) -> Any:
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def session(self, session: str, path: str = "") -> Any:
        return self.get(f"/sessions/{quote(session, safe='')}{path}")

    def span(self, session: str) -> Any:
        (id_,) = self.session(session, "/spans")["id"]
        return self.session(session, f"/spans/{id_}")

    def peak(self) -> int:
        """Return the peak resident memory of the server, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    database = tmp_path_factory.mktemp("hostile") / "sessions.db"
    with (
        serving("--port", "0", "--db", database) as (url, process),
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield Target(client, process.pid)


@pytest.fixture
def target(server: Target, request: pytest.FixtureRequest) -> Iterator[Target]:
    """Yield the server; afterwards it must still answer and have kept its memory within bounds."""
    witness = f"before {request.node.name}"
    server.acknowledged("/v1/traces", request_of(session_span(witness, number_of(witness))))
    yield server
    assert server.http.get("/readyz").status_code == 200
    assert server.session(witness)["span_count"] == 1
    if sys.platform.startswith("linux"):
        assert server.peak() < 400 * MEBIBYTE


def number_of(text: str) -> int:
    """Return a number for ids, derived from a text."""
    return zlib.crc32(text.encode()) + 1


def request_of(*spans: Mapping[str, Any]) -> bytes:
    return json.dumps(traces_request(*spans)).encode()


def protobuf_of(values: Mapping[str, str], session: str) -> ExportTraceServiceRequest:
    """Encode one span of a session with some attributes."""
    request = ExportTraceServiceRequest()
    span = request.resource_spans.add().scope_spans.add().spans.add(name="span")
    number = number_of(session)
    span.trace_id, span.span_id = number.to_bytes(16, "big"), number.to_bytes(8, "big")
    for key, value in {"session.id": session, **values}.items():
        span.attributes.add(key=key).value.string_value = value
    return request


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_concurrent_zip_bombs_are_refused(target: Target, encoding: str) -> None:
    plain = b'{"x":"' + b" " * 200 * MEBIBYTE
    bomb = gzip.compress(plain, 1) if encoding == "gzip" else zlib.compress(plain, 1)
    del plain
    with ThreadPoolExecutor(8) as senders:
        answers = senders.map(
            lambda _: target.post("/v1/traces", bomb, **{"Content-Encoding": encoding}), range(8)
        )
        assert {answer.status_code for answer in answers} <= {413, 503}
    assert target.post("/v1/traces", bomb, **{"Content-Encoding": encoding}).status_code == 413


def test_a_body_of_100_megabytes_is_refused_before_it_is_read(target: Target) -> None:
    body = b" " * 100_000_000
    try:
        status = target.post("/v1/traces", body).status_code
    except httpx.WriteError:  # The server closed the connection during the upload.
        status = 413
    assert status == 413


def test_ten_thousand_attributes_of_a_span_are_returned(target: Target) -> None:
    values = {f"key {number}": f"value {number}" for number in range(10_000)}
    request = protobuf_of(values, "ten thousand")
    target.acknowledged("/v1/traces", request.SerializeToString(), PROTOBUF)
    assert target.span("ten thousand")["attributes"] == {"session.id": "ten thousand", **values}


def test_values_of_a_megabyte_are_returned(target: Target) -> None:
    values = {f"key {number}": chr(ord("a") + number) * MEBIBYTE for number in range(15)}

    def send(number: int) -> None:
        body = protobuf_of(values, f"large {number}").SerializeToString()
        answer = target.http.post("/v1/traces", content=body, headers=PROTOBUF)
        while answer.status_code == 503:  # The server is still busy with the earlier values.
            time.sleep(0.05)
            answer = target.http.post("/v1/traces", content=body, headers=PROTOBUF)
        assert answer.status_code == 200

    with ThreadPoolExecutor(3) as senders:
        list(senders.map(send, range(6)))
    for number in range(6):
        session = f"large {number}"
        assert target.span(session)["attributes"] == {"session.id": session, **values}


def test_millions_of_words_in_a_request_are_returned(target: Target) -> None:
    values = {f"key {number}": "\xe9a \xe9b " * (MEBIBYTE // 8) for number in range(20)}
    body = gzip.compress(protobuf_of(values, "words").SerializeToString(), 1)
    target.acknowledged("/v1/traces", body, {**PROTOBUF, "Content-Encoding": "gzip"})
    assert target.span("words")["attributes"] == {"session.id": "words", **values}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_returned_unchanged(target: Target, text: str) -> None:
    number = number_of(text)
    values = {text: text, "list": [text, text], "map": {text: text}, "user.id": text}
    of_event: dict[str, Any] = {text: text}
    span = session_span(
        text,
        number,
        trace=number,
        name=text,
        tags=[text],
        state="error",
        reason=text,
        message=text,
        events=[event(text, 0, **of_event)],
        values=values,
    )
    target.acknowledged("/v1/traces", json.dumps(traces_request(span, service=text)).encode())
    record = log_record({text: text}, values={"session.id": text}, name=text)
    target.acknowledged("/v1/logs", json.dumps(logs_request(record, service=text)).encode())

    summary = target.session(text)
    assert (summary["id"], summary["name"], summary["tags"]) == (text, text, [text])
    assert (summary["reason"], summary["user_id"]) == (text, text)
    assert summary["services"] == [text]
    whole = target.span(text)
    assert {key: whole["attributes"][key] for key in values} == values
    assert (whole["name"], whole["status_message"]) == (text, text)
    assert (whole["events"][0]["name"], whole["events"][0]["attributes"]) == (text, of_event)
    (log,) = target.session(text, "/logs")["items"]
    assert (log["body"], log["event_name"]) == ({text: text}, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_protobuf_is_returned_unchanged(target: Target, text: str) -> None:
    session = f"protobuf {text}"
    body = protobuf_of({text: text}, session).SerializeToString()
    target.acknowledged("/v1/traces", body, PROTOBUF)
    assert target.span(session)["attributes"] == {"session.id": session, text: text}


@pytest.mark.parametrize("escape", [r"\ud800", r"\uDFFF", r"\udc00\ud800"])
def test_half_a_surrogate_pair_replaces_one_character_of_its_value(
    target: Target, escape: str
) -> None:
    number = number_of(escape)
    session = f"halves {number}"
    spans = [
        session_span(
            session, number + each, trace=number, values={"text": f"a{each}HERE", "good": "☂ 😀"}
        )
        for each in range(3)
    ]
    body = request_of(*spans).replace(b"a1HERE", f"a1{escape}".encode())
    target.acknowledged("/v1/traces", body)
    ids = target.session(session, "/spans")["id"]
    texts = [target.session(session, f"/spans/{id_}")["attributes"] for id_ in sorted(ids)]
    assert [each["text"] for each in texts] == [
        "a0HERE",
        "a1" + "\ufffd" * escape.count("\\"),
        "a2HERE",
    ]
    assert {each["good"] for each in texts} == {"☂ 😀"}


@pytest.mark.parametrize(
    "bad", [b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x98"]
)
def test_invalid_utf8_affects_only_its_own_value(target: Target, bad: bytes) -> None:
    session = f"bytes {bad.hex()}"
    request = protobuf_of({"text": "a" + "?" * len(bad) + "z", "good": "☂"}, session)
    spans = request.resource_spans[0].scope_spans[0].spans
    spans.add().CopyFrom(spans[0])
    spans[1].span_id = b"other id"
    spans[1].attributes[1].value.string_value = "fine"
    body = request.SerializeToString().replace(b"?" * len(bad), bad)
    target.acknowledged("/v1/traces", body, PROTOBUF)
    ids = target.session(session, "/spans")["id"]
    assert len(ids) == 2
    told = [target.session(session, f"/spans/{id_}")["attributes"] for id_ in ids]
    assert {each["good"] for each in told} == {"☂"}
    mended = f"a{bad.decode(errors='replace')}z"
    assert {each["text"] for each in told} == {mended, "fine"}
    assert "\ufffd" in mended
