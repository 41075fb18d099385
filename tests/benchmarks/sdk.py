"""What the SDK costs a program, as ratios to the bare OpenTelemetry SDK in the same run.

    python -m tests.benchmarks.sdk           # costs
    python -m tests.benchmarks.sdk --loop    # how long an event loop stands still

Rounds of both sides alternate, and the best round of each counts: what disturbs a round on a shared
machine is not a cost of the SDK. CPU time is that of the whole process, exporting included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, NamedTuple

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.util.types import AttributeValue

from agentops_otel import session, start_session, task
from agentops_otel.sdk.export.exporter import create_exporter
from agentops_otel.sdk.export.pipeline import Pipeline
from agentops_otel.sdk.host import patches
from agentops_otel.sdk.installation.outlet import Outlet
from agentops_otel.sdk.sessions import runtime
from agentops_otel.sdk.sessions.membership import Membership
from agentops_otel.sdk.sessions.processor import SessionSpanProcessor
from agentops_otel.sdk.sessions.runtime import Runtime, create_tracer
from agentops_otel.sdk.settings.config import configure
from tests.benchmarks.loop import loop_gaps

ROUNDS: Final = 15
TAGS: Final = [f"tag-{number}" for number in range(5)]
ATTRIBUTES: Final[Mapping[str, AttributeValue]] = {
    f"attribute.{number}": f"value {number}" for number in range(10)
}


class Row(NamedTuple):
    """One line of the report: seconds per operation, with this SDK and with the bare one."""

    name: str
    ours: float
    bare: float
    goal: float | None = None

    def __str__(self) -> str:
        ratio = f"{self.ours / self.bare:6.2f}"
        goal = f"<= {self.goal:.2f}" if self.goal else ""
        return f"{self.name:<44}{self.bare * 1e6:10.1f}{self.ours * 1e6:10.1f}  {ratio}  {goal}"


def compare(
    name: str,
    ours: Callable[[], object],
    bare: Callable[[], object],
    *,
    count: int,
    goal: float | None = None,
) -> Row:
    """Time `count` operations of each side per round, alternating sides."""

    def seconds(side: Callable[[], object]) -> float:
        began = time.process_time()
        for _ in range(count):
            side()
        return (time.process_time() - began) / count

    rounds = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    best_of_ours, best_of_bare = (min(column) for column in zip(*rounds, strict=True))
    return Row(name, best_of_ours, best_of_bare, goal)


def span_of(
    provider: TracerProvider, attributes: Mapping[str, AttributeValue] = ATTRIBUTES
) -> Callable[[], None]:
    """Return a function that makes one span with these attributes."""
    tracer = provider.get_tracer("benchmark")

    def one() -> None:
        with tracer.start_as_current_span("span", attributes=attributes):
            pass

    return one


def provider_with(*processors: SpanProcessor) -> TracerProvider:
    provider = TracerProvider(shutdown_on_exit=False)
    for processor in processors:
        provider.add_span_processor(processor)
    return provider


def stamping() -> Iterator[Row]:
    """Compare a span with a session's attributes with one without: stamped, and set by hand."""
    stamped = provider_with(SessionSpanProcessor(lambda: None))
    runtime.install(Runtime(create_tracer(stamped)))
    bare = span_of(provider_with())
    with start_session("benchmark", tags=TAGS):
        yield compare("span, stamped / not stamped", span_of(stamped), bare, count=3000, goal=1.10)
        # The floor of any stamping, since whoever finds the session also has to set these.
        by_hand = span_of(provider_with(), with_stamp())
        yield compare("span, the same attributes by hand / none", by_hand, bare, count=3000)


def with_stamp() -> Mapping[str, AttributeValue]:
    """Return a span's attributes, including those that a session with five tags adds."""
    return {**ATTRIBUTES, **Membership("0" * 32, "benchmark", tuple(TAGS)).stamp}


class Discard(SpanExporter):
    """An exporter that accepts everything and keeps nothing."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS


def queueing() -> Row:
    """Compare stamped spans in the SDK's whole pipeline with bare ones in the stock processor."""
    return through(
        "1 500 spans, whole pipeline / stock", Discard(), BatchSpanProcessor(Discard()), ATTRIBUTES
    )


def exporting() -> tuple[Row, Row]:
    """Compare the same with an export to a receiver.

    The bare spans have the same attributes, set by hand, in one row and no session's in the other:
    the difference of the rows is the cost of the extra data that the receiver gets.
    """
    with receiver() as endpoint:

        def row(name: str, attributes: Mapping[str, AttributeValue]) -> Row:
            ours = create_exporter(configure(endpoint=endpoint))
            stock = BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces"))
            assert ours is not None
            return through(name, ours, stock, attributes)

        return (
            row("the same, exported / stock, same attributes", with_stamp()),
            row("the same, exported / stock, no session", ATTRIBUTES),
        )


