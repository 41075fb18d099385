from __future__ import annotations

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from agentops_otel.dashboard.model import Batch
from agentops_otel.dashboard.receiver import body as receiver_body
from agentops_otel.dashboard.receiver import http as receiver_http
from agentops_otel.dashboard.receiver.body import CorruptBodyError, decompress
from agentops_otel.dashboard.receiver.budget import ByteBudget, Reservation
from agentops_otel.dashboard.store.errors import StoreError, StoreFullError
from tests.dashboard.receiver.conftest import Receive

PROTOBUF = {"Content-Type": "application/x-protobuf"}
JSON = {"Content-Type": "application/json"}
MIB = 1024 * 1024


def request(spans: int = 1, *, bad: int = 0, filler: int = 0) -> bytes:
    message = ExportTraceServiceRequest()
    target = message.resource_spans.add().scope_spans.add().spans
    for number in range(spans):
        span = target.add(trace_id=b"t" * 16, name="n")
        span.span_id = (number + 1).to_bytes(8, "big")
        span.attributes.add(key="filler").value.string_value = "x" * filler
    for _ in range(bad):
        target.add(trace_id=b"short", span_id=b"s" * 8)
    return message.SerializeToString()


def test_an_answer_of_200_comes_after_the_write(receive: Receive) -> None:
    written: list[Batch] = []
    with receive(written.append) as client:
        answer = client.post("/v1/traces", content=request(3), headers=PROTOBUF)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/x-protobuf"
        assert answer.content == b""
        assert [len(batch.spans) for batch in written] == [3]


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
        ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("x-gzip", gzip.compress),
        ("zlib", zlib.compress),
        ("identity, GZIP", gzip.compress),
    ],
    ids=[
        "gzip",
        "deflate",
        "raw deflate",
        "identity",
        "gzip of two members",
        "gzip by its old name",
        "deflate as the collector calls it",
        "a list of one",
    ],
)
def test_a_compressed_body_is_read(receive: Receive, encoding: str, compress: object) -> None:
    written: list[Batch] = []
    with receive(written.append) as client:
        answer = client.post(
            "/v1/traces",
            content=compress(request(2)),  # type: ignore[operator]
            headers={**PROTOBUF, "Content-Encoding": encoding},
        )
    assert answer.status_code == 200
    assert len(written[0].spans) == 2


def test_a_bad_span_is_reported_in_a_partial_success(receive: Receive) -> None:
    written: list[Batch] = []
    with receive(written.append) as client:
        answer = client.post("/v1/traces", content=request(2, bad=3), headers=PROTOBUF)
    partial = ExportTraceServiceResponse.FromString(answer.content).partial_success
    assert answer.status_code == 200
    assert partial.rejected_spans == 3
    assert partial.error_message == "3 x trace_id has 5 bytes, not 16"
    assert len(written[0].spans) == 2


def test_a_loss_other_than_a_span_is_a_warning(receive: Receive) -> None:
    good = {"scopeSpans": [{"spans": [{"traceId": "01" * 16, "spanId": "01" * 8}]}]}
    written: list[Batch] = []
    with receive(written.append) as client:
        answer = client.post("/v1/traces", json={"resourceSpans": [{**good, "resource": 5}]})
    assert answer.json()["partialSuccess"].keys() == {"errorMessage"}
    assert len(written[0].spans) == 1


def test_json_is_answered_in_json(receive: Receive) -> None:
    bad = {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "x", "spanId": "y"}]}]}]}
    with receive(lambda _: None) as client:
        answer = client.post("/v1/traces", content=json.dumps(bad), headers=JSON)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "partialSuccess": {
            "rejectedSpans": "1",
            "errorMessage": "1 x traceId is neither hex nor base64",
        }
    }


