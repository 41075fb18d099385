"""Open sessions end the way their program ends, and nothing recorded is lost."""

from __future__ import annotations

import signal

import pytest

from tests import program
from tests.program import Finished
from tests.received import Span
from tests.receiver import Receiver, RefusingPort

END_STATE = "agentops.session.end_state"
REASON = "agentops.session.end_state_reason"


def run(receiver: Receiver, source: str, **options: object) -> Finished:
    prologue = "import sys\nimport agentops_otel as agentops\n"
    ended = program.run(
        prologue + source,
        env={"AGENTOPS_ENDPOINT": receiver.endpoint},
        **options,  # type: ignore[arg-type]
    )
    assert "Internal error" not in ended.stderr
    return ended


def ends(receiver: Receiver) -> dict[str, tuple[object, object]]:
    """Return the end state and reason of every session span, by its name."""
    return {
        span.name: (span.attributes[END_STATE], span.attributes.get(REASON))
        for span in receiver.spans
        if END_STATE in span.attributes
    }


def test_a_program_that_ends_leaves_every_session_ended(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
agentops.init()
with agentops.start_session("finished"):
    pass
agentops.start_session("left open")
""",
    )
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")
    assert ends(receiver) == {
        "finished": ("success", None),
        "left open": ("unfinished", None),
        "program": ("success", None),
    }


def test_an_uncaught_exception_is_the_reason_of_all_open_sessions(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
agentops.init()
agentops.start_session("left open")
raise ValueError("no such customer")
""",
    )
    assert ended.code == 1
    assert ended.stderr.endswith("ValueError: no such customer\n")
    reason = "ValueError: no such customer"
    assert ends(receiver) == {"left open": ("error", reason), "program": ("error", reason)}
    for span in receiver.spans:
        assert (span.status, span.status_message) == ("error", reason)
        assert [event.name for event in span.events] == ["exception"]


def test_the_traceback_of_an_uncaught_exception_is_recorded_once(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
import atexit
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()

@atexit.register
def count_tracebacks():
    events = [span.events[0] for span in exporter.get_finished_spans()]
    tracebacks = {id(event.attributes["exception.stacktrace"]) for event in events}
    print(len(events), "spans,", len(tracebacks), "traceback")

agentops.init(span_exporter=exporter, auto_start_session=False)
for _ in range(10):
    agentops.start_session()
raise ValueError("no such customer")
""",
    )
    assert ended.lines == ["10 spans, 1 traceback"]


def test_the_programs_own_excepthook_is_left_alone(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
def hook(kind, exception, traceback):
    print("seen", kind.__name__)
sys.excepthook = hook
agentops.init()
assert sys.excepthook is hook
def fail():
    raise LookupError
fail()
""",
    )
    assert ended.lines == ["seen LookupError"]
    assert ends(receiver) == {"program": ("error", "LookupError")}


def test_an_exception_in_a_program_run_with_the_option_c_is_uncaught_too(
    receiver: Receiver,
) -> None:
    ended = program.run(
        "",
        env={"AGENTOPS_ENDPOINT": receiver.endpoint},
        options=["-c", "import agentops_otel; agentops_otel.init(); 1 / 0"],
    )
    assert ended.code == 1
    assert ends(receiver) == {"python": ("error", "ZeroDivisionError: division by zero")}


FAILING = {
    "a module": ["-m", "tests.system.sdk.failing"],
    "a coroutine": ["-c", "import tests.system.sdk.failing as f, asyncio; asyncio.run(f.fail())"],
}


@pytest.mark.parametrize("kind", FAILING)
def test_an_uncaught_exception_counts_however_the_program_was_started(
    receiver: Receiver, kind: str
) -> None:
    ended = program.run("", env={"AGENTOPS_ENDPOINT": receiver.endpoint}, options=FAILING[kind])
    assert ended.code == 1
    assert [end for end, _ in ends(receiver).values()] == ["error"]


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="needs signals")
def test_control_c_cancels_all_open_sessions(receiver: Receiver) -> None:
    source = """\
        import time
        import agentops_otel as agentops
        agentops.init()
        agentops.start_session("left open")
        print("ready", flush=True)
        time.sleep(60)
        """
    env = {"AGENTOPS_ENDPOINT": receiver.endpoint}
    with program.started(source, env=env) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert {state for state, _ in ends(receiver).values()} == {"cancelled"}
    assert set(ends(receiver)) == {"left open", "program"}
    # A shell aborts a loop only if the program in the foreground died of the signal.
    assert process.returncode == -signal.SIGINT


@pytest.mark.parametrize("code", ["0", "3", "'a message'"])
def test_sys_exit_is_not_an_error(receiver: Receiver, code: str) -> None:
    run(
        receiver,
        f"""\
agentops.init()
agentops.start_session("left open")
sys.exit({code})
""",
    )
    assert ends(receiver) == {"left open": ("unfinished", None), "program": ("success", None)}


CAUGHT = {
    "a thread": """\
import threading
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
""",
    "an interpreter within": """\
import code
code.InteractiveInterpreter().runsource("1 / 0")
""",
    "somebody who keeps it": """\
def fail():
    try:
        1 / 0
    except ZeroDivisionError as exception:
        sys.last_value = exception
        sys.last_exc = exception
fail()
""",
}


