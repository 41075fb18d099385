from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from agentops_otel.dashboard.dialects import kinds, remembered
from agentops_otel.dashboard.dialects.remembered import Remembered
from agentops_otel.dashboard.model import Event, Span
from tests.dashboard.dialects.captures import capture, names
from tests.dashboard.dialects.spans import span

Reading = Callable[[Mapping[str, Any]], Any]


class Counted:
    """A remembered reading of attributes, and how often it was evaluated."""

    def __init__(self, reading: Reading) -> None:
        self.evaluations = 0
        self._reading = reading
        self._remembered = Remembered(self._read)

    def _read(self, read: Span) -> Any:
        self.evaluations += 1
        return self._reading(read.attributes)

    def __call__(self, **attributes: Any) -> Any:
        return self._remembered(span("work", attributes))


def test_a_span_is_read_once_if_others_differ_in_nothing_that_decides() -> None:
    reading = Counted(lambda attributes: attributes.get("kind"))
    answers = [reading(kind="tool", number=number) for number in range(100)]
    assert answers == ["tool"] * 100
    assert reading.evaluations == 1


def test_a_value_that_decides_is_read_again_if_it_differs() -> None:
    reading = Counted(lambda attributes: attributes["kind"])
    assert [reading(kind=kind) for kind in ("tool", "agent", "tool")] == ["tool", "agent", "tool"]
    assert reading.evaluations == 2


def test_a_value_may_decide_only_together_with_another() -> None:
    reading = Counted(
        lambda attributes: attributes["name"] if attributes["kind"] == "tool" else None
    )
    assert reading(kind="agent", name="a") is None
    assert reading(kind="agent", name="b") is None
    assert [reading(kind="tool", name=name) for name in "ab"] == ["a", "b"]
    assert [reading(kind="agent", name=name) for name in "ab"] == [None, None]


def test_the_names_of_attributes_decide() -> None:
    reading = Counted(lambda attributes: ("tool" in attributes, len(attributes)))
    assert reading(tool=1) == (True, 1)
    assert reading(agent=1) == (False, 1)
    assert reading(agent=1, tool=1) == (True, 2)


@pytest.mark.parametrize("values", [(1, True), (0.0, False), ((1,), (True,)), (2, 2.0)])
def test_equal_values_of_different_types_are_told_apart(values: tuple[Any, Any]) -> None:
    reading = Counted(lambda attributes: repr(attributes["value"]))
    assert [reading(value=value) for value in values] == [repr(value) for value in values]


def test_values_that_cannot_be_looked_up_are_read_again() -> None:
    reading = Counted(lambda attributes: attributes["value"])
    assert [reading(value={"a": 1}) for _ in range(3)] == [{"a": 1}] * 3
    assert reading.evaluations == 3


def test_long_texts_are_not_kept() -> None:
    reading = Counted(lambda attributes: attributes["prompt"])
    prompt = "x" * 20_000
    assert [reading(prompt=prompt) for _ in range(3)] == [prompt] * 3
    assert not reading._remembered._answers


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST_SHAPES", 3)
    monkeypatch.setattr(remembered, "_MOST_ANSWERS", 3)
    reading = Counted(lambda attributes: list(attributes.values()))
    for number in range(50):
        assert reading(**{f"a{number % 5}": str(number)}) == [str(number)]
        assert len(reading._remembered._answers) <= 3
        assert len(reading._remembered._shapes) <= 3


def test_spans_that_are_all_different_are_no_longer_observed() -> None:
    reading = Counted(lambda attributes: attributes["id"])
    for number in range(200):
        assert reading(id=str(number)) == str(number)
    assert len(reading._remembered._answers) < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (span("a"), span("b")),
        (span("a", scope="a"), span("a", scope="b")),
        (span("a", status="ok"), span("a", status="error")),
        (span("a"), span("a", parent="above")),
        (span("a"), span("a", events=(Event("exception", 1),))),
    ],
)
def test_what_a_reading_may_depend_on_besides_attributes(one: Span, other: Span) -> None:
    def read(each: Span) -> object:
        is_root = not each.parent_span_id
        return each.name, each.scope.name, each.status, is_root, len(each.events)

    reading = Remembered(read)
    assert [reading(each) for each in (one, other, one)] == [
        read(each) for each in (one, other, one)
    ]


def test_kinds_depend_on_nothing_else() -> None:
    spans = [each for name in names() for each in capture(name).spans]
    for _ in range(2):
        for each in spans:
            assert kinds.kind_of_span(each) == kinds._kind_of_span(each)
