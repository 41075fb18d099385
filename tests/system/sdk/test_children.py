"""Child processes keep the session's id and tags, and leave its open spans to the parent."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping

import pytest

from tests import program
from tests.program import Finished
from tests.receiver import Receiver

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def run(receiver: Receiver, source: str, extra: Mapping[str, str | None] | None = None) -> Finished:
    # Since Python 3.12, forking a process with several threads warns; a pipeline has a thread.
    env = {"AGENTOPS_ENDPOINT": receiver.endpoint, "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    ended = program.run(source, env={**env, **(extra or {})})
    assert (ended.code, ended.stderr) == (0, "")
    copies = Counter((span.trace_id, span.span_id) for span in receiver.spans)
    assert set(copies.values()) <= {1}
    return ended


def tree(receiver: Receiver) -> dict[str, tuple[str | None, object, object]]:
    """Return the parent's name, session name and tags of every span, by its name."""
    names = {span.span_id: span.name for span in receiver.spans}
    return {
        span.name: (
            names.get(span.parent_id),
            span.attributes.get("agentops.session.name"),
            span.attributes.get("agentops.session.tags"),
        )
        for span in receiver.spans
    }


@pytest.mark.parametrize("ending", ["sys.exit()", "raise SystemExit(0)", "pass"])
def test_a_forked_child_adds_to_the_session_and_ends_nothing_of_it(
    receiver: Receiver, ending: str
) -> None:
    run(
        receiver,
        f"""\
import os, sys
from opentelemetry import trace
import agentops_otel as agentops

tracer = trace.get_tracer("program")
agentops.init(session_name="automatic")
with agentops.start_session("run", tags=["a"]) as session, tracer.start_as_current_span("open"):
    child = os.fork()
    if child == 0:
        assert agentops.current_session() is session
        with tracer.start_as_current_span("in the child"):
            pass
        with agentops.start_session("of the child"):
            pass
        {ending}
    else:
        assert os.waitpid(child, 0)[1] == 0
        tracer.start_span("in the parent").end()
""",
    )
    assert tree(receiver) == {
        "automatic": (None, "automatic", None),
        "run": (None, "run", ("a",)),
        "open": ("run", "run", ("a",)),
        "in the child": ("open", "run", ("a",)),
        "of the child": ("open", "of the child", ("a",)),
        "in the parent": ("open", "run", ("a",)),
    }


def test_ending_a_session_in_the_child_does_not_end_it_in_the_parent(receiver: Receiver) -> None:
    run(
        receiver,
        """\
import os
import agentops_otel as agentops

agentops.init()
session = agentops.start_session("run")

@agentops.task
def fork():
    child = os.fork()
    if child == 0:
        session.end("error", "in the child")
        assert session.state == "error"
        agentops.end_all_sessions("cancelled")
        agentops.flush()
        return
    os.waitpid(child, 0)
    session.end()

fork()
""",
    )
    states = {
        span.name: span.attributes.get("agentops.session.end_state") for span in receiver.spans
    }
    assert states == {"run": "success", "fork": None, "program": "success"}


START_METHODS = ["fork", "spawn", "forkserver"]


@pytest.mark.parametrize("method", START_METHODS)
def test_what_a_multiprocessing_child_recorded_is_exported(receiver: Receiver, method: str) -> None:
    run(
        receiver,
        f"""\
import multiprocessing
import agentops_otel as agentops

agentops.init(auto_start_session=False)

def work():
    agentops.start_session("left open")
    with agentops.start_session("in the child"):
        pass

if __name__ == "__main__":
    process = multiprocessing.get_context("{method}").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0
""",
    )
    assert {span.name for span in receiver.spans} == {"left open", "in the child"}


@pytest.mark.parametrize("method", START_METHODS)
def test_a_child_that_sets_itself_up_is_exported_too(receiver: Receiver, method: str) -> None:
    run(
        receiver,
        f"""\
import multiprocessing
import agentops_otel as agentops

def work():
    agentops.init(session_name="of the child")

if __name__ == "__main__":
    process = multiprocessing.get_context("{method}").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0
""",
    )
    (span,) = receiver.spans
    assert span.name == "of the child"
    assert span.attributes["agentops.session.end_state"] == "success"


