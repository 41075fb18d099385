"""Requests of the Node.js SDK, posted unchanged to a real server, and what the API then returns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.dashboard.cli.program import serving

CAPTURES = Path(__file__).parents[1] / "fixtures" / "node"
MEDIA_TYPES = {".json": "application/json", ".pb": "application/x-protobuf"}
MODEL = "gpt-5-mini-2025-08-07"
REPLY = "Take an umbrella ☂."

both_encodings = pytest.mark.parametrize("encoding", ["json", "protobuf"])


class Sessions:
    """The sessions of a dashboard that has received every capture."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, session: str, path: str = "", **query: Any) -> Any:
        address = f"/api/v1/sessions/{quote(session, safe='')}{path}"
        return self._client.get(address, params=query).raise_for_status().json()

    def ids(self) -> set[str]:
        answer = self._client.get("/api/v1/sessions").raise_for_status().json()
        return {session["id"] for session in answer["items"]}

    def calls(self, session: str) -> list[dict[str, Any]]:
        operations: list[dict[str, Any]] = self.get(session, "/operations", kind="llm")["items"]
        return operations

    def span(self, session: str, name: str, status: str = "unset") -> dict[str, Any]:
        """Return the details of the only span with a name and a status."""
        columns = self.get(session, "/spans")
        (found,) = [
            row
            for row, index in enumerate(columns["name"])
            if (columns["names"][index], columns["status"][row]) == (name, status)
        ]
        whole: dict[str, Any] = self.get(session, f"/spans/{columns['id'][found]}")
        return whole

    def tree(self, session: str) -> list[tuple[str, str | None]]:
        """Return the name of each span with that of its parent, sorted."""
        columns = self.get(session, "/spans")
        names = [columns["names"][index] for index in columns["name"]]
        parents = [None if row == -1 else names[row] for row in columns["parent"]]
        return sorted(zip(names, parents, strict=True), key=str)


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    database = tmp_path_factory.mktemp("node") / "sessions.db"
    with (
        serving("--port", "0", "--db", database) as (url, _),
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        for capture in sorted(CAPTURES.glob("*.*.*.*")):
            _, _, signal, _ = capture.name.split(".")
            answer = client.post(
                f"/v1/{signal}",
                content=capture.read_bytes(),
                headers={"Content-Type": MEDIA_TYPES[capture.suffix]},
            )
            assert (answer.status_code, answer.content) in [(200, b""), (200, b"{}")]
        yield Sessions(client)


def test_each_run_is_a_session_of_its_own(sessions: Sessions) -> None:
    by_hand = {f"{encoding}/{turn}" for encoding in ("json", "protobuf") for turn in ("1 ☂", "2")}
    assert sessions.ids() == {*by_hand, "openinference", "openllmetry", "ai sdk"}


@both_encodings
def test_a_session_is_summarised(sessions: Sessions, encoding: str) -> None:
    session = sessions.get(f"{encoding}/1 ☂")
    assert (session["name"], session["state"], session["user_id"]) == ("turn", "success", "ada")
    assert (session["span_count"], session["event_count"], session["error_count"]) == (6, 8, 1)
    assert (session["llm_call_count"], session["tool_call_count"]) == (2, 2)
    assert (session["input_tokens"], session["output_tokens"]) == (2003, 203)
    assert session["services"] == [f"by-hand-{encoding}"]


@both_encodings
def test_the_tree_of_spans_is_as_the_program_nested_them(sessions: Sessions, encoding: str) -> None:
    assert sessions.tree(f"{encoding}/1 ☂") == [
        ("chat gpt-5-mini", "invoke_agent planner"),
        ("chat gpt-5-mini", "invoke_agent planner"),
        ("execute_tool get_weather", "invoke_agent planner"),
        ("execute_tool get_weather", "invoke_agent planner"),
        ("invoke_agent planner", "turn"),
        ("turn", None),
    ]


@both_encodings
def test_attributes_keep_the_types_that_they_had_in_node(sessions: Sessions, encoding: str) -> None:
    turn = sessions.span(f"{encoding}/1 ☂", "turn")
    attributes = turn["attributes"]
    assert attributes["numbers"] == [1, 2.5, -3]
    assert attributes["flags"] == [True, False]
    assert attributes["largest"] == 2**53 - 1
    assert attributes["emoji"] == "☂ 🌦"
    assert turn["span_kind"] == "server"
    assert turn["resource"]["host.cores"] == 2
    assert turn["scope"] == {"name": "agents", "version": "1.0", "attributes": {}}


@both_encodings
def test_events_and_exceptions_are_returned(sessions: Sessions, encoding: str) -> None:
    events = sessions.get(f"{encoding}/1 ☂", "/events", kind="event")["items"]
    decided, exception = sorted(events, key=lambda event: str(event["name"]))
    assert decided["name"] == "decided"
    assert decided["attributes"] == {"umbrella": True, "chance": 0.75, "left.mm": 12}
    assert exception["name"] == "exception"
    assert exception["attributes"]["exception.type"] == "TypeError"
    assert exception["attributes"]["exception.message"] == "no city of that name"
    failed = sessions.span(f"{encoding}/1 ☂", "execute_tool get_weather", status="error")
    assert exception["span_id"] == failed["span_id"]
    assert failed["status_message"] == "no city of that name"


@both_encodings
def test_tools_have_their_arguments_and_results(sessions: Sessions, encoding: str) -> None:
    tools = sessions.get(f"{encoding}/1 ☂", "/operations", kind="tool")["items"]
    told = [(tool["name"], tool["arguments"], tool["agent"]) for tool in tools]
    assert told == [("get_weather", {"city": "Oslo"}, "planner")] * 2
    results = {tool["is_error"]: tool["result"] for tool in tools}
    assert results == {True: None, False: {"rain": True}}


@both_encodings
def test_a_link_leads_to_the_session_before(sessions: Sessions, encoding: str) -> None:
    (link,) = sessions.span(f"{encoding}/2", "turn")["links"]
    first = sessions.span(f"{encoding}/1 ☂", "turn")
    assert (link["trace_id"], link["span_id"]) == (first["trace_id"], first["span_id"])
    assert link["attributes"] == {"why": "continued"}


@both_encodings
def test_log_records_belong_to_the_session_of_their_trace(
    sessions: Sessions, encoding: str
) -> None:
    told, failed = sessions.get(f"{encoding}/1 ☂", "/logs")["items"]
    assert told["body"] == {"said": "hello", "times": 2, "list": ["a", 1, None]}
    assert (failed["body"], failed["severity_text"]) == ("in the trace of the turn", "ERROR")


@pytest.mark.parametrize(("session", "first"), [("openinference", 1), ("openllmetry", 4)])
def test_each_call_of_the_openai_client_is_one_operation(
    sessions: Sessions, session: str, first: int
) -> None:
    asking, answering, streaming = sessions.calls(session)
    for number, call in enumerate((asking, answering), first):
        assert call["response_id"] == f"chatcmpl-{number}"
        assert (call["input_tokens"], call["output_tokens"]) == (100 + number, 10 + number)
        assert (call["provider"], call["response_model"]) == ("openai", MODEL)
    (wanted,) = asking["tool_calls"]
    assert (wanted["name"], wanted["arguments"]) == ("get_weather", {"city": "Oslo"})
    assert (asking["finish_class"], answering["finish_class"]) == ("tool_calls", "stop")
    assert (answering["last_user_text"], answering["assistant_text"]) == ("Umbrella?", REPLY)
    assert (streaming["last_user_text"], streaming["assistant_text"]) == ("And tomorrow?", REPLY)
    # Neither instrumentation reads the token counts at a stream's end: unknown is not 0.
    assert (streaming["input_tokens"], streaming["output_tokens"]) == (None, None)
    assert sessions.get(session)["input_tokens"] == 201 + 2 * first


def test_the_ai_sdks_session_is_read_from_the_metadata_of_its_telemetry(sessions: Sessions) -> None:
    session = sessions.get("ai sdk")
    assert (session["user_id"], session["tags"], session["state"]) == ("ada", ["beta"], "error")
    assert len(session["trace_ids"]) == 3
    assert sessions.tree("ai sdk") == [
        ("ai.generateText", None),
        ("ai.generateText", None),
        ("ai.generateText.doGenerate", "ai.generateText"),
        ("ai.generateText.doGenerate", "ai.generateText"),
        ("ai.generateText.doGenerate", "ai.generateText"),
        ("ai.streamText", None),
        ("ai.streamText.doStream", "ai.streamText"),
        ("ai.toolCall", "ai.generateText"),
    ]


def test_each_call_of_the_ai_sdk_is_one_operation(sessions: Sessions) -> None:
    asking, answering, streaming, failing = sessions.calls("ai sdk")
    for number, call in enumerate((asking, answering, streaming), 7):
        assert call["response_id"] == f"chatcmpl-{number}"
        assert (call["input_tokens"], call["output_tokens"]) == (100 + number, 10 + number)
        assert call["response_model"] == MODEL
    assert (asking["agent"], streaming["agent"]) == ("planner", "talker")
    assert asking["tool_calls"][0]["arguments"] == {"city": "Oslo"}
    assert answering["assistant_text"] == streaming["assistant_text"] == REPLY
    assert (failing["is_error"], failing["request_model"]) == (True, "no-such-model")
    assert failing["input_tokens"] is None
    (tool,) = sessions.get("ai sdk", "/operations", kind="tool")["items"]
    assert (tool["name"], tool["result"]) == ("get_weather", {"rain": True})
    summary = sessions.get("ai sdk")
    assert (summary["llm_call_count"], summary["tool_call_count"]) == (4, 1)
    assert (summary["input_tokens"], summary["output_tokens"]) == (324, 54)
