"""Takes the pictures of the docs from a real dashboard: `python -m tests.web.screenshots`.

It shows what the demo program does, among a day of other agents' runs.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import Page, ViewportSize, sync_playwright

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.demo import runner
from agentops_otel.dashboard.server import running
from tests.served import Dashboard
from tests.telemetry import traces_request
from tests.web.scenario import agent_session, seconds_ago

IMAGES = Path(__file__).parents[2] / "docs/images"
SIZE: ViewportSize = {"width": 1280, "height": 800}
HOURS = 24
RUNS = 140
NAMES = {
    "weekly report": ["production", "reports"],
    "support request": ["production", "support", "customer:acme"],
    "triage incident": ["production", "on-call"],
    "summarise the quarterly figures": ["staging", "reports"],
    "evaluate prompt v7": ["experiment", "nightly"],
}


def send_a_day(dashboard: Dashboard) -> None:
    """Send runs of the last day, more of them by daylight, every tenth a failure."""
    chance = random.Random(7)
    for number in range(RUNS):
        name, tags = chance.choice(list(NAMES.items()))
        fails = chance.random() < 0.1
        dashboard.http.post(
            "/v1/traces",
            json=traces_request(
                *agent_session(
                    f"{name.replace(' ', '-')}-{number}",
                    trace=1_000 + number,
                    at=seconds_ago(chance.triangular(300, HOURS * 3_600, HOURS * 900)),
                    fails=fails,
                    pace=chance.lognormvariate(0, 0.6),
                    name=name,
                    tags=tags,
                ),
                service="reporting",
            ),
        ).raise_for_status()


def session_id(dashboard: Dashboard, name: str) -> Any:
    return dashboard.get("/sessions", q=f"name:{name}", limit=1)["items"][0]["id"]


def take(page: Page, path: str, name: str, scheme: Literal["light", "dark"], *keys: str) -> None:
    """Open a view, press keys, and keep the picture once all of it has come."""
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    page.get_by_role("main").get_by_text("Loading").wait_for(state="detached")
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.get_by_role("heading", level=1).wait_for(state="attached")
    page.wait_for_timeout(1_500)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = open_for_writing(Path(folder) / "sessions.db")
        with (
            running(create_app(store)) as url,
            httpx.Client(base_url=url, timeout=30) as http,
            sync_playwright() as playwright,
        ):
            dashboard = Dashboard(url, http, Path(folder), Path(folder))
            send_a_day(dashboard)
            runner.run_once(url)
            research = session_id(dashboard, "research-brief")
            support = session_id(dashboard, "support-request")
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"]
            )
            page = browser.new_page(
                base_url=url, viewport=SIZE, timezone_id="Europe/Berlin", reduced_motion="reduce"
            )
            take(page, "/sessions", "sessions", "light")
            take(page, f"/sessions/{research}?view=timeline", "session", "light", "e")
            take(page, f"/sessions/{support}?view=transcript", "transcript", "light")
            take(page, f"/sessions/{research}?view=tree", "tree", "dark", "j")
            take(page, "/analytics", "analytics", "dark")
            browser.close()
        store.close()


if __name__ == "__main__":
    main()