@pytest.mark.parametrize("path", ["/v1/traces", "/v1/logs"])
def test_a_malformed_body_is_a_400_with_a_status_in_the_requests_encoding(
    receive: Receive, path: str
) -> None:
    with receive(lambda _: None) as client:
        protobuf = client.post(path, content=b"not protobuf", headers=PROTOBUF)
        as_json = client.post(path, content=b"{", headers=JSON)
    assert protobuf.status_code == as_json.status_code == 400
    assert "in protobuf" in Status.FromString(protobuf.content).message
    assert as_json.json()["code"] == 3
    assert "in JSON" in as_json.json()["message"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", None])
def test_another_content_type_is_a_415(receive: Receive, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    with receive(lambda _: None) as client:
        answer = client.post("/v1/traces", content=request(), headers=headers)
    assert answer.status_code == 415
    assert "application/x-protobuf and application/json" in answer.json()["message"]


def test_a_content_type_may_have_parameters(receive: Receive) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    with receive(lambda _: None) as client:
        assert client.post("/v1/traces", content=b"{}", headers=headers).status_code == 200


def test_an_unknown_compression_is_a_415_and_a_broken_one_a_400(receive: Receive) -> None:
    with receive(lambda _: None) as client:
        unknown = client.post(
            "/v1/traces", content=b"x", headers={**PROTOBUF, "Content-Encoding": "zstd"}
        )
        cut = gzip.compress(request(50))[:-30]
        broken = client.post(
            "/v1/traces", content=cut, headers={**PROTOBUF, "Content-Encoding": "gzip"}
        )
    assert (unknown.status_code, broken.status_code) == (415, 400)
    assert unknown.headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("encodings", ["deflate, gzip", "gzip, gzip", "gzip, identity, gzip"])
def test_a_body_that_is_compressed_twice_is_a_415(receive: Receive, encodings: str) -> None:
    twice = {**PROTOBUF, "Content-Encoding": encodings}
    with receive(lambda _: None) as client:
        assert client.post("/v1/traces", content=b"x", headers=twice).status_code == 415


def in_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), MIB):
        yield body[start : start + MIB]


def test_a_body_over_20_mib_is_a_413_announced_or_not(receive: Receive) -> None:
    body = request(1, filler=21 * MIB)
    with receive(lambda _: None) as client:
        announced = client.post("/v1/traces", content=body, headers=PROTOBUF)
        chunked = client.post("/v1/traces", content=in_chunks(body), headers=PROTOBUF)
    assert (announced.status_code, chunked.status_code) == (413, 413)


def test_a_decompression_bomb_is_a_413(receive: Receive) -> None:
    bomb = gzip.compress(bytes(200 * MIB), 9)
    with receive(lambda _: None) as client:
        answer = client.post(
            "/v1/traces", content=bomb, headers={**PROTOBUF, "Content-Encoding": "gzip"}
        )
        after = client.post("/v1/traces", content=request(), headers=PROTOBUF)
    assert (answer.status_code, after.status_code) == (413, 200)


@pytest.mark.parametrize("member", [b"", b"x"])
def test_a_body_of_too_many_compressed_members_is_a_400(receive: Receive, member: bytes) -> None:
    body = gzip.compress(member) * 50_000
    with receive(lambda _: None) as client:
        answer = client.post(
            "/v1/traces", content=body, headers={**PROTOBUF, "Content-Encoding": "gzip"}
        )
    assert answer.status_code == 400
    assert "members" in Status.FromString(answer.content).message


def test_a_body_may_have_some_compressed_members(receive: Receive) -> None:
    written: list[Batch] = []
    body = b"".join(gzip.compress(request(filler=50_000)) for _ in range(500))
    with receive(written.append) as client:
        answer = client.post(
            "/v1/traces", content=body, headers={**PROTOBUF, "Content-Encoding": "gzip"}
        )
    assert answer.status_code == 200
    assert sum(len(batch.spans) for batch in written) == 500


