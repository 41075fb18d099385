"""Arguments and results are captured as JSON: readable, bounded, and without secrets."""

from __future__ import annotations

import inspect

import pytest

from agentops_otel.sdk.host import guard
from agentops_otel.sdk.values.capture import captured_arguments, captured_result, signature_of
from tests.sdk.values.capturing import arguments


def test_arguments_are_an_object_by_parameter_name() -> None:
    def book(customer: str, *items: str, gift: bool = False, **extra: str) -> None: ...

    assert arguments(book, "c1", "tea", "cup", gift=True, note="x") == {
        "customer": "c1",
        "items": ["tea", "cup"],
        "gift": True,
        "extra": {"note": "x"},
    }


def test_self_and_cls_are_not_arguments() -> None:
    class Shop:
        def sell(self, item: str) -> None: ...

        @classmethod
        def close(cls, hour: int) -> None: ...

    assert arguments(Shop.sell, Shop(), "tea") == {"item": "tea"}
    assert arguments(Shop.close.__func__, Shop, 18) == {"hour": 18}  # type: ignore[attr-defined]


def test_a_call_that_does_not_match_the_signature_captures_nothing() -> None:
    def login(user: str, password: str) -> None: ...

    assert arguments(login, "u", "hunter2", "extra") == {}


def test_a_callable_without_signature_shows_its_arguments_by_kind() -> None:
    assert captured_arguments(None, (1,), {"password": "x"}) == (
        '{"args": [1], "kwargs": {"password": "[redacted]"}}'
    )
    assert signature_of(dict) is None or isinstance(signature_of(dict), inspect.Signature)


def test_a_fault_of_the_sdk_loses_only_the_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[str] = []
    monkeypatch.setattr(guard, "observers", [lambda doing, _: faults.append(doing)])

    def broken(value: object) -> str:
        raise RecursionError

    monkeypatch.setattr("agentops_otel.sdk.values.capture.written", broken)
    assert captured_result(1) is None
    assert captured_arguments(None, (), {}) is None
    assert faults == ["capturing a result", "capturing arguments"]