@pytest.mark.parametrize("method", START_METHODS)
def test_a_child_that_loads_the_program_again_has_its_name(receiver: Receiver, method: str) -> None:
    run(
        receiver,
        f"""\
import multiprocessing
import agentops_otel as agentops

agentops.init()

def work():
    agentops.current_session().add_tags("of the child")

if __name__ == "__main__":
    process = multiprocessing.get_context("{method}").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0
""",
    )
    names = [span.attributes["agentops.session.name"] for span in receiver.spans]
    assert names == ["program"] * (1 if method == "fork" else 2)


def test_a_pool_of_forked_workers_is_exported(receiver: Receiver) -> None:
    run(
        receiver,
        """\
import multiprocessing
import agentops_otel as agentops

@agentops.task
def square(number):
    return number * number

if __name__ == "__main__":
    agentops.init(auto_start_session=False)
    with agentops.start_session("run", session_id="1"):
        pool = multiprocessing.get_context("fork").Pool(2)
        assert pool.map(square, range(8)) == [n * n for n in range(8)]
        pool.close()
        pool.join()
""",
    )
    assert Counter(span.name for span in receiver.spans) == {"square": 8, "run": 1}
    assert {span.attributes["session.id"] for span in receiver.spans} == {"1"}


def test_a_fork_in_the_middle_of_other_threads_work_does_not_hang(receiver: Receiver) -> None:
    run(
        receiver,
        """\
import os, threading, time
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
import agentops_otel as agentops

exporter = InMemorySpanExporter()
agentops.init(auto_start_session=False, live=False, span_exporter=exporter)
is_over = threading.Event()

def work():
    while not is_over.is_set():
        with agentops.start_session() as session:
            session.add_tags("a")
            session.record_event("b")
        time.sleep(0.0005)

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
children = []
for _ in range(20):
    child = os.fork()
    if child == 0:
        with agentops.start_session() as session:
            session.add_tags("a")
        os._exit(0)
    children.append(child)
for child in children:
    assert os.waitpid(child, 0)[1] == 0
is_over.set()
for thread in threads:
    thread.join()
os._exit(0)
""",
        # Coverage holds a lock during each call, which a fork at that moment leaves locked.
        {"COVERAGE_PROCESS_CONFIG": None},
    )


def test_a_subprocess_continues_the_session(receiver: Receiver) -> None:
    run(
        receiver,
        """\
import subprocess, sys
import agentops_otel as agentops
from agentops_otel.sdk.process import child_environment

agentops.init(auto_start_session=False)
child = '''
import agentops_otel as agentops
session = agentops.init(session_name="subprocess", tags=["child"])
assert session.parent_id == "outer", session.parent_id
'''
with agentops.start_session("run", session_id="outer", tags=["a"]):
    subprocess.run([sys.executable, "-c", child], env=child_environment(), check=True)
""",
    )
    assert tree(receiver) == {
        "run": (None, "run", ("a",)),
        "subprocess": ("run", "subprocess", ("child", "a")),
    }


@pytest.mark.parametrize("method", START_METHODS)
@pytest.mark.parametrize(
    ("ending", "state"),
    [
        # Since Python 3.13, the exception is gone before any code of the SDK runs.
        ("1 / 0", "error" if sys.version_info < (3, 13) else "unfinished"),
        ("sys.exit(1)", "unfinished"),
        ("pass", "unfinished"),
    ],
)
def test_an_uncaught_exception_ends_a_childs_sessions_as_an_error(
    receiver: Receiver, method: str, ending: str, state: str
) -> None:
    program.run(
        f"""\
import multiprocessing, sys
import agentops_otel as agentops

agentops.init(auto_start_session=False)

def work():
    agentops.start_session("left open")
    {ending}

if __name__ == "__main__":
    process = multiprocessing.get_context("{method}").Process(target=work)
    process.start()
    process.join()
""",
        env={"AGENTOPS_ENDPOINT": receiver.endpoint},
    )
    (span,) = receiver.spans
    assert span.attributes["agentops.session.end_state"] == state
