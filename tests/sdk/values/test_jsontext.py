"""Any object as JSON: each kind of value, bounded in size, and none that raises."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from unittest.mock import AsyncMock, MagicMock, Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sdk.hostile import NamelessType
from tests.sdk.values.capturing import result, text

LIMIT = 16 * 1024
MARK = "…[truncated]"


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (10**20, 10**20),
        (1.5, 1.5),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ("héllo\n", "héllo\n"),
        ("\ud800", "\ufffd"),
        (b"\x00a", "b'\\x00a'"),
        (bytearray(b"a"), "b'a'"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc), "2026-01-02T03:04:05+00:00"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.timedelta(seconds=90), "0:01:30"),
        (decimal.Decimal("1.10"), "1.10"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (PurePosixPath("/a/b"), "/a/b"),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        ({1}, [1]),
        (frozenset(), []),
        ((1, (2,)), [1, [2]]),
        (deque([1]), [1]),
        (range(3), [0, 1, 2]),
        ({"a": 1}.keys(), ["a"]),
        ({"a": 1}.values(), [1]),
        ({"a": 1}.items(), [["a", 1]]),
        ({}, {}),
        ({None: 1, 2: 3, True: 4, Colour.RED: 5}, {"null": 1, "2": 3, "true": 4, "red": 5}),
        ({(1, 2): 3}, {"(1, 2)": 3}),
        (ValueError("x"), "ValueError('x')"),
        (len, "<built-in function len>"),
    ],
)
def test_every_usual_value_has_a_sensible_form(value: object, expected: object) -> None:
    assert result(value) == expected


def test_an_integer_too_long_to_write_is_described() -> None:
    assert result(1 << 100_000) == "<integer of 100001 bits>"


@pytest.mark.parametrize("kind", [Mock, MagicMock, AsyncMock])
@pytest.mark.parametrize("spec", [None, dict, list, str, int, dt.datetime, PurePosixPath])
def test_reading_a_mock_calls_none_of_its_methods(kind: type[Mock], spec: type | None) -> None:
    mock = kind(name="client", spec=spec)
    assert result({"client": mock})["client"].startswith(f"<{kind.__name__} name=")
    assert mock.mock_calls == []


class Array:
    """The interface that numpy's arrays share with those of other libraries."""

    def __init__(self, *shape: int) -> None:
        self._shape = shape

    @property
    def shape(self) -> tuple[int, ...]:
        return self._shape

    @property
    def dtype(self) -> str:
        return "float32"

    @property
    def size(self) -> int:
        product = 1
        for length in self._shape:
            product *= length
        return product

    def tolist(self) -> object:
        return [0.0] * self.size if self._shape else 0.0


def test_an_array_is_described_by_its_shape_unless_it_is_small_and_of_numpy() -> None:
    numpy_array = type("ndarray", (Array,), {"__module__": "numpy"})
    assert result(Array(3)) == "<Array 3 float32>"
    assert result(numpy_array(1000, 768)) == "<ndarray 1000x768 float32>"
    assert result(numpy_array(3)) == [0.0, 0.0, 0.0]
    assert result(numpy_array()) == 0.0


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError("no")


class HostileMapping(Mapping[str, int]):
    def __getitem__(self, key: str) -> int:
        return 1

    def __iter__(self) -> Iterator[str]:
        yield "a"
        raise RuntimeError("no")

    def __len__(self) -> int:
        return 2


class NoPairs(dict[str, int]):
    def items(self) -> Any:
        return [(1, 2, 3)]


class Panicking:
    def __repr__(self) -> str:
        raise BaseException("a panic in Rust is no Exception")  # noqa: TRY002

    def __iter__(self) -> Iterator[int]:
        raise BaseException("here neither")  # noqa: TRY002


class Nameless(metaclass=NamelessType):
    def __repr__(self) -> str:
        raise RuntimeError("no")


class HostileClass:
    @property
    def __class__(self) -> Any:
        raise RuntimeError("outside of a request")

    @__class__.setter
    def __class__(self, value: Any) -> None: ...


def test_a_hostile_object_costs_no_more_than_its_own_value() -> None:
    assert result([1, Hostile(), 2]) == [1, "<Hostile>", 2]
    assert result({"m": HostileMapping(), "n": 1}) == {"m": {"a": 1, "<unreadable>": None}, "n": 1}
    assert result([HostileClass(), 1]) == ["<HostileClass>", 1]
    assert result([NoPairs(a=1), 2]) == [{"<unreadable>": None}, 2]
    assert result([Panicking(), 1]) == ["<Panicking>", 1]
    assert result([Nameless(), 1]) == ["<Nameless>", 1]


def test_ctrl_c_while_an_object_is_read_reaches_the_program() -> None:
    class Slow:
        def __repr__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        text(Slow())


def test_an_iterator_is_not_consumed() -> None:
    iterator = iter([1, 2, 3])
    assert "list_iterator" in text(iterator)
    assert list(iterator) == [1, 2, 3]


def test_cycles_and_deep_nesting_are_cut() -> None:
    cycle: list[object] = [1]
    cycle.append({"again": cycle})
    assert result(cycle) == [1, {"again": "<cycle>"}]
    shared = [1]
    assert result([shared, shared]) == [[1], [1]]
    tower: list[object] = []
    for _ in range(100_000):
        tower = [tower]
    assert "<nested too deep>" in text(tower)


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000_000,
        "é" * 10_000_000,
        "\x00" * 10_000_000,
        b"\x00" * 10_000_000,
        [{"a": "b" * 1000}] * 1_000_000,
        range(10**12),
        {"k" * 1_000_000: 1, "b" * 1_000_000: 2, "c": ["d"] * 100_000},
    ],
    ids=["ascii", "two bytes", "escapes", "bytes", "list", "range", "keys"],
)
def test_a_huge_value_is_cut_at_16_kib_without_being_serialised(value: object) -> None:
    began = time.process_time()
    cut = text(value)
    assert time.process_time() - began < 1.0
    assert LIMIT - 16 <= len(cut.encode()) <= LIMIT
    assert cut.endswith(MARK)


def test_a_value_that_fits_exactly_is_not_marked_as_cut() -> None:
    assert text("x" * (LIMIT - 2)) == '"' + "x" * (LIMIT - 2) + '"'
    assert text("x" * (LIMIT - 1)).endswith(MARK)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text("abcxyz", max_size=4), children, max_size=4)
    ),
    max_leaves=10,
)


@given(JSON)
def test_a_json_value_is_captured_unchanged(value: object) -> None:
    assert result(value) == value


@given(JSON, st.integers(20, 200))
def test_a_cut_text_begins_like_the_whole_one_and_is_within_the_limit(
    value: object, limit: int
) -> None:
    from agentops_otel.sdk.values.jsontext import written

    whole = json.dumps(value, ensure_ascii=False)
    cut = written(value, limit)
    assert len(cut.encode()) <= limit
    if cut != whole:
        assert cut.endswith(MARK)
        assert whole.startswith(cut.removesuffix(MARK))
