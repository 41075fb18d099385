"""Tags, end states and attributes from any user input: they never raise."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agentops_otel as agentops
from agentops_otel.sdk.values.attributes import readable
from agentops_otel.sdk.values.tags import normalise
from agentops_otel.testing import CapturedSpans
from tests.sdk.conftest import WarningsLogged


class Colour(str, enum.Enum):
    RED = "red"


class Hostile:
    """An object on which everything raises."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __str__(self) -> str:
        raise RuntimeError("str")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __bool__(self) -> bool:
        raise RuntimeError("bool")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("iter")

    def __len__(self) -> int:
        raise RuntimeError("len")


def failing() -> Iterator[str]:
    yield "first"
    raise OSError("disk")


@pytest.mark.parametrize(
    ("given_tags", "tags"),
    [
        (None, ()),
        ((), ()),
        ("one", ("one",)),
        (["b", "a", "b"], ("b", "a")),
        (("x",), ("x",)),
        (iter(["x", "y"]), ("x", "y")),
        ({"env": "prod", "tier": 1}, ("env:prod", "tier:1")),
        ([1, None, 2.5, True], ("1", "None", "2.5", "True")),
        (Colour.RED, ("red",)),
        ([Colour.RED], ("red",)),
        (7, ("7",)),
        (b"raw", ("raw",)),
        (["", "x"], ("x",)),
        ("x" * 300, ("x" * 256,)),
        (["\ud800!"], ("\ufffd!",)),
        ([{"a": 1}], ("{'a': 1}",)),
    ],
)
def test_tags_are_read_from_anything(given_tags: object, tags: tuple[str, ...]) -> None:
    assert normalise(given_tags) == tags


@pytest.mark.parametrize(
    "tags",
    [
        map(str, range(100)),
        map(str, itertools.count()),
        {str(n): n for n in range(100)},
    ],
)
def test_the_first_64_tags_are_kept_with_one_warning(
    warnings_logged: WarningsLogged, tags: object
) -> None:
    assert len(normalise(tags)) == 64
    assert len(warnings_logged) == 1


def test_an_endless_iterable_of_one_tag_is_cut() -> None:
    assert normalise(itertools.repeat("same")) == ("same",)


def test_unreadable_tags_are_omitted_with_one_warning(
    warnings_logged: WarningsLogged,
) -> None:
    assert normalise([Hostile(), "kept", Hostile()]) == ("kept",)
    assert normalise(Hostile()) == ()
    assert normalise(failing()) == ("first",)
    assert len(warnings_logged) == 1


@given(st.recursive(st.one_of(st.none(), st.text(), st.integers(), st.binary()), st.lists))
def test_every_tag_is_text_that_can_be_sent(tags: object) -> None:
    for tag in normalise(tags):
        assert type(tag) is str
        assert 0 < len(tag) <= 256
        assert tag.encode()


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "carried"),
    [
        ("text", "text"),
        (Colour.RED, "red"),
        (True, True),
        (Level.HIGH, 3),
        (2**70, str(2**70)),
        (1.5, 1.5),
        (b"raw\xff", "raw\ufffd"),
        ([1, 2], (1, 2)),
        ([1, "a"], ("1", "a")),
        (["a", None], ("a",)),
        (range(3), (0, 1, 2)),
        ({"a": 1}, "{'a': 1}"),
        ("\ud800", "\ufffd"),
        ("x" * 20_000, "x" * 16_384),
    ],
)
def test_attribute_values_are_what_a_span_can_carry(value: object, carried: object) -> None:
    (read,) = readable({"key": value}).values()
    assert read == carried
    assert type(read) is type(carried)


def test_unreadable_attributes_are_omitted_with_a_warning(
    warnings_logged: WarningsLogged,
) -> None:
    assert readable({"a": Hostile(), "b": [Hostile()], "c": 1, "d": None, "": 2}) == {"c": 1}
    assert readable(["not", "a", "mapping"]) == {}
    assert readable(Hostile()) == {}
    assert len(warnings_logged) == 1


def test_attributes_are_bounded_in_number() -> None:
    assert len(readable({str(n): n for n in range(1000)})) == 128


def act_with(hostile: Any) -> None:
    session = agentops.start_session(hostile, tags=hostile, session_id=hostile, attributes=hostile)
    session.add_tags(hostile, [hostile])
    session.set_attribute(hostile, hostile)
    session.set_attribute("key", hostile)
    session.record_event(hostile, hostile)
    agentops.record_event("event", {"key": hostile})
    agentops.session(hostile, tags=hostile, attributes=hostile)
    agentops.task("name", attributes=hostile)(lambda given: given)(hostile)
    agentops.end_session(hostile)
    session.end(hostile, hostile)
    agentops.end_all_sessions(hostile, hostile)


CYCLIC: list[Any] = []
CYCLIC.append(CYCLIC)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(CYCLIC, id="cyclic"),
        pytest.param("\ud800\udfff", id="lone surrogates"),
        pytest.param("x" * 10_000_000, id="ten megabytes"),
        pytest.param(object(), id="object"),
        pytest.param(5, id="number"),
        pytest.param(float("nan"), id="nan"),
        pytest.param(ValueError("v"), id="exception"),
        pytest.param(type, id="class"),
    ],
)
def test_odd_arguments_never_raise(captured_spans: CapturedSpans, hostile: Any) -> None:
    act_with(hostile)
    for span in captured_spans.spans:
        assert len(span.name) <= 256
        assert span.name.encode()
        for value in (span.attributes or {}).values():
            assert len(str(value)) <= 20_000


class Unfriendly(Hostile):
    """As hostile as possible while `callable` and the like still work."""

    __getattribute__ = object.__getattribute__


@pytest.mark.parametrize("kind", [Hostile, Unfriendly])
def test_hostile_arguments_never_raise(captured_spans: CapturedSpans, kind: type) -> None:
    act_with(kind())


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("str")

    __repr__ = __str__


def test_an_exception_that_cannot_be_read_is_still_raised(captured_spans: CapturedSpans) -> None:
    @agentops.task
    def fail() -> None:
        raise UnprintableError

    with pytest.raises(UnprintableError), agentops.start_session() as session:
        fail()
    assert session.reason == "UnprintableError: <message unreadable>"
    for span in captured_spans.spans:
        (event,) = span.events
        assert (event.attributes or {})["exception.type"] == f"{__name__}.UnprintableError"
