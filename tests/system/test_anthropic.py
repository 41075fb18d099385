"""The real `anthropic` client under OpenLLMetry's instrumentation, in sessions of the SDK.

Newer clients also make their own spans.
"""

from __future__ import annotations

from tests.model_server import model_server
from tests.receiver import Receiver
from tests.system.instrumented import both_orders, counted, program, spans_of, stamps

INSTRUMENT = """
    from opentelemetry.instrumentation.anthropic import AnthropicInstrumentor
    AnthropicInstrumentor().instrument()
"""

INIT = 'agentops.init(tags=["production"], session_name="chat", live=False)'

CLIENT = """
    import asyncio, sys
    from concurrent.futures import ThreadPoolExecutor
    import anthropic

    server = {"base_url": sys.argv[1], "api_key": "sk-test", "max_retries": 0, "timeout": 60}
    client = anthropic.Anthropic(**server)

    def question(text, model="claude-example", **options):
        messages = [{"role": "user", "content": text}]
        return {"model": model, "max_tokens": 10, "messages": messages, **options}

    def ask(text, **options):
        return client.messages.create(**question(text, **options))

    @agentops.agent
    def oracle():
        ask("plain")
        list(ask("streamed", stream=True))
        with client.messages.stream(**question("streamed by the client's own helper")) as stream:
            assert stream.get_final_text().startswith("Forty")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(ask, ["one", "two"]))

    oracle()
    try:
        ask("?", model="no-such-model")
    except anthropic.NotFoundError:
        pass

    async def turn(model, number):
        async with agentops.start_session(f"turn {number}", tags=[f"t{number}"]):
            await model.messages.create(**question("plain"))
            async for _ in await model.messages.create(**question("streamed", stream=True)):
                pass
            await asyncio.gather(
                *(model.messages.create(**question(text)) for text in ("one", "two"))
            )
            await asyncio.to_thread(ask, "in a thread")

    async def main():
        async with anthropic.AsyncAnthropic(**server) as model:
            await asyncio.gather(*(turn(model, number) for number in range(20)))
    asyncio.run(main())
"""


@both_orders
def test_every_call_carries_its_session(instrumented_first: bool) -> None:
    source = program(INSTRUMENT, INIT, CLIENT, instrumented_first=instrumented_first)
    with Receiver() as receiver, model_server() as model_url:
        _, spans = spans_of(receiver, source, [model_url.removesuffix("/v1")])

    turns = [span for span in spans if span.name.startswith("turn ")]
    assert len(turns) == 20
    traces = 0
    for turn in turns:
        in_turn = [span for span in spans if span.trace_id == turn.trace_id]
        assert counted(in_turn)["anthropic.chat"] == 5
        tags = ("production", turn.name.replace("turn ", "t"))
        assert stamps(in_turn) == {(turn.attributes["session.id"], tags)}
        traces += len(in_turn)

    (chat,) = [span for span in spans if span.name == "chat"]
    in_chat = [span for span in spans if span.trace_id == chat.trace_id]
    assert counted(in_chat)["anthropic.chat"] == 5
    assert stamps(in_chat) == {(chat.attributes["session.id"], ("production",))}
    assert len(spans) == traces + len(in_chat)
