"""Answers that took long to work out, kept for whoever asks next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Final, Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The answers that were asked for last, up to a number of bytes.

    A question names everything that its answer depends on. Who asks while another works out the
    same answer waits for it.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes: Final = most_bytes
        self._lock: Final = threading.Lock()
        self._awaited: Final = dict[Hashable, "Future[Answer]"]()
        self._sized: Final = OrderedDict[Hashable, "tuple[Answer, int]"]()

    def get(self, question: Hashable, work_out: Callable[[], tuple[Answer, int]]) -> Answer:
        """Give the answer to a question.

        Args:
            question: What is asked.
            work_out: Gives the answer, and about how many bytes of memory it takes.

        Raises:
            Exception: What working it out raises, also to those who only wait.
        """
        with self._lock:
            if question in self._sized:
                self._sized.move_to_end(question)
                return self._sized[question][0]
            awaited = self._awaited.get(question)
            mine = self._awaited[question] = Future() if awaited is None else awaited
        if awaited is not None:
            return awaited.result()
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
        """Forget all answers, also those that are being worked out."""
        with self._lock:
            self._sized.clear()
            self._awaited.clear()

    def _keep(self, question: Hashable, given: Future[Answer], size: int) -> None:
        with self._lock:
            # It may have been forgotten meanwhile, and be asked anew.
            if size > self._most_bytes or self._awaited.get(question) is not given:
                return
            self._sized[question] = given.result(), size
            while sum(each for _, each in self._sized.values()) > self._most_bytes:
                self._sized.popitem(last=False)
