from __future__ import annotations

import asyncio
import contextlib
import html
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from google.protobuf.json_format import Parse
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.safety.access import role_for
from agentops_otel.dashboard.safety.keys import add_key, list_keys, remove_key
from agentops_otel.dashboard.safety.login import Login
from agentops_otel.dashboard.safety.roles import Role
from agentops_otel.dashboard.server import running
from agentops_otel.dashboard.store.interface import Store
from tests import asking
from tests.telemetry import session_span, traces_request

ROLES: tuple[Role, ...] = ("ingest", "read", "admin")


@dataclass(frozen=True)
class Guarded:
    """A dashboard that requires keys, and a key of each role."""

    url: str
    store: Store
    keys: dict[Role, str]

    def ask(self, method: str, path: str, key: str | None, **more: object) -> int:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return asking.request(method, self.url + path, headers=headers, **more).status_code  # type: ignore[arg-type]


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    store = open_for_writing(tmp_path / "sessions.db")
    keys = {role: add_key(store, role, "test")[1] for role in ROLES}
    try:
        with running(create_app(store, needs_key=True)) as url:
            yield Guarded(url, store, keys)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("POST", "/v1/traces", "ingest"),
        ("GET", "/api/v1/sessions", "read"),
        ("GET", "/api/openapi.json", "read"),
        ("GET", "/", "read"),
        ("PUT", "/api/v1/views", "read"),
        ("DELETE", "/api/v1/sessions/x", "admin"),
        ("POST", "/api/v1/import", "admin"),
        ("GET", "/healthz", None),
        ("GET", "/login", None),
        ("GET", "/assets/x.js", None),
    ],
)
def test_each_request_requires_its_role(method: str, path: str, role: Role | None) -> None:
    assert role_for(method, path) == role


def test_without_a_key_nothing_but_health_is_answered(guarded: Guarded) -> None:
    assert guarded.ask("GET", "/api/v1/sessions", None) == 401
    assert guarded.ask("POST", "/v1/traces", None, json={}) == 401
    assert guarded.ask("GET", "/api/v1/sessions", "aok_x_y") == 401
    assert guarded.ask("GET", "/healthz", None) == 200


def test_a_key_allows_what_its_role_allows(guarded: Guarded) -> None:
    request = traces_request(session_span("s1"))
    expected = {"ingest": (200, 403, 403), "read": (403, 200, 403), "admin": (200, 200, 200)}
    answers = {
        role: (
            guarded.ask("POST", "/v1/traces", key, json=request),
            guarded.ask("GET", "/api/v1/sessions/s1", key),
            guarded.ask("DELETE", "/api/v1/sessions/s1", key),
        )
        for role, key in guarded.keys.items()
    }
    assert answers == expected


