"""Kill a server while several clients send to it."""

from __future__ import annotations

import random
import threading
from pathlib import Path
from typing import Final

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.system.process import PROTOBUF, running
from tests.waiting import wait_until

SENDERS: Final = 4


def send_until_refused(url: str, sender: int, acknowledged: set[str]) -> None:
    """Send requests of random size until one fails; collect the ids of acknowledged spans."""
    chance = random.Random(sender)
    with httpx.Client(timeout=30) as client:
        while True:
            request = ExportTraceServiceRequest()
            spans = request.resource_spans.add().scope_spans.add().spans
            for _ in range(chance.randint(1, 60)):
                span = spans.add(trace_id=chance.randbytes(16), span_id=chance.randbytes(8))
                key = span.attributes.add(key="session.id")
                key.value.string_value = f"session {chance.randint(1, 5)} of {sender}"
            try:
                answer = client.post(
                    f"{url}/v1/traces", content=request.SerializeToString(), headers=PROTOBUF
                )
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acknowledged.update(span.span_id.hex() for span in spans)


def kill_in_mid_ingest(database: Path, acknowledged: set[str], *, round_: int, more: int) -> None:
    """Kill a server when it has acknowledged `more` further spans, with others in flight.

    Args:
        database: The server's database; may exist from earlier rounds.
        acknowledged: The ids of the acknowledged spans, added to in place.
        round_: The seed of the spans: each round sends others.
        more: The number of spans to be acknowledged before the kill.
    """
    enough = len(acknowledged) + more
    with running(database) as server:
        senders = [
            threading.Thread(
                target=send_until_refused,
                args=(server.url, SENDERS * round_ + number, acknowledged),
            )
            for number in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        wait_until(lambda: len(acknowledged) >= enough)
        server.kill()
        for sender in senders:
            sender.join(30)
