"""A program that watches what its main thread does for sessions while the receiver never answers.

Before anything else is imported, every lock of `threading` is replaced by one that notes which
thread wants it; sockets note which thread uses them, and which locks it holds. The program prints
as JSON what the main thread did.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

SESSIONS = 3000

main_thread = threading.get_ident()
is_watched = False
main_did: set[str] = set()
wanted_by_main: set[int] = set()
held: dict[int, list[int]] = {}
held_over_io: set[int] = set()
receiving: set[str] = set()


def note_io(event: str) -> None:
    thread = threading.get_ident()
    held_over_io.update(held.get(thread, ()))
    if thread == main_thread and is_watched:
        main_did.add(event)


class Watched:
    """A lock that notes whether the main thread wants it, and which thread holds it."""

    def __init__(self, lock: Any) -> None:
        self._lock = lock

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        thread = threading.get_ident()
        if thread == main_thread and is_watched:
            wanted_by_main.add(id(self))
        if not self._lock.acquire(blocking, timeout):
            return False
        held.setdefault(thread, []).append(id(self))
        return True

    def release(self) -> None:
        self._lock.release()
        mine = held.get(threading.get_ident(), [])
        if id(self) in mine:
            mine.remove(id(self))

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lock, name)


class WatchedRLock(Watched):
    """A reentrant lock, which a condition releases while it waits."""

    def _release_save(self) -> Any:
        thread = threading.get_ident()
        held[thread] = [one for one in held.get(thread, []) if one != id(self)]
        return self._lock._release_save()

    def _acquire_restore(self, state: Any) -> None:
        self._lock._acquire_restore(state)
        held.setdefault(threading.get_ident(), []).append(id(self))


def watched(make: Callable[[], Any], kind: type[Watched]) -> Callable[[], Any]:
    # Keep every lock alive, so that no other one gets its id.
    kept: list[Watched] = []

    def create() -> Watched:
        kept.append(kind(make()))
        return kept[-1]

    return create


def noting(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: Any, *args: Any, **options: Any) -> Any:
        note_io(name)
        if name == "socket.recv_into":
            receiving.add(threading.current_thread().name)
        return method(self, *args, **options)

    return call


def note_wait(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: Any, *args: Any) -> Any:
        if threading.get_ident() == main_thread and is_watched:
            main_did.add("threading.Condition.wait")
        return method(self, *args)

    return call


threading.Lock = watched(threading.Lock, Watched)  # type: ignore[assignment]
threading.RLock = watched(threading.RLock, WatchedRLock)  # type: ignore[assignment]
threading.Condition.wait = note_wait(threading.Condition.wait)  # type: ignore[method-assign]
for name in ("send", "sendall", "recv", "recv_into"):
    setattr(socket.socket, name, noting(f"socket.{name}", getattr(socket.socket, name)))


def audit(event: str, _: object) -> None:
    if event.startswith(("socket.", "open", "subprocess.", "time.sleep")):
        note_io(event)


sys.addaudithook(audit)

import agentops_otel as agentops  # noqa: E402

agentops.init(auto_start_session=False)
agentops.start_session("the first").end()
while len(receiving) < 2:  # Spans and live records.
    time.sleep(0.01)

is_watched = True
for number in range(SESSIONS):
    session = agentops.start_session(f"session {number}", tags=["a"])
    session.add_tags("b")
    session.record_event("event")
    agentops.task(lambda: None)()
    session.end()
is_watched = False

print(
    json.dumps(
        {
            "main thread did": sorted(main_did),
            "locks it wanted": len(wanted_by_main),
            "locks held over I/O": len(held_over_io),
            "of these it wanted": len(wanted_by_main & held_over_io),
            "receiving": len(receiving),
        }
    ),
    flush=True,
)
os._exit(0)
