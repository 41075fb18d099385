"""A thread does not re-enter a call that it is inside of; a forked child is inside of none."""

from __future__ import annotations

from agentops_otel.sdk.host.reentry import NotReentrant
from tests.program import run


def test_a_nested_call_runs_after_the_outer_one() -> None:
    taken: list[str] = []

    def take(item: str) -> None:
        if item == "outer":
            hand_on("inner")
        taken.append(item)

    hand_on = NotReentrant(take)
    hand_on("outer")
    assert taken == ["outer", "inner"]


def test_a_forked_child_is_not_inside_a_call_of_another_thread() -> None:
    program = """
        import os, threading
        from agentops_otel.sdk.sessions.changing import change

        inside = threading.Event()

        def stay():
            inside.set()
            threading.Event().wait()

        threading.Thread(target=change, args=(stay,), daemon=True).start()
        inside.wait()
        if os.fork() == 0:
            # It may be given the id of the thread that the child lacks.
            thread = threading.Thread(target=change, args=(lambda: print("called"),))
            thread.start()
            thread.join()
        else:
            os.wait()
    """
    assert run(program).lines == ["called"]