def test_decompressing_does_not_keep_other_requests_waiting(
    receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def held(body: bytes, reservation: Reservation) -> bytes:
        started.set()
        assert go_on.wait(20)
        return decompress(body, reservation)

    monkeypatch.setattr(receiver_http, "decompress", held)
    with receive(lambda _: None) as client, ThreadPoolExecutor(1) as pool:
        compressed = pool.submit(
            client.post,
            "/v1/traces",
            content=gzip.compress(request()),
            headers={**PROTOBUF, "Content-Encoding": "gzip"},
        )
        assert started.wait(10)
        with httpx.Client(base_url=client.base_url, timeout=10) as other:
            plain = other.post("/v1/traces", content=request(), headers=PROTOBUF)
        go_on.set()
        assert (plain.status_code, compressed.result().status_code) == (200, 200)


def test_a_body_decompressed_in_two_tries_is_reserved_once() -> None:
    # Has a zlib header, and a checksum that proves wrong only at the end.
    body = zlib.compress(b"y" * 3 * MIB)[:-4] + bytes(4)
    budget = ByteBudget(10**6)
    with budget.reservation() as first, budget.reservation() as second:
        with pytest.raises(CorruptBodyError):
            decompress(body, first)
        second.grow(10**6)


def test_metrics_are_accepted_but_discarded(receive: Receive) -> None:
    written: list[Batch] = []
    with receive(written.append) as client:
        answer = client.post("/v1/metrics", content=b"\x0a\x00", headers=PROTOBUF)
    assert (answer.status_code, written) == (200, [])


@pytest.mark.parametrize("error", [StoreFullError("no room"), StoreError("broken")])
def test_a_failed_write_is_a_503_to_retry(receive: Receive, error: StoreError) -> None:
    def fail(_batch: Batch) -> None:
        raise error

    with receive(fail) as client:
        answer = client.post("/v1/traces", content=request(), headers=PROTOBUF)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert Status.FromString(answer.content).message == str(error)


def test_a_defect_is_a_500_without_internal_details(receive: Receive) -> None:
    def fail(_batch: Batch) -> None:
        raise RuntimeError("secret path")

    with receive(fail) as client:
        answer = client.post("/v1/traces", content=request(), headers=PROTOBUF)
    assert answer.status_code == 500
    assert b"secret" not in answer.content


def test_a_batch_that_cannot_be_written_does_not_harm_those_it_was_merged_with(
    receive: Receive,
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def write(batch: Batch) -> None:
        started.set()
        go_on.wait(10)
        if any(span.attributes["filler"] == "xxxxx" for span in batch.spans):
            raise StoreError("poison")

    with receive(write) as client, ThreadPoolExecutor(8) as pool:

        def post(filler: int) -> int:
            body = request(1, filler=filler)
            return client.post("/v1/traces", content=body, headers=PROTOBUF).status_code

        first = pool.submit(post, 1)
        started.wait(10)
        others = [pool.submit(post, filler) for filler in (2, 5, 3, 4)]
        go_on.set()
        assert first.result() == 200
        assert [each.result() for each in others] == [200, 503, 200, 200]


def test_requests_over_the_budget_are_told_to_retry_and_nothing_else_is_lost(
    receive: Receive,
) -> None:
    written: list[Batch] = []
    go_on = threading.Event()

    def write(batch: Batch) -> None:
        go_on.wait(10)
        written.append(batch)

    with receive(write, budget=100_000) as client, ThreadPoolExecutor(8) as pool:

        def post(_number: int) -> httpx.Response:
            body = request(1, filler=40_000)
            return client.post("/v1/traces", content=body, headers=PROTOBUF)

        answers = [pool.submit(post, number) for number in range(8)]
        while sum(each.done() for each in answers) < 6:
            threading.Event().wait(0.01)
        go_on.set()
        statuses = sorted(each.result().status_code for each in answers)
        refused = [each.result() for each in answers if each.result().status_code == 503]
        assert statuses == [200] * 2 + [503] * 6
        assert {each.headers["retry-after"] for each in refused} == {"1"}
        assert client.post("/v1/traces", content=request(), headers=PROTOBUF).status_code == 200
    assert sum(len(batch.spans) for batch in written) == 3


def test_a_large_request_is_accepted_when_no_other_is_in_flight(receive: Receive) -> None:
    with receive(lambda _: None, budget=1000) as client:
        body = request(1, filler=5 * MIB)
        assert client.post("/v1/traces", content=body, headers=PROTOBUF).status_code == 200


def test_a_body_of_very_small_parts_is_charged_for_the_memory_it_takes(receive: Receive) -> None:
    started, go_on = threading.Event(), threading.Event()

    def write(_batch: Batch) -> None:
        started.set()
        go_on.wait(10)

    crowded = ExportTraceServiceRequest()
    span = crowded.resource_spans.add().scope_spans.add().spans.add(trace_id=b"t" * 16)
    span.span_id = b"s" * 8
    for _ in range(50_000):
        span.events.add()
    body = crowded.SerializeToString()
    with receive(write, budget=MIB) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, "/v1/traces", content=request(), headers=PROTOBUF)
        assert started.wait(10)
        refused = client.post("/v1/traces", content=body, headers=PROTOBUF)
        go_on.set()
        assert (first.result().status_code, refused.status_code) == (200, 503)
        assert client.post("/v1/traces", content=body, headers=PROTOBUF).status_code == 200


def test_a_body_that_arrives_too_slowly_gives_up_its_memory(
    receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver_body, "_PATIENCE_SECONDS", 1)
    with (
        receive(lambda _: None, budget=100_000) as client,
        socket.create_connection((client.base_url.host, client.base_url.port or 80)) as slow,
    ):
        slow.sendall(
            b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n"
            b"Content-Type: application/x-protobuf\r\n\r\n" + bytes(60_000)
        )
        body = request(1, filler=60_000)
        while client.post("/v1/traces", content=body, headers=PROTOBUF).status_code != 503:
            pass
        slow.settimeout(20)
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert client.post("/v1/traces", content=body, headers=PROTOBUF).status_code == 200
