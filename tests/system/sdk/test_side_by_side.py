"""Many concurrent sessions in one program: each keeps what it recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from tests.program import run
from tests.received import Span
from tests.receiver import Receiver

SOURCE = Path(__file__).with_name("side_by_side.py").read_text(encoding="utf-8")

# The number of spans that one session records, by name.
IN_A_TASK = {"awork": 5, "leaf": 10, "steps": 1, "work": 5}
IN_A_THREAD = {"leaf": 14, "steps": 1, "work": 14}


def test_no_span_of_hundreds_of_sessions_has_the_id_of_another_session() -> None:
    env = {"OTEL_BSP_MAX_QUEUE_SIZE": "100000"}
    with Receiver() as receiver:
        finished = run(SOURCE, env={"AGENTOPS_ENDPOINT": receiver.endpoint, **env}, timeout=100)
        assert (finished.code, finished.stderr) == (0, "")
        spans = receiver.spans

    made_in: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        made_in[str(span.attributes["of"])].append(span)
    expected = {f"task {number}": IN_A_TASK for number in range(200)}
    for number in range(16):
        expected |= {f"thread {number}, run {turn}": IN_A_THREAD for turn in range(10)}

    nobodys = made_in.pop("nobody")
    assert Counter(span.name for span in nobodys) == {"work": 2, "leaf": 2}
    assert all("session.id" not in span.attributes for span in nobodys)

    assert made_in.keys() == expected.keys()
    ids = set()
    for name, of_one in made_in.items():
        assert Counter(span.name for span in of_one) == {**expected[name], name: 1}
        carried = {
            (
                span.trace_id,
                span.attributes["session.id"],
                span.attributes["agentops.session.name"],
                span.attributes["agentops.session.tags"],
            )
            for span in of_one
        }
        ((_, session_id, session_name, tags),) = carried
        assert (session_name, tags) == (name, (name,))
        ids.add(session_id)
    assert len(ids) == len(made_in)
