from __future__ import annotations

import pytest

from agentops_otel.dashboard.model import Event
from agentops_otel.dashboard.model.error_names import error_names


def exception(name: object) -> Event:
    return Event("exception", 0, {"exception.type": name})


@pytest.mark.parametrize(
    ("error_type", "exceptions", "counted"),
    [
        (None, [], []),
        ("TimeoutError", [], ["TimeoutError"]),
        ("TimeoutError", ["builtins.TimeoutError"], ["TimeoutError"]),
        ("TimeoutError", ["my.mod.TimeoutError", "TimeoutError"], ["TimeoutError"]),
        (None, ["my.mod.TimeoutError"], ["TimeoutError"]),
        ("my.mod.TimeoutError", ["my.mod.TimeoutError"], ["TimeoutError"]),
        ("TimeoutError", ["KeyError", "KeyError"], ["TimeoutError", "KeyError"]),
        ("TimeoutError", ["MyTimeoutError"], ["TimeoutError", "MyTimeoutError"]),
        ("<class 'my.mod.TimeoutError'>", ["my.mod.TimeoutError"], ["TimeoutError"]),
        ("gaierror", ["socket.gaierror"], ["gaierror"]),
        (None, ["socket.gaierror"], ["socket.gaierror"]),
        (None, ["mod.f.<locals>.Boom"], ["Boom"]),
        ("504", [], ["504"]),
        ("http.504", [], ["http.504"]),
        ("rate.limit", [], ["rate.limit"]),
        ("It broke. Retry.Later", [], ["It broke. Retry.Later"]),
        ("  ", ["", None, True], []),
        (None, [502], ["502"]),
        (" Boom ", [], ["Boom"]),
        ("x" * 2000, [], ["x" * 1024]),
        ("ends with a dot.", [], ["ends with a dot."]),
    ],
)
def test_one_error_has_one_value(
    error_type: str | None, exceptions: list[object], counted: list[str]
) -> None:
    attributes = {} if error_type is None else {"error.type": error_type}
    names = error_names(attributes, [exception(name) for name in exceptions])
    assert list(dict.fromkeys(names.values())) == counted
    assert set(counted) <= names.keys()


def test_an_error_is_found_by_each_of_its_names() -> None:
    names = error_names({"error.type": "TimeoutError"}, [exception("my.mod.TimeoutError")])
    assert names == {"TimeoutError": "TimeoutError", "my.mod.TimeoutError": "TimeoutError"}


def test_an_event_that_is_not_an_exception_names_no_error() -> None:
    assert error_names({}, [Event("retry", 0, {"exception.type": "KeyError"})]) == {}
