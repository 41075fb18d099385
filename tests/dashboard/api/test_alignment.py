from __future__ import annotations

from agentops_otel.dashboard.api.alignment import align, first_divergence
from agentops_otel.dashboard.model import Operation


def operations(names: str, *, failed: str = "") -> list[Operation]:
    return [
        Operation("tool", name, "a" * 32, (str(at),), at, 1, is_error=name in failed)
        for at, name in enumerate(names)
    ]


def paired(a: str, b: str) -> list[tuple[str, str]]:
    return [
        (pair.a.name if pair.a else "-", pair.b.name if pair.b else "-")
        for pair in align(operations(a), operations(b))
    ]


def test_the_same_operations_pair_up() -> None:
    assert paired("abc", "abc") == [("a", "a"), ("b", "b"), ("c", "c")]


def test_an_operation_of_one_alone_stands_alone() -> None:
    assert paired("abc", "axc") == [("a", "a"), ("b", "-"), ("-", "x"), ("c", "c")]


def test_sessions_without_operations_have_no_pairs() -> None:
    assert paired("", "") == []


def test_the_first_divergence_is_the_first_missing_side() -> None:
    assert first_divergence(align(operations("abc"), operations("axc"))) == 1


def test_failing_on_one_side_only_is_a_divergence() -> None:
    assert first_divergence(align(operations("abc"), operations("abc", failed="c"))) == 2


def test_equal_sessions_do_not_diverge() -> None:
    assert first_divergence(align(operations("abc"), operations("abc"))) is None
