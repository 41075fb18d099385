"""A session continues in other processes: subprocesses, pools of every start method, forks."""

from __future__ import annotations

import pickle
import re

import pytest
from opentelemetry import trace

from agentops_otel.sdk.process import carried, child_environment, inherited_context
from agentops_otel.sdk.sessions.carried import carried_in
from agentops_otel.testing import capture_spans
from tests.program import run
from tests.received import Span
from tests.receiver import Receiver

START_METHODS = ["fork", "spawn", "forkserver"]


def by_name(receiver: Receiver) -> dict[str, Span]:
    return {span.name: span for span in receiver.spans}


def test_the_environment_of_a_child_names_the_span_and_the_session() -> None:
    from agentops_otel import start_session

    with capture_spans(), start_session("s", session_id="id/1", tags=["a,b", "c"]) as session:
        environment = child_environment({"PATH": "/bin", "TRACESTATE": "stale=1"})
    context = session.span.get_span_context()
    assert environment == {
        "PATH": "/bin",
        "TRACEPARENT": f"00-{context.trace_id:032x}-{context.span_id:016x}-01",
        "BAGGAGE": "session.id=id%2F1,agentops.session.tags=a%252Cb%2Cc",
    }


def test_outside_any_session_the_environment_is_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRACEPARENT", "kept")
    assert child_environment()["TRACEPARENT"] == "kept"
    assert child_environment({}) == {}


def test_the_context_of_the_parent_process_is_read_from_the_environment() -> None:
    context = inherited_context(
        {
            "TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "BAGGAGE": "session.id=s1,agentops.session.tags=a%252Cb%2Cc,other=1",
        }
    )
    assert context is not None
    span = trace.get_current_span(context).get_span_context()
    assert (span.span_id, span.is_remote) == (0xB7AD6B7169203331, True)
    membership = carried_in(context)
    assert membership is not None
    assert (membership.id, membership.tags) == ("s1", ("a,b", "c"))
    assert inherited_context({}) is None
    assert inherited_context({"TRACEPARENT": ""}) is None


@pytest.mark.parametrize(
    "environ",
    [{"TRACEPARENT": "nonsense"}, {"BAGGAGE": "=;;,%%%"}, {"BAGGAGE": "session.id="}],
)
def test_a_malformed_environment_carries_nothing(environ: dict[str, str]) -> None:
    context = inherited_context(environ)
    assert context is not None
    assert not trace.get_current_span(context).get_span_context().is_valid
    assert carried_in(context) is None


def double(number: int, *, plus: int = 0) -> int:
    return number * 2 + plus


def test_a_carried_function_is_picklable_and_does_what_the_function_does() -> None:
    copy = pickle.loads(pickle.dumps(carried(double)))
    assert copy(4, plus=1) == 9


def test_a_carried_function_keeps_the_context_of_where_it_was_made() -> None:
    from agentops_otel import start_session

    def name_of_session() -> object:
        span = trace.get_tracer("test").start_span("inside")
        span.end()
        return dict(span.attributes or {})["agentops.session.name"]  # type: ignore[attr-defined]

    with capture_spans():
        with start_session("outer"):
            made = carried(name_of_session)
        with start_session("other"):
            assert made() == "outer"
            assert name_of_session() == "other"


SUBPROCESS = """
    import subprocess, sys
    import agentops_otel as agentops
    from opentelemetry import trace
    from agentops_otel.sdk.process import child_environment

    if "child" in sys.argv:
        agentops.init({options})
        trace.get_tracer("t").start_span("in the child").end()
    else:
        agentops.init(auto_start_session=False)
        with agentops.start_session("parent", tags=["a"]) as session:
            subprocess.run([sys.executable, __file__, "child"], env=child_environment(), check=True)
        print(session.id)
"""


def test_a_subprocess_continues_the_session() -> None:
    with Receiver() as receiver:
        finished = run(
            SUBPROCESS.replace("{options}", "auto_start_session=False"),
            env={"AGENTOPS_ENDPOINT": receiver.endpoint},
        )
    spans = by_name(receiver)
    child, parent = spans["in the child"], spans["parent"]
    assert (child.trace_id, child.parent_id) == (parent.trace_id, parent.span_id)
    assert child.attributes["session.id"] == finished.lines[0]
    assert child.attributes["agentops.session.tags"] == ("a",)


def test_the_automatic_session_of_a_subprocess_is_nested_in_the_parents() -> None:
    with Receiver() as receiver:
        finished = run(
            SUBPROCESS.replace("{options}", "session_name='worker'"),
            env={"AGENTOPS_ENDPOINT": receiver.endpoint},
        )
    spans = by_name(receiver)
    worker, child, parent = spans["worker"], spans["in the child"], spans["parent"]
    assert (worker.trace_id, worker.parent_id) == (parent.trace_id, parent.span_id)
    assert worker.attributes["agentops.session.parent_id"] == finished.lines[0]
    assert worker.attributes["agentops.session.tags"] == ("a",)
    assert child.attributes["session.id"] == worker.attributes["session.id"]


BAGGAGE = """
    import os, subprocess, sys
    from concurrent.futures import ProcessPoolExecutor
    import agentops_otel as agentops
    from opentelemetry import baggage, context, propagate, trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
    from agentops_otel.sdk.process import carried, child_environment

    agentops.init(auto_start_session=False, propagate_baggage="propagate" in sys.argv)
    tracer = trace.get_tracer("t")

    def sent():
        headers = {}
        propagate.inject(headers)
        return headers.get("baggage")

    if "child" in sys.argv:
        print(sent(), flush=True)
        parent = {"traceparent": os.environ["TRACEPARENT"]}
        alone = TraceContextTextMapPropagator().extract(parent, context.Context())
        tracer.start_span("below the span alone", alone).end()
    elif __name__ == "__main__":
        context.attach(baggage.set_baggage("own", "1"))
        with agentops.start_session("parent", session_id="id", tags=["a"]):
            command = [sys.executable, __file__, "child", *sys.argv[1:]]
            subprocess.run(command, env=child_environment(), check=True)
            with ProcessPoolExecutor() as pool:
                print(pool.submit(carried(sent)).result())
"""


