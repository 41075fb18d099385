"""The real `openai` client under its OpenTelemetry instrumentation, in a session of ours."""

from __future__ import annotations

import pytest

from tests.model_server import model_server
from tests.program import run
from tests.receiver import Receiver

PROGRAM = """
    import sys
    from concurrent.futures import ThreadPoolExecutor

    import agentops_otel as agentops
    import openai
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument()
    agentops.init(tags=["production"], session_name="chat", live=False)
    client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-test", max_retries=0)

    def ask(question, **options):
        return client.chat.completions.create(
            model="gpt-4.1-mini", messages=[{"role": "user", "content": question}], **options
        )

    @agentops.agent
    def oracle():
        ask("plain")
        list(ask("streamed", stream=True, stream_options={"include_usage": True}))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(ask, ["one", "two"]))

    oracle()
    try:
        client.chat.completions.create(
            model="no-such-model", messages=[{"role": "user", "content": "?"}]
        )
    except openai.NotFoundError:
        pass
"""


@pytest.mark.parametrize("order", ["instrumented first", "initialised first"])
def test_every_span_of_the_instrumentation_carries_id_and_tags_of_the_session(order: str) -> None:
    program = PROGRAM
    if order == "initialised first":
        program = program.replace("    OpenAIInstrumentor().instrument()\n", "").replace(
            "    client =", "    OpenAIInstrumentor().instrument()\n    client ="
        )
    with Receiver() as receiver, model_server() as model_url:
        done = run(program, env={"AGENTOPS_ENDPOINT": receiver.endpoint}, arguments=[model_url])
        assert (done.code, done.stderr) == (0, "")
        spans = receiver.wait_for_spans(7)

    session_ids = {span.attributes.get("session.id") for span in spans}
    assert len(session_ids) == 1
    assert None not in session_ids
    assert [span.attributes.get("agentops.session.tags") for span in spans] == [("production",)] * 7
    chats = [span for span in spans if span.name.startswith("chat ")]
    assert sorted(span.name for span in chats) == ["chat gpt-4.1-mini"] * 4 + ["chat no-such-model"]
    assert {span.attributes.get("gen_ai.usage.input_tokens") for span in chats} == {19, None}
