from __future__ import annotations

from dataclasses import replace

from agentops_otel.dashboard.api.alignment import align, first_divergence
from agentops_otel.dashboard.model import Operation, SpanSummary


def operations(names: str, *, failed: str = "") -> list[Operation]:
    return [
        Operation("tool", name, TRACE, (str(at),), at, 1, is_error=name in failed)
        for at, name in enumerate(names)
    ]


TRACE = "a" * 32


def tree(parents: str) -> list[SpanSummary]:
    """Return the spans of `operations`; each character is the parent of one, `.` for none."""
    return [
        SpanSummary(
            TRACE, str(at), "" if parent == "." else parent, "", None, "tool", at, at + 1, 1, "ok"
        )
        for at, parent in enumerate(parents)
    ]


def paired(a: str, b: str) -> list[tuple[str, str]]:
    return [
        (pair.a.name if pair.a else "-", pair.b.name if pair.b else "-")
        for pair in align(operations(a), operations(b))
    ]


def test_the_same_operations_pair_up() -> None:
    assert paired("abc", "abc") == [("a", "a"), ("b", "b"), ("c", "c")]


def test_an_operation_of_only_one_session_has_no_counterpart() -> None:
    assert paired("abc", "axc") == [("a", "a"), ("b", "-"), ("-", "x"), ("c", "c")]


def test_sessions_without_operations_have_no_pairs() -> None:
    assert paired("", "") == []


def test_the_first_divergence_is_the_first_missing_side() -> None:
    assert first_divergence(align(operations("abc"), operations("axc")), []) == 1


def test_failing_on_one_side_only_is_a_divergence() -> None:
    assert first_divergence(align(operations("abc"), operations("abc", failed="c")), []) == 2


def test_equal_sessions_do_not_diverge() -> None:
    assert first_divergence(align(operations("abc"), operations("abc")), []) is None


def test_a_failure_passed_up_from_a_child_is_not_the_divergence() -> None:
    nested = align(operations("abcd"), operations("abcd", failed="abd"))

    assert first_divergence(nested, tree(".011")) == 3
    assert first_divergence(nested, tree(".0.2")) == 1


def test_a_missing_operation_below_a_failure_is_the_divergence() -> None:
    lacking = align(operations("abc"), operations("ab", failed="a"))

    assert first_divergence(lacking, tree(".00")) == 2


def test_an_operation_of_only_one_session_diverges_together_with_those_below_it() -> None:
    alone = align(operations("abc"), operations("a"))

    assert first_divergence(alone, tree(".01")) == 1


def test_the_first_of_spans_that_are_each_others_parents_is_the_divergence() -> None:
    failing = align(operations("ab"), operations("ab", failed="ab"))

    assert first_divergence(failing, tree("10")) == 0


def test_two_spans_of_one_operation_pass_no_failure_up_to_each_other() -> None:
    seen_twice = [replace(each, span_ids=("0", "1")) for each in operations("a", failed="a")]

    assert first_divergence(align(operations("a"), seen_twice), tree(".0")) == 0
