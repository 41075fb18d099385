"""A program without a tracer provider: `init()` creates one, or nothing is set up at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests import program
from tests.program import Finished
from tests.receiver import Receiver


def run(receiver: Receiver, source: str, env: dict[str, str] | None = None) -> Finished:
    prologue = "from opentelemetry import trace\nimport agentops_otel as agentops\n"
    ended = program.run(
        prologue + source, env={"AGENTOPS_ENDPOINT": receiver.endpoint, **(env or {})}
    )
    assert ended.code == 0, ended.stderr
    return ended


def test_the_provider_is_global_and_ships_every_span(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
tracer = trace.get_tracer("made before")
assert agentops.init(auto_start_session=False) is None
tracer.start_span("in no session").end()
with agentops.start_session("run"):
    tracer.start_span("work").end()
print(agentops.flush())
""",
    )
    assert ended.lines == ["True"]
    assert receiver.span_names == ["in no session", "work", "run"]
    assert "session.id" not in receiver.spans[0].attributes


def test_a_burst_at_the_start_of_a_program_arrives_completely(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
agentops.init(auto_start_session=False, live=False)
tracer = trace.get_tracer("busy at once")
for _ in range(8000):
    tracer.start_span("work").end()
# At its end a program waits for seconds only, which a loaded machine may need longer than.
print(agentops.flush(50))
""",
    )
    assert ended.lines == ["True"]
    assert len(receiver.spans) == 8000


@pytest.mark.parametrize(
    ("argument", "env", "name"),
    [
        ("", {"OTEL_SERVICE_NAME": "from env"}, "from env"),
        ("", {"OTEL_RESOURCE_ATTRIBUTES": "service.name=resource"}, "resource"),
        ("service_name='mine'", {"OTEL_SERVICE_NAME": "from env"}, "mine"),
    ],
)
def test_the_service_name_is_the_argument_or_else_opentelemetrys(
    receiver: Receiver, argument: str, env: dict[str, str], name: str
) -> None:
    run(receiver, f"agentops.init({argument})", env)
    assert receiver.spans[0].resource["service.name"] == name


def test_changing_the_service_name_later_gives_a_warning(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
agentops.init(service_name="first")
agentops.init(service_name="first", tags=["same name"])
agentops.init(service_name="second")
""",
    )
    assert ended.stderr.count("service_name") == 1
    assert {span.resource["service.name"] for span in receiver.spans} == {"first"}


def test_another_init_changes_settings_in_place(receiver: Receiver) -> None:
    run(
        receiver,
        """\
for round in ("one", "two"):
    agentops.init(session_name=round, tags=[round])
    trace.get_tracer("t").start_span("work").end()
agentops.shutdown()
agentops.init(session_name="three", auto_start_session=True)
trace.get_tracer("t").start_span("work").end()
""",
    )
    found = [(span.name, span.attributes["agentops.session.name"]) for span in receiver.spans]
    assert sorted(found) == sorted(
        [(name, turn) for turn in ("one", "two", "three") for name in ("work", turn)]
    )


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"OTEL_SDK_DISABLED": "true"}, set()),
        ({"OTEL_TRACES_SAMPLER": "always_off"}, set()),
        ({"AGENTOPS_ENDPOINT": "", "OTEL_TRACES_EXPORTER": "none"}, set()),
        ({}, {"run", "work"}),
    ],
)
def test_opentelemetrys_own_switches_apply(
    receiver: Receiver, env: dict[str, str], names: set[str]
) -> None:
    ended = run(
        receiver,
        """\
agentops.init(auto_start_session=False)
with agentops.start_session("run") as session:
    assert agentops.current_session() is session
    agentops.task(lambda: agentops.record_event("event"))()
    session.add_tags("a")
    trace.get_tracer("t").start_span("work").end()
print(session.state, session.tags, agentops.flush())
""",
        {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint, **env},
    )
    assert ended.lines == ["success ('a',) True"]
    assert ended.stderr == ""
    assert {span.name for span in receiver.spans} - {"<lambda>"} == names
    if not names:
        assert receiver.logs == []


