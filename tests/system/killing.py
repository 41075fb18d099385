"""A server that is sent to by several at a time, until it is killed or stops."""

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
    """Send requests of some spans each, and note the ids of those that were acknowledged."""
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
    """Kill a server when it has acknowledged so many spans more, with others on their way.

    Args:
        database: The server's; may be there from rounds before.
        acknowledged: Gets the ids of the spans that the server has acknowledged.
        round_: Another one sends other spans.
        more: How many are to be acknowledged.
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