def through(
    name: str,
    exporter: SpanExporter,
    stock: BatchSpanProcessor,
    attributes: Mapping[str, AttributeValue],
) -> Row:
    """Compare spans in the SDK's pipeline with ones of these attributes in the stock processor."""
    outlet = Outlet()
    outlet.pipeline = Pipeline(exporter)
    ours = provider_with(SessionSpanProcessor(lambda: None), outlet)
    theirs = provider_with(stock)
    runtime.install(Runtime(create_tracer(ours)))

    def flushed(provider: TracerProvider, attributes: Mapping[str, AttributeValue]) -> None:
        one = span_of(provider, attributes)
        for _ in range(1500):
            one()
        provider.force_flush()

    with start_session("benchmark", tags=TAGS):
        row = compare(
            name,
            lambda: flushed(ours, ATTRIBUTES),
            lambda: flushed(theirs, attributes),
            count=1,
            goal=None if name.endswith("no session") else 1.25,
        )
    ours.shutdown()
    theirs.shutdown()
    return row


def decorated(*, captured: bool) -> Row:
    """Compare a call of a decorated function with a span made by hand."""
    provider = provider_with(SessionSpanProcessor(lambda: None))
    runtime.install(Runtime(create_tracer(provider)))
    tracer = provider.get_tracer("t")

    @task(capture_content=captured)
    def ours(customer: str, amount: int) -> str:
        return customer

    def bare() -> None:
        with tracer.start_as_current_span("ours"):
            pass

    with start_session("benchmark", tags=TAGS):
        return compare(
            f"decorated call, capture {'on' if captured else 'off'} / span",
            lambda: ours("c-1", amount=5),
            bare,
            count=2000,
            goal=None if captured else 1.5,
        )


def sessions() -> Row:
    """Compare a whole session with a span made by hand."""
    provider = provider_with(SessionSpanProcessor(lambda: None))
    runtime.install(Runtime(create_tracer(provider)))

    @session(tags=TAGS, capture_content=False)
    def ours() -> None: ...

    def bare() -> None:
        with provider.get_tracer("t").start_as_current_span("ours", attributes=ATTRIBUTES):
            pass

    return compare("session, started and ended / span", ours, bare, count=1000)


def threads() -> tuple[Row, Row]:
    """Compare threads and pool calls that carry the context with ones that do not."""
    pool = ThreadPoolExecutor(1)
    start, submit = threading.Thread.start, ThreadPoolExecutor.submit

    def patched(call: Callable[[], None]) -> Callable[[], None]:
        def one() -> None:
            patches.apply()
            call()

        return one

    def unpatched(call: Callable[[], None]) -> Callable[[], None]:
        def one() -> None:
            patches.remove()
            call()

        return one

    def run_threads() -> None:
        for _ in range(200):
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()

    def run_calls() -> None:
        for _ in range(500):
            pool.submit(int).result()

    with start_session("benchmark"):
        rows = (
            compare(
                "200 threads / unpatched", patched(run_threads), unpatched(run_threads), count=1
            ),
            compare("500 submits / unpatched", patched(run_calls), unpatched(run_calls), count=1),
        )
    patches.remove()
    pool.shutdown()
    assert (threading.Thread.start, ThreadPoolExecutor.submit) == (start, submit)
    return rows


BARE_SETUP: Final = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
"""

OUR_SETUP: Final = """
import agentops_otel
agentops_otel.init()
"""


def setup() -> Row:
    """Compare import and set-up, in a new process each, without the interpreter's start."""

    def timed(program: str) -> float:
        source = (
            f"import time; began = time.process_time()\n{program}\n"
            "print(time.process_time() - began, flush=True); import os; os._exit(0)"
        )
        command = [sys.executable, "-c", source]
        return float(subprocess.run(command, capture_output=True, check=True).stdout)

    times = [(timed(OUR_SETUP), timed(BARE_SETUP)) for _ in range(ROUNDS)]
    ours, bare = (min(column) for column in zip(*times, strict=True))
    return Row("import and init / SDK and stock exporter", ours, bare, 1.2)


@contextmanager
def receiver(*fault: str) -> Iterator[str]:
    """Run a receiver in another process and yield its endpoint."""
    command = [sys.executable, "-m", "tests.receiver", *fault]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def session_ends() -> str:
    """Report how long ending a session blocks its thread while the receiver never answers."""
    program = """
import time
import agentops_otel as agentops
agentops.init(auto_start_session=False)
times = []
for _ in range(1000):
    session = agentops.start_session()
    began = time.perf_counter()
    session.end()
    times.append(time.perf_counter() - began)
times.sort()
print(times[500] * 1e6, times[990] * 1e6, flush=True)
import os; os._exit(0)
"""
    with receiver("hang") as endpoint:
        finished = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={**os.environ, "AGENTOPS_ENDPOINT": endpoint},
        )
    median, slow = map(float, finished.stdout.split())
    return f"session.end(), receiver hangs: median {median:.0f} µs, 99 % below {slow:.0f} µs"


def costs() -> None:
    before = runtime.current()
    print(f"{'':<44}{'bare µs':>10}{'ours µs':>10}   ratio  goal")
    for row in (
        *stamping(),
        queueing(),
        *exporting(),
        decorated(captured=False),
        decorated(captured=True),
        sessions(),
        *threads(),
        setup(),
    ):
        print(row)
    print(session_ends())
    runtime.install(before)


def gaps() -> None:
    for fault in ("", "hang"):
        with receiver(*filter(None, [fault])) as endpoint:
            print(f"{loop_gaps(endpoint)}  (receiver {fault + 's' if fault else 'answers'})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What the SDK costs a program.")
    parser.add_argument("--loop", action="store_true", help="measure an event loop's longest gap")
    gaps() if parser.parse_args().loop else costs()
