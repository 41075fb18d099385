"""Arguments and results are captured as JSON: readable, bounded, and without secrets."""

from __future__ import annotations

import argparse
import datetime as dt
import decimal
import enum
import inspect
import json
import time
import uuid
from collections import ChainMap, UserList, deque, namedtuple
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

import attrs
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentops_otel.sdk.host import guard
from agentops_otel.sdk.values.capture import captured_arguments, captured_result, signature_of
from tests.sdk.hostile import NamelessType

LIMIT = 16 * 1024
MARK = "…[truncated]"


def arguments(function: Any, *args: object, **kwargs: object) -> Any:
    captured = captured_arguments(signature_of(function), args, kwargs)
    assert captured is not None
    return json.loads(captured)


def result(value: object) -> Any:
    captured = captured_result(value)
    assert captured is not None
    return json.loads(captured)


def text(value: object) -> str:
    captured = captured_result(value)
    assert captured is not None
    return captured


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


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWORD",
        "db_password",
        "passwd",
        "pass-phrase",
        "client_secret",
        "secrets",
        "aws_secret_access_key",
        "private-key",
        "signing_key",
        "encryptionKey",
        "apiKey",
        "api_keys",
        "x-api-key",
        "token",
        "access_token",
        "bearer",
        "Authorization",
        "Set-Cookie",
        "cookies",
        "credentials",
        "CONNECTION_STRING",
        "connectionStrings",
        "password_",
        "x" * 10_000 + "password",
    ],
)
def test_a_value_with_the_name_of_a_secret_is_redacted(name: str) -> None:
    namespace: dict[str, Any] = {}
    assert list(result({name: "hunter2"}).values()) == ["[redacted]"]
    assert result({"outer": [{name.encode(): "hunter2"}]})["outer"][0].popitem()[1] == "[redacted]"
    if name.isidentifier():
        exec(f"def function({name}): ...", namespace)
        assert list(arguments(namespace["function"], "hunter2").values()) == ["[redacted]"]


@pytest.mark.parametrize(
    "name", ["max_tokens", "tokens", "token_count", "keyword", "secretary", "passwords_seen", "key"]
)
def test_a_value_whose_name_only_resembles_a_secrets_is_kept(name: str) -> None:
    assert result({name: 5}) == {name: 5}


def test_secrets_are_redacted_in_objects_whose_repr_shows_them() -> None:
    class Account(enum.Enum):
        MAIN = {"password": "hunter2"}  # noqa: RUF012

    entries = {"password": "hunter2"}

    class Column(enum.Enum):
        SECRET = "password"

    assert result(Account.MAIN) == "Account.MAIN"
    assert result({Column.SECRET: "hunter2", PurePosixPath("token"): "hunter2"}) == {
        "password": "[redacted]",
        "token": "[redacted]",
    }
    assert result(UserList([entries])) == [{"password": "[redacted]"}]
    assert result(ChainMap(entries).items()) == [["password", "[redacted]"]]
    assert result(argparse.Namespace(api_key="hunter2", verbose=True)) == {
        "api_key": "[redacted]",
        "verbose": True,
    }


def test_secrets_are_redacted_in_records_and_in_headers() -> None:
    @dataclass
    class Login:
        user: str
        password: str
        hidden: str = field(default="h", repr=False)

    Pair = namedtuple("Pair", "name api_key")  # noqa: PYI024
    request = {"headers": [(b"host", b"h"), (b"authorization", b"Bearer k")]}
    assert result(Login("u", "p")) == {"user": "u", "password": "[redacted]"}
    assert result(Pair("n", "k")) == {"name": "n", "api_key": "[redacted]"}
    assert result(SimpleNamespace(token="t", n=1)) == {"token": "[redacted]", "n": 1}
    assert "Bearer" not in text(request)
    assert "host" in text(request)


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


def test_models_of_pydantic_and_attrs_are_objects_of_their_fields() -> None:
    class Order(pydantic.BaseModel):
        id: int
        password: str = "p"
        key: pydantic.SecretStr = pydantic.SecretStr("s")
        hidden: str = pydantic.Field(default="h", repr=False)

    assert result(Order(id=1)) == {
        "id": 1,
        "password": "[redacted]",
        "key": "SecretStr('**********')",
    }
    assert result(attrs.make_class("Made", ["a", "token"])(1, 2)) == {"a": 1, "token": "[redacted]"}


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


def test_a_fault_of_the_sdk_loses_only_the_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[str] = []
    monkeypatch.setattr(guard, "observers", [lambda doing, _: faults.append(doing)])

    def broken(value: object) -> str:
        raise RecursionError

    monkeypatch.setattr("agentops_otel.sdk.values.capture.written", broken)
    assert captured_result(1) is None
    assert captured_arguments(None, (), {}) is None
    assert faults == ["capturing a result", "capturing arguments"]


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