def attributes_of(receiver: Receiver, name: str) -> dict[str, Any]:
    (span,) = [span for span in receiver.spans if span.name == name]
    return dict(span.attributes)


@pytest.mark.parametrize(
    ("env", "kept"), [({}, 200), ({"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "10"}, 10)]
)
def test_a_full_span_keeps_its_session_and_its_limit(
    receiver: Receiver, env: dict[str, str], kept: int
) -> None:
    run(
        receiver,
        """\
agentops.init(session_name="run", tags=["a"])
span = trace.get_tracer("t").start_span("full")
for number in range(200):
    span.set_attribute(f"own.{number}", number)
span.end()
""",
        env,
    )
    attributes = attributes_of(receiver, "full")
    assert attributes["agentops.session.name"] == "run"
    assert attributes["agentops.session.tags"] == ("a",)
    own = {key for key in attributes if key.startswith("own.")}
    assert kept <= len(own) <= kept + 3
    assert {f"own.{number}" for number in range(200 - kept, 200)} <= own


@pytest.mark.parametrize(("env", "kept"), [({}, 1000), ({"OTEL_SPAN_EVENT_COUNT_LIMIT": "10"}, 10)])
def test_a_session_span_has_room_for_the_events_that_the_session_shows(
    receiver: Receiver, env: dict[str, str], kept: int
) -> None:
    ended = run(
        receiver,
        """\
agentops.init(auto_start_session=False)
with agentops.start_session("run") as session:
    for number in range(1000):
        agentops.record_event(f"event {number}")
print(len(session.events))
""",
        env,
    )
    assert ended.lines == ["1000"]
    (span,) = receiver.spans
    assert [event.name for event in span.events] == [f"event {n}" for n in range(1000 - kept, 1000)]


@pytest.mark.parametrize(
    "name",
    [
        "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_EVENT_COUNT_LIMIT",
        "OTEL_SPAN_LINK_COUNT_LIMIT",
    ],
)
@pytest.mark.parametrize("value", ["many", "-1"])
def test_a_bad_limit_is_reported_once_and_loses_only_itself(
    receiver: Receiver, name: str, value: str
) -> None:
    good = {"OTEL_SPAN_EVENT_COUNT_LIMIT": "3", "OTEL_SPAN_LINK_COUNT_LIMIT": "4"}
    ended = run(
        receiver,
        """\
import logging, sys
logging.basicConfig(stream=sys.stdout, format="%(name)s %(message)s")
session = agentops.init(session_name="run")
for number in range(9):
    agentops.record_event(str(number))
print(agentops.shutdown())
""",
        {**good, name: value},
    )
    assert ended.lines == [
        f"agentops_otel Ignored {name}: expected a whole number, not {value!r}",
        "True",
    ]
    (span,) = receiver.spans
    assert len(span.events) == (9 if name == "OTEL_SPAN_EVENT_COUNT_LIMIT" else 3)
    assert [log.event_name for log in receiver.logs] == [
        "agentops.session.start",
        "agentops.session.end",
    ]


SET_UP = """\
import logging, sys
logging.basicConfig(stream=sys.stdout, format="%(name)s %(message)s")
agentops.init(session_name="run")
print(agentops.shutdown())
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OTEL_BSP_EXPORT_TIMEOUT", "a whole number"),
        ("OTEL_BLRP_EXPORT_TIMEOUT", "a whole number"),
        ("OTEL_PYTHON_TRACER_PROVIDER", "the name of an installed provider"),
    ],
)
def test_a_variable_that_opentelemetry_cannot_read_is_reported_in_one_line(
    receiver: Receiver, name: str, expected: str
) -> None:
    ended = run(receiver, SET_UP, {name: "many"})
    assert ended.lines == [f"agentops_otel Ignored {name}: expected {expected}, not 'many'", "True"]
    assert ended.stderr == ""
    assert receiver.span_names == ["run"]


@pytest.mark.parametrize(
    "name", ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
)
@pytest.mark.parametrize(
    "entry",
    [
        "authorization: Bearer hunter2",
        "hunter2",
        "=hunter2",
        "x tenant=hunter2",
        "x%20tenant=hunter2",
        "x-tenant=hunter2%0A",
        "x-tenant=hunter\n2",
        "x-tenant=hunter2é",
        'x-tenant="hunter2"',
    ],
)
def test_an_entry_that_is_no_header_is_reported_once_without_its_value(
    receiver: Receiver, name: str, entry: str
) -> None:
    ended = run(receiver, SET_UP, {name: f"x-team=a b,{entry},x-key=%2F1"})
    alone = run(receiver, SET_UP, {name: entry})
    assert (ended.lines, ended.stderr) == (alone.lines, alone.stderr)
    warning, answer = ended.lines
    assert warning == (
        f"agentops_otel Ignored an entry in {name}: expected name=value in printable ASCII, "
        "separated by commas"
    )
    assert answer == "True"
    assert ended.stderr == ""
    assert receiver.span_names == ["run", "run"]
    traces = [request.headers for request in receiver.requests if request.path == "/v1/traces"]
    assert [(sent.get("x-team"), sent.get("x-key")) for sent in traces] == [
        ("a b", "/1"),
        (None, None),
    ]
    assert not any("hunter" in text for sent in traces for text in sent.values())


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_variable_of_opentelemetrys_counts_as_unset(
    receiver: Receiver, value: str
) -> None:
    names = (
        "OTEL_BLRP_EXPORT_TIMEOUT",
        "OTEL_BSP_EXPORT_TIMEOUT",
        "OTEL_PYTHON_TRACER_PROVIDER",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_TRACES_SAMPLER",
    )
    ended = run(receiver, SET_UP, dict.fromkeys(names, value))
    assert ended.lines == ["True"]
    assert ended.stderr == ""
    assert receiver.span_names == ["run"]


def test_the_import_registers_no_provider(receiver: Receiver) -> None:
    ended = run(
        receiver,
        """\
import logging
from opentelemetry.sdk.trace import TracerProvider
logging.basicConfig()
provider = TracerProvider()
trace.set_tracer_provider(provider)
assert trace.get_tracer_provider() is provider
""",
        {"OTEL_PYTHON_TRACER_PROVIDER": "sdk_tracer_provider"},
    )
    assert ended.stderr == ""


def test_sessions_work_without_any_set_up() -> None:
    ended = program.run(
        """\
import threading
from concurrent.futures import ThreadPoolExecutor
start, submit = threading.Thread.start, ThreadPoolExecutor.submit
import agentops_otel as agentops

@agentops.session
def answer(question):
    agentops.record_event("asked", {"question": question})
    return agentops.current_session().name, agentops.tool(str.upper)(question)

print(answer("why"))
with agentops.start_session("run", tags=["a"]) as session:
    print(session.name, session.tags, session.url, session.state)
print(session.state, agentops.current_session())
print(agentops.flush(), agentops.shutdown())
assert (threading.Thread.start, ThreadPoolExecutor.submit) == (start, submit)
"""
    )
    assert ended.stderr == ""
    assert ended.lines == [
        "('answer', 'WHY')",
        "run ('a',) None running",
        "success None",
        "True True",
    ]


def test_a_provider_without_init_still_gets_sessions_as_spans() -> None:
    ended = program.run(
        """\
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
import agentops_otel as agentops

provider = TracerProvider()
exporter = ConsoleSpanExporter(
    formatter=lambda span: f"{span.name} {span.attributes.get('session.id')}\\n"
)
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)

@agentops.session("run")
def answer():
    agentops.current_session().add_tags("late")

answer()
with agentops.start_session("by hand", session_id="42"):
    pass
"""
    )
    assert ended.stderr == ""
    assert [line.split()[0] for line in ended.lines] == ["run", "by"]
    assert ended.lines[1] == "by hand 42"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the program reads /proc")
def test_sessions_leave_no_objects_behind() -> None:
    source = Path(__file__).with_name("many_sessions.py").read_text(encoding="utf-8")
    ended = program.run(source, arguments=["500", "2000"])
    assert ended.code == 0, ended.stderr
    objects, _ = ended.lines[0].split()
    assert int(objects) < 1000
