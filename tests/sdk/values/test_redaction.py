"""What must not leave the process is told by its name."""

from __future__ import annotations

import argparse
import enum
from collections import ChainMap, UserList, namedtuple
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest

from tests.sdk.values.capturing import arguments, result, text


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