@pytest.mark.parametrize(
    ("options", "sent"),
    [([], "own=1"), (["propagate"], "own=1,session.id=id,agentops.session.tags=a")],
)
def test_a_child_sends_the_session_to_other_services_only_if_told_to(
    options: list[str], sent: str
) -> None:
    with Receiver() as receiver:
        env = {"AGENTOPS_ENDPOINT": receiver.endpoint}
        finished = run(BAGGAGE, env=env, arguments=options)
    assert finished.lines == [sent, sent], finished.stderr
    child = by_name(receiver)["below the span alone"]
    assert child.attributes["session.id"] == "id"
    assert child.attributes["agentops.session.tags"] == ("a",)


POOLS = """
    import multiprocessing, os, sys
    from concurrent.futures import ProcessPoolExecutor
    import agentops_otel as agentops
    from opentelemetry import trace
    from agentops_otel.sdk.process import carried

    agentops.init(auto_start_session=False)

    def work(name):
        trace.get_tracer("t").start_span(name).end()
        return os.getpid()

    def main():
        context = multiprocessing.get_context(sys.argv[1])
        with agentops.start_session("parent", tags=["a"], attributes={"user.id": "u"}) as session:
            call = carried(work)
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                pids = [pool.submit(call, "executor").result()]
            with context.Pool(1) as pool:
                pids += pool.map(call, ["pool"])
                pool.close()
                pool.join()
            process = context.Process(target=call, args=("process",))
            process.start()
            process.join()
            pids.append(process.pid)
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            pool.submit(work, "outside").result()
        print(session.id, len({*pids, os.getpid()}))

    if __name__ == "__main__":
        main()
"""


@pytest.mark.parametrize("method", START_METHODS)
def test_a_carried_function_takes_the_session_into_every_kind_of_pool(method: str) -> None:
    with Receiver() as receiver:
        finished = run(POOLS, arguments=[method], env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.code == 0, finished.stderr
    session_id, processes = finished.lines[0].split()
    assert processes == "4"
    spans = by_name(receiver)
    parent = spans["parent"]
    for name in ("executor", "pool", "process"):
        span = spans[name]
        assert (span.trace_id, span.parent_id) == (parent.trace_id, parent.span_id)
        assert span.attributes == {
            "session.id": session_id,
            "agentops.session.name": "parent",
            "agentops.session.tags": ("a",),
            "user.id": "u",
        }
    assert "session.id" not in spans["outside"].attributes
    assert len(receiver.spans) == 5
    assert not re.search("Error|Warning|Fault", finished.stderr), finished.stderr


FORK = """
    import os, sys
    import agentops_otel as agentops
    from opentelemetry import trace

    agentops.init(auto_start_session=False)
    tracer = trace.get_tracer("t")
    with agentops.start_session("parent") as session:
        tracer.start_span("before").end()
        inherited = tracer.start_span("open at the fork")
        if os.fork() == 0:
            tracer.start_span("in the child").end()
            inherited.end()
            sys.exit()
        os.wait()
        inherited.end()
"""


def test_a_forked_child_exports_what_it_recorded_and_nothing_of_its_parents() -> None:
    with Receiver() as receiver:
        finished = run(FORK, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.code == 0, finished.stderr
    names = sorted(span.name for span in receiver.spans)
    assert names == ["before", "in the child", "open at the fork", "parent"]
    assert len({span.attributes["session.id"] for span in receiver.spans}) == 1


def test_parent_and_child_do_not_share_a_connection() -> None:
    program = """
        import os, sys
        import agentops_otel as agentops
        from opentelemetry import trace

        agentops.init(auto_start_session=False)
        tracer = trace.get_tracer("t")
        tracer.start_span("first").end()
        assert agentops.flush()
        children = []
        for number in range(4):
            if (child := os.fork()) == 0:
                for _ in range(20):
                    tracer.start_span(f"child {number}").end()
                    assert agentops.flush()
                sys.exit()
            children.append(child)
        for _ in range(20):
            tracer.start_span("parent").end()
            assert agentops.flush()
        sys.exit(sum(os.waitpid(child, 0)[1] for child in children))
    """
    with Receiver() as receiver:
        finished = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint})
    assert finished.code == 0, finished.stderr
    assert len(receiver.spans) == 1 + 5 * 20


def test_many_calls_of_init_register_one_fork_hook() -> None:
    program = """
        import os
        import agentops_otel as agentops
        from opentelemetry import trace
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        hooks = []
        register = os.register_at_fork
        def note(**hook):
            hooks.extend(one for one in hook.values() if "agentops_otel" in one.__module__)
            register(**hook)

        agentops.init(span_exporter=InMemorySpanExporter())
        os.register_at_fork = note
        for number in range(20):
            exporter = InMemorySpanExporter()
            agentops.init(span_exporter=exporter, session_name=f"run {number}")
        print(len(hooks))
        if (child := os.fork()) == 0:
            trace.get_tracer("t").start_span("in the child").end()
            assert agentops.flush()
            assert [span.name for span in exporter.get_finished_spans()] == ["in the child"]
            os._exit(0)
        print(os.waitpid(child, 0)[1])
    """
    finished = run(program)
    assert finished.code == 0, finished.stderr
    assert finished.lines == ["0", "0"], finished.stderr
