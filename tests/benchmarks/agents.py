"""Telemetry of agents, as export requests of 512 spans.

Sessions have 5 to 500 spans (log-normal, median 40) of about 10 attributes each; every tenth span
has a prompt of 2 to 20 kB that repeats its session's history.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SPANS_PER_REQUEST = 512
WORDS = [f"word{number}" for number in range(5000)]
MODELS = [("openai", "gpt-5"), ("openai", "gpt-5-mini"), ("anthropic", "claude-opus-4-0")]


def requests(count: int, seed: int = 7) -> Iterator[bytes]:
    """Yield serialized export requests with the spans of interleaved sessions."""
    chance = random.Random(seed)
    spans = interleaved(chance)
    for _ in range(count):
        request = ExportTraceServiceRequest()
        resource_spans = request.resource_spans.add()
        put(resource_spans.resource.attributes, "service.name", "bench")
        scope_spans = resource_spans.scope_spans.add()
        scope_spans.scope.name = "bench"
        for _ in range(SPANS_PER_REQUEST):
            fill(scope_spans.spans.add(), next(spans))
        yield request.SerializeToString()


def interleaved(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield spans of a dozen concurrent sessions, taking one of them at random each time."""
    running = [session(chance, number) for number in range(12)]
    number = len(running)
    while True:
        position = chance.randrange(len(running))
        try:
            yield next(running[position])
        except StopIteration:
            running[position] = session(chance, number)
            number += 1


def session(chance: random.Random, number: int) -> Iterator[dict[str, Any]]:
    """Yield the spans of one session, its session span last."""
    identifier, trace, root = (
        f"{chance.getrandbits(128):032x}",
        chance.randbytes(16),
        chance.randbytes(8),
    )
    size = min(500, max(5, int(chance.lognormvariate(3.7, 0.9))))
    start = 1_795_000_000_000_000_000 + number * 10**9
    tags = [f"tag{min(199, int(chance.paretovariate(1)))}" for _ in range(chance.randint(1, 5))]
    history = ""
    stamp = {
        "session.id": identifier,
        "agentops.session.name": f"run {number % 50}",
        "agentops.session.tags": tags,
        "user.id": f"user{number % 500}",
    }
    for index in range(size):
        attributes: dict[str, Any] = {
            **stamp,
            "code.function": f"module.function{index % 30}",
            "http.route": "/chat",
            "thread.id": 1234,
            "feature.enabled": True,
            "score": index / 7,
        }
        kind = index % 5
        if kind == 1:
            history += " ".join(chance.choices(WORDS, k=60)) + "\n"
            provider, model = chance.choice(MODELS)
            attributes |= {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": provider,
                "gen_ai.request.model": model,
                "gen_ai.response.id": f"resp-{chance.getrandbits(64):x}",
                "gen_ai.usage.input_tokens": chance.randint(10, 5000),
                "gen_ai.usage.output_tokens": chance.randint(1, 900),
            }
            if index % 2:
                attributes["gen_ai.input.messages"] = history[-20_000:].rjust(2000, "x")
        elif kind == 2:
            attributes |= {
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": f"tool{index % 9}",
            }
        yield {
            "trace_id": trace,
            "span_id": chance.randbytes(8),
            "parent_span_id": root,
            "name": f"step {index % 12}",
            "start_time_unix_nano": start + index * 10**7,
            "end_time_unix_nano": start + index * 10**7 + chance.randint(10**5, 10**9),
            "error": chance.random() < 0.04,
            "attributes": attributes,
        }
    end = {"agentops.span.kind": "session", "agentops.session.end_state": "success"}
    yield {
        "trace_id": trace,
        "span_id": root,
        "parent_span_id": b"",
        "name": f"run {number % 50}",
        "start_time_unix_nano": start,
        "end_time_unix_nano": start + size * 10**7 + 10**9,
        "error": False,
        "attributes": {**stamp, **end},
    }


def fill(message: Any, span: dict[str, Any]) -> None:
    """Write a span into its protobuf message."""
    for name in ("trace_id", "span_id", "parent_span_id", "name"):
        setattr(message, name, span[name])
    message.start_time_unix_nano = span["start_time_unix_nano"]
    message.end_time_unix_nano = span["end_time_unix_nano"]
    message.status.code = 2 if span["error"] else 0
    for key, value in span["attributes"].items():
        put(message.attributes, key, value)


def put(attributes: Any, key: str, value: Any) -> None:
    """Add one attribute."""
    target = attributes.add(key=key).value
    if isinstance(value, list):
        for each in value:
            target.array_value.values.add(string_value=each)
    else:
        names = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}
        setattr(target, names[type(value)], value)
