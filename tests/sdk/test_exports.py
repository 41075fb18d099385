"""The façade: what it exports, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import agentops_otel

EXPORTS = [
    "init",
    "flush",
    "shutdown",
    "start_session",
    "end_session",
    "end_all_sessions",
    "current_session",
    "record_event",
    "session",
    "agent",
    "workflow",
    "task",
    "operation",
    "tool",
    "guardrail",
    "Session",
    "SessionEvent",
    "ConfigurationError",
]


def test_the_exports_are_those_of_the_reference() -> None:
    assert sorted(agentops_otel.__all__) == sorted(EXPORTS)
    assert all(hasattr(agentops_otel, name) for name in EXPORTS)


def test_the_facade_defines_nothing() -> None:
    source = Path(agentops_otel.__file__).read_text(encoding="utf-8")
    kinds = {type(statement) for statement in ast.parse(source).body}
    assert kinds == {ast.Expr, ast.ImportFrom, ast.Assign}


def test_no_module_has_the_name_of_an_export() -> None:
    package = Path(agentops_otel.__file__).parent
    assert not {path.stem for path in package.iterdir()} & set(EXPORTS)


def test_the_decorator_is_in_the_module_that_agentops_users_expect() -> None:
    from agentops_otel.sdk.decorators import session

    assert session is agentops_otel.session
