"""The real `openai` client under two of its instrumentations, in sessions of the SDK."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.model_server import model_server
from tests.received import Span
from tests.receiver import Receiver
from tests.system.instrumented import both_orders, counted, program, spans_of, stamps


class Instrumentation(NamedTuple):
    """An instrumentation of the client: the code that enables it, and its attribute for tokens."""

    set_up: str
    tokens: str

    def calls(self, spans: list[Span]) -> list[Span]:
        return [span for span in spans if span.scope != "agentops_otel"]


OPENTELEMETRY = Instrumentation(
    """
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
    OpenAIInstrumentor().instrument()
    """,
    "gen_ai.usage.input_tokens",
)
OPENINFERENCE = Instrumentation(
    """
    from openinference.instrumentation.openai import OpenAIInstrumentor
    OpenAIInstrumentor().instrument()
    """,
    "llm.token_count.prompt",
)
both_instrumentations = pytest.mark.parametrize(
    "instrumentation", [OPENTELEMETRY, OPENINFERENCE], ids=["OpenTelemetry", "OpenInference"]
)

INIT = 'agentops.init(tags=["production"], session_name="chat", live=False)'

CLIENT = """
    import asyncio, sys
    from concurrent.futures import ThreadPoolExecutor
    import openai

    print(agentops.current_session().id)
    server = {"base_url": sys.argv[1], "api_key": "sk-test", "max_retries": 0, "timeout": 60}
    client = openai.OpenAI(**server)
    streamed = {"stream": True, "stream_options": {"include_usage": True}}

    def question(text, model="gpt-4.1-mini", **options):
        return {"model": model, "messages": [{"role": "user", "content": text}], **options}

    def ask(text, **options):
        return client.chat.completions.create(**question(text, **options))
"""

IN_THE_RUN = """
    @agentops.agent
    def oracle():
        ask("plain")
        list(ask("streamed", **streamed))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(ask, ["one", "two"]))

    oracle()
    try:
        ask("?", model="no-such-model")
    except openai.NotFoundError:
        pass
"""

SIDE_BY_SIDE = """
    async def turn(model, number):
        async with agentops.start_session(f"turn {number}", tags=[f"t{number}"]):
            create = model.chat.completions.create
            await create(**question("plain"))
            async for _ in await create(**question("streamed", **streamed)):
                pass
            await asyncio.gather(*(create(**question(text)) for text in ("one", "two")))
            await asyncio.to_thread(ask, "in a thread")

    async def main():
        async with openai.AsyncOpenAI(**server) as model:
            await asyncio.gather(*(turn(model, number) for number in range(20)))
    asyncio.run(main())
"""

READ_LATE = """
    with agentops.start_session("asks", tags=["asks"]) as asking:
        print(asking.id)
        answer = ask("streamed", **streamed)
    with agentops.start_session("reads", tags=["reads"]):
        list(answer)
"""


@both_orders
@both_instrumentations
def test_every_call_carries_its_session(
    instrumentation: Instrumentation, instrumented_first: bool
) -> None:
    source = program(
        instrumentation.set_up, INIT, CLIENT + IN_THE_RUN, instrumented_first=instrumented_first
    )
    with Receiver() as receiver, model_server() as model_url:
        (session_id,), spans = spans_of(receiver, source, [model_url])
    assert stamps(spans) == {(session_id, ("production",))}
    calls = instrumentation.calls(spans)
    assert len(calls) == 5
    assert counted(span for span in spans if span not in calls) == {"chat": 1, "oracle": 1}
    assert [span.status for span in calls].count("error") == 1
    tokens = [span.attributes.get(instrumentation.tokens) for span in calls]
    assert sorted(map(str, tokens)) == ["19"] * 4 + ["None"]


@both_orders
@both_instrumentations
def test_calls_of_concurrent_sessions_each_carry_their_own_session(
    instrumentation: Instrumentation, instrumented_first: bool
) -> None:
    source = program(
        instrumentation.set_up, INIT, CLIENT + SIDE_BY_SIDE, instrumented_first=instrumented_first
    )
    with Receiver() as receiver, model_server() as model_url:
        _, spans = spans_of(receiver, source, [model_url])
    assert len(spans) == 1 + 20 * 6
    for number in range(20):
        (turn,) = [span for span in spans if span.name == f"turn {number}"]
        in_turn = [span for span in spans if span.trace_id == turn.trace_id]
        assert len(instrumentation.calls(in_turn)) == 5
        assert len(in_turn) == 6
        assert stamps(in_turn) == {
            (turn.attributes["session.id"], ("production", f"t{number}")),
        }


@both_instrumentations
def test_a_call_whose_answer_is_read_later_belongs_to_the_session_that_made_it(
    instrumentation: Instrumentation,
) -> None:
    source = program(instrumentation.set_up, INIT, CLIENT + READ_LATE, instrumented_first=True)
    with Receiver() as receiver, model_server() as model_url:
        (_, asking_id), spans = spans_of(receiver, source, [model_url])
    (call,) = instrumentation.calls(spans)
    assert stamps([call]) == {(asking_id, ("production", "asks"))}
    assert call.attributes[instrumentation.tokens] == 19