@pytest.mark.parametrize(
    ("role", "asked", "headers", "told"),
    [
        (None, "POST /v1/traces", {}, (401, 16)),
        (None, "POST /v1/traces", {"Accept": "text/html"}, (401, 16)),
        ("read", "POST /v1/logs", {}, (403, 7)),
        ("ingest", "POST /v1/traces", {"Origin": "http://evil.example"}, (403, 7)),
        ("ingest", "POST /v1/profiles", {}, (404, 5)),
        ("ingest", "PUT /v1/metrics", {}, (405, 12)),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-protobuf"])
def test_a_sender_is_refused_in_its_own_encoding(  # noqa: PLR0917
    guarded: Guarded,
    role: Role | None,
    asked: str,
    headers: dict[str, str],
    told: tuple[int, int],
    content_type: str,
) -> None:
    key = {"Authorization": f"Bearer {guarded.keys[role]}"} if role else {}
    sent = {"Content-Type": content_type, **headers, **key}
    method, path = asked.split()
    answer = asking.request(method, guarded.url + path, headers=sent)
    assert answer.headers["content-type"] == content_type
    is_json = content_type == "application/json"
    status = Parse(answer.content, Status()) if is_json else Status.FromString(answer.content)
    assert (answer.status_code, status.code) == told
    assert status.message


def test_a_removed_key_stops_working(guarded: Guarded) -> None:
    key, text = add_key(guarded.store, "read", "")
    assert remove_key(guarded.store, key.id)
    assert guarded.ask("GET", "/api/v1/sessions", text) == 401


def test_a_key_is_not_stored_in_plain_text(guarded: Guarded) -> None:
    kept = guarded.store.document("keys") or ""
    assert not any(key in kept for key in guarded.keys.values())


@pytest.fixture
def browser(guarded: Guarded) -> Iterator[httpx.Client]:
    headers = {"Accept": "text/html", "Origin": guarded.url}
    with httpx.Client(base_url=guarded.url, headers=headers) as client:
        yield client


def test_a_login_leads_to_the_requested_page(guarded: Guarded, browser: httpx.Client) -> None:
    sent = browser.get("/sessions/user%2F42")
    assert sent.status_code == 303
    login = browser.get(sent.headers["location"])
    action = login.text.split('action="')[1].split('"')[0]
    done = browser.post(action, data={"key": guarded.keys["read"]})
    assert (done.status_code, done.headers["location"]) == (303, "/sessions/user%2F42")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert guarded.keys["read"] not in cookie
    assert browser.get("/api/v1/sessions").status_code == 200
    assert browser.delete("/api/v1/sessions/x").status_code == 403


def test_logging_out_ends_the_login(guarded: Guarded, browser: httpx.Client) -> None:
    browser.post("/login", data={"key": guarded.keys["read"]})
    assert browser.post("/logout").headers["location"] == "/login"
    assert browser.get("/api/v1/sessions", headers={"Accept": "*/*"}).status_code == 401


def test_a_key_that_may_not_read_cannot_log_in(guarded: Guarded, browser: httpx.Client) -> None:
    refused = browser.post("/login", data={"key": guarded.keys["ingest"]})
    assert refused.status_code == 403
    assert "no key that may read" in refused.text


@pytest.mark.parametrize("forged", ["x", "a.b", "a.99999999999.00", "..", "a.é.c", "a.1.é"])
def test_a_forged_cookie_is_not_a_login(guarded: Guarded, forged: str) -> None:
    cookie = f"agentops_otel_login={forged}".encode()
    answer = asking.get(f"{guarded.url}/api/v1/sessions", headers={b"Cookie": cookie})
    assert answer.status_code == 401


def test_a_login_leads_to_the_view_with_its_filter(guarded: Guarded, browser: httpx.Client) -> None:
    wanted = "/sessions?q=tag:a%26b%20%22%C3%A9%22&sort=cost"
    sent = browser.get(wanted)
    login = browser.get(sent.headers["location"])
    action = html.unescape(login.text.partition('action="')[2].partition('"')[0])

    done = browser.post(action, data={"key": guarded.keys["read"]})

    assert (done.status_code, done.headers["location"]) == (303, wanted)


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_login_never_leads_to_another_server(
    guarded: Guarded, browser: httpx.Client, next_: str
) -> None:
    done = browser.post("/login", params={"next": next_}, data={"key": guarded.keys["read"]})
    assert done.headers["location"] == "/"


def test_a_page_of_another_origin_cannot_use_the_login(
    guarded: Guarded, browser: httpx.Client
) -> None:
    browser.post("/login", data={"key": guarded.keys["admin"]})
    stranger = {"Origin": "https://evil.example"}
    assert browser.delete("/api/v1/sessions/x", headers=stranger).status_code == 403


def test_two_simultaneous_first_logins_are_both_valid(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_ask = threading.Barrier(2)
    document = type(guarded.store).document

    def asked_at_once(store: Store, name: str) -> str | None:
        found = document(store, name)
        if name == "login-signing":
            with contextlib.suppress(threading.BrokenBarrierError):
                both_ask.wait(1)
        return found

    monkeypatch.setattr(type(guarded.store), "document", asked_at_once)
    login = Login(guarded.store)
    with ThreadPoolExecutor(2) as pool:
        cookies = list(pool.map(login._cookie_for, [guarded.keys["read"]] * 2))
    assert {login.key_id(cookie) for cookie in cookies if cookie} == {
        key.id for key in list_keys(guarded.store) if key.role == "read"
    }
    assert len({cookie.rpartition(".")[2] for cookie in cookies if cookie}) == 1


def test_logging_in_reads_the_store_off_the_event_loop(
    guarded: Guarded, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops = list[bool]()
    document = type(guarded.store).document

    def noted(store: Store, name: str) -> str | None:
        loops.append(asyncio._get_running_loop() is not None)
        return document(store, name)

    monkeypatch.setattr(type(guarded.store), "document", noted)
    assert browser.post("/login", data={"key": guarded.keys["read"]}).status_code == 303
    assert loops
    assert not any(loops)
