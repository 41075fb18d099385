from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from agentops_otel.dashboard.store.errors import StoreAbandonedError
from agentops_otel.dashboard.store.kept import Kept


def test_an_answer_is_computed_once() -> None:
    kept, asked = Kept[str](100), list[int]()

    def ask(number: int) -> str:
        def work_out() -> tuple[str, int]:
            asked.append(number)
            return f"answer {number}", 10

        return kept.get(number, work_out)

    assert [ask(number) for number in (1, 2, 1)] == ["answer 1", "answer 2", "answer 1"]
    assert asked == [1, 2]
    kept.forget()
    ask(1)
    assert asked == [1, 2, 1]


def test_the_least_recently_used_is_evicted_first_and_too_large_answers_are_not_kept() -> None:
    kept, asked = Kept[None](100), list[tuple[int, int]]()

    def ask(number: int, size: int) -> None:
        def work_out() -> tuple[None, int]:
            asked.append((number, size))
            return None, size

        kept.get(number, work_out)

    for number, size in ((1, 40), (2, 40), (1, 40), (3, 101), (4, 40)):
        ask(number, size)
    asked.clear()
    for number in (1, 4, 3, 2):
        ask(number, 40)
    assert asked == [(3, 40), (2, 40)]


def test_concurrent_requests_wait_for_the_same_answer() -> None:
    kept = Kept[object](100)
    begun, may_end = threading.Event(), threading.Event()

    def work_out() -> tuple[object, int]:
        begun.set()
        may_end.wait(30)
        return object(), 1

    def no_more() -> tuple[object, int]:
        raise AssertionError("it is being worked out")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "q", work_out)
        begun.wait(30)
        second = pool.submit(kept.get, "q", no_more)
        may_end.set()
        assert first.result(30) is second.result(30)


def test_an_answer_forgotten_during_its_computation_is_not_kept() -> None:
    kept = Kept[str](100)

    def forgotten() -> tuple[str, int]:
        kept.forget()
        return "old", 1

    assert kept.get("q", forgotten) == "old"
    assert kept.get("q", lambda: ("new", 1)) == "new"


def test_a_forgotten_answer_is_not_returned_for_a_newer_request() -> None:
    kept = Kept[str](100)
    is_forgotten, is_asked_anew, may_end = (threading.Event() for _ in range(3))

    def old() -> tuple[str, int]:
        kept.forget()
        is_forgotten.set()
        is_asked_anew.wait(30)
        return "old", 1

    def new() -> tuple[str, int]:
        is_asked_anew.set()
        may_end.wait(30)
        return "new", 1

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "q", old)
        is_forgotten.wait(30)
        second = pool.submit(kept.get, "q", new)
        assert first.result(30) == "old"
        third = pool.submit(kept.get, "q", lambda: ("third", 1))
        may_end.set()
        assert [second.result(30), third.result(30)] == ["new", "new"]
    assert kept.get("q", lambda: ("later", 1)) == "new"


def test_a_failure_is_raised_and_not_kept() -> None:
    kept = Kept[str](100)

    def fail() -> tuple[str, int]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("q", fail)
    assert kept.get("q", lambda: ("yes", 1)) == "yes"


def test_an_answer_that_another_caller_gave_up_is_computed_again() -> None:
    kept = Kept[str](100)
    begun, may_end = threading.Event(), threading.Event()

    def give_up() -> tuple[str, int]:
        begun.set()
        may_end.wait(30)
        raise StoreAbandonedError("the client has left")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, "q", give_up)
        begun.wait(30)
        second = pool.submit(kept.get, "q", lambda: ("answer", 1))
        may_end.set()
        assert second.result(30) == "answer"
        with pytest.raises(StoreAbandonedError):
            first.result(30)
