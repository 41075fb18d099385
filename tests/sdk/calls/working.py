"""Spans of a program that is traced, and how its sessions have ended."""

from __future__ import annotations

from opentelemetry import trace

tracer = trace.get_tracer("a user's own")

END = "agentops.session.end_state"


def work(name: str) -> None:
    tracer.start_span(name).end()
