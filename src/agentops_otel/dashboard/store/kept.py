"""A cache for answers that are expensive to compute."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

from agentops_otel.dashboard.store.errors import StoreAbandonedError
from agentops_otel.dashboard.store.patience import current_patience

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The most recently used answers, up to a total size in bytes.

    A question includes everything that its answer depends on. A thread that asks while another
    computes the same answer waits for it.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes: Final = most_bytes
        self._lock: Final = threading.Lock()
        self._awaited: Final = dict[Hashable, "Future[Answer]"]()
        self._sized: Final = OrderedDict[Hashable, "tuple[Answer, int]"]()

    def get(self, question: Hashable, work_out: Callable[[], tuple[Answer, int]]) -> Answer:
        """Return the answer to a question.

        Args:
            question: The cache key.
            work_out: Returns the answer and its approximate size in bytes.

        Raises:
            Exception: Whatever `work_out` raises, also in the threads that wait for it, except that
                they work it out themselves if it was abandoned.
        """
        while True:
            with self._lock:
                if question in self._sized:
                    self._sized.move_to_end(question)
                    return self._sized[question][0]
                awaited = self._awaited.get(question)
                mine = self._awaited[question] = Future() if awaited is None else awaited
            if awaited is None:
                break
            with contextlib.suppress(StoreAbandonedError):
                return awaited.result()
            # The other thread's caller gave up, which says nothing about this one's.
            current_patience.get().check()
        try:
            answer, size = work_out()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(answer)
            self._keep(question, mine, size)
            return answer
        finally:
            with self._lock:
                if self._awaited.get(question) is mine:
                    del self._awaited[question]

    def forget(self) -> None:
        """Forget all answers, including those that are being computed."""
        with self._lock:
            self._sized.clear()
            self._awaited.clear()

    def _keep(self, question: Hashable, given: Future[Answer], size: int) -> None:
        with self._lock:
            # The question may have been forgotten, and even asked again, in the meantime.
            if size > self._most_bytes or self._awaited.get(question) is not given:
                return
            self._sized[question] = given.result(), size
            while sum(each for _, each in self._sized.values()) > self._most_bytes:
                self._sized.popitem(last=False)