@pytest.mark.parametrize("catcher", CAUGHT)
def test_an_exception_that_was_caught_does_not_count(receiver: Receiver, catcher: str) -> None:
    ended = run(receiver, f"agentops.init()\n{CAUGHT[catcher]}")
    assert ended.code == 0
    assert ends(receiver) == {"program": ("success", None)}


def test_an_error_at_the_prompt_does_not_count(receiver: Receiver) -> None:
    env = {"AGENTOPS_ENDPOINT": receiver.endpoint}
    with program.started("", env=env, options=["-i"]) as process:
        process.communicate("import agentops_otel as a\na.init()\n1 / 0\nexit()\n", timeout=30)
    assert [state for state, _ in ends(receiver).values()] == ["success"]


FAULTS = ["hang", "unavailable", "unauthorised", "slow", "close"]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_exit_is_bounded_whatever_the_receiver_does(fault: str) -> None:
    with Receiver(fault) as receiver:
        ended = run(
            receiver,
            """\
import atexit, time
agentops.init()
for _ in range(1500):
    agentops.start_session().end()
began = time.monotonic()
atexit._run_exitfuncs()
print(time.monotonic() - began)
""",
        )
    assert ended.code == 0
    assert float(ended.lines[0]) < 7.5  # 5 s, plus what a loaded machine adds.


def test_the_exit_does_not_wait_for_an_absent_receiver() -> None:
    with RefusingPort() as port:
        ended = program.run(
            """\
import agentops_otel as agentops
agentops.init()
""",
            env={"AGENTOPS_ENDPOINT": port.endpoint},
        )
    assert ended.code == 0
    assert ended.seconds < 8


def test_the_hosts_exporter_gets_the_sessions_that_end_with_the_program() -> None:
    ended = program.run(
        """\
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
import agentops_otel as agentops

provider = TracerProvider()
exporter = ConsoleSpanExporter(formatter=lambda span: span.name + "\\n")
provider.add_span_processor(BatchSpanProcessor(exporter))
trace.set_tracer_provider(provider)
agentops.init()
agentops.start_session("left open")
"""
    )
    assert (ended.code, ended.stderr) == (0, "")
    assert sorted(ended.lines) == ["left open", "program"]


def test_shutting_down_the_provider_early_loses_nothing(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
from opentelemetry import trace
agentops.init()
agentops.start_session("left open")
trace.get_tracer_provider().shutdown()
""",
    )
    assert (ended.code, ended.stderr) == (0, "")
    assert ends(receiver) == {"left open": ("unfinished", None), "program": ("success", None)}


def test_sessions_that_end_in_the_programs_own_exit_handlers_are_exported(
    receiver: Receiver,
) -> None:
    run(
        receiver,
        """\
import atexit
agentops.init()
session = agentops.start_session("ended late")
atexit.register(session.end, "cancelled")
""",
    )
    assert ends(receiver)["ended late"] == ("cancelled", None)


def test_unfinished_operations_end_with_the_program(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
import asyncio, threading
agentops.init(auto_start_session=False)

@agentops.task
def words():
    yield "one"

@agentops.tool
async def lines():
    yield "one"

@agentops.agent
async def wait():
    await asyncio.sleep(100)

@agentops.operation
def block():
    blocks.set()
    threading.Event().wait()

session = agentops.start_session("left open")
generator = words()
next(generator)
loop = asyncio.new_event_loop()
async_generator = lines()
loop.run_until_complete(async_generator.__anext__())
task = loop.create_task(wait())
loop.run_until_complete(asyncio.sleep(0))
blocks = threading.Event()
threading.Thread(target=block, daemon=True).start()
blocks.wait()
""",
    )
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")
    names = ["block", "wait", "lines", "words", "left open"]
    assert [(span.name, span.status) for span in receiver.spans] == [(n, "unset") for n in names]
    assert len({span.attributes["session.id"] for span in receiver.spans}) == 1


def test_the_hosts_exporter_gets_unfinished_operations() -> None:
    ended = program.run(
        """\
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
import agentops_otel as agentops

provider = TracerProvider()
exporter = ConsoleSpanExporter(formatter=lambda span: span.name + "\\n")
provider.add_span_processor(BatchSpanProcessor(exporter))
trace.set_tracer_provider(provider)
agentops.init(auto_start_session=False)

@agentops.task
def words():
    yield "one"

generator = words()
next(generator)
"""
    )
    assert (ended.code, ended.stderr, ended.lines) == (0, "", ["words"])


NAMES = {
    "a script": ([], "program"),
    "a command": (["-c", "import agentops_otel as a; a.init()"], "python"),
    "a module": (["-m", "tests.system.sdk.named"], "tests.system.sdk.named"),
    "a package": (["-m", "tests.system.sdk.package"], "tests.system.sdk.package"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_the_automatic_session_is_named_after_the_program(receiver: Receiver, kind: str) -> None:
    options, name = NAMES[kind]
    run(receiver, "agentops.init()", options=options)
    (span,) = sessions(receiver)
    assert span.name == name


def sessions(receiver: Receiver) -> list[Span]:
    return [span for span in receiver.spans if span.attributes["agentops.span.kind"] == "session"]
