"""Take the pictures of the docs from a real dashboard: `python -m tests.web.screenshots`.

They show the demo program's sessions among two days of other agents' runs.
"""

from __future__ import annotations

import io
import itertools
import random
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import httpx
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.demo import runner
from agentops_otel.dashboard.server import running
from tests.served import Dashboard
from tests.telemetry import traces_request
from tests.web.chromium import chromium
from tests.web.scenario import ANSWER, agent_session, seconds_ago

IMAGES = Path(__file__).parents[2] / "docs/images"
SIZE: ViewportSize = {"width": 1280, "height": 800}
COLOURS = 256
HOURS = 48
RUNS = 260
NAMES = {
    "weekly report": ["production", "reports"],
    "support request": ["production", "support", "customer:acme"],
    "triage incident": ["production", "on-call"],
    "summarise the quarterly figures": ["staging", "reports"],
    "evaluate prompt v7": ["experiment", "nightly"],
}


def send_days(dashboard: Dashboard) -> None:
    """Send runs of the last days, more of them recent, about every tenth a failure."""
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


def send_two_to_compare(dashboard: Dashboard) -> None:
    """Send the same run twice, the second slower and with another answer."""
    for number, pace in ((6, 1.0), (7, 1.3)):
        answer = ANSWER.replace("4 %", f"{number - 2} %")
        run = agent_session(
            f"prompt-v{number}",
            trace=number,
            at=seconds_ago(HOURS * 3_600),
            pace=pace,
            answer=answer,
            name=f"evaluate prompt v{number}",
            tags=["experiment"],
        )
        dashboard.receive(*run, service="reporting")


def session_id(dashboard: Dashboard, q: str) -> Any:
    return dashboard.get("/sessions", q=q, limit=1)["items"][0]["id"]


@dataclass(frozen=True)
class View:
    """A picture: the path it is taken at, and the keys and the button to press before."""

    name: str
    path: str
    keys: str = ""
    button: str = ""


def views(dashboard: Dashboard) -> tuple[View, ...]:
    research = session_id(dashboard, "name:research-brief")
    support = session_id(dashboard, "name:support-request")
    return (
        View("sessions", "/sessions"),
        View("transcript", f"/sessions/{support}?view=transcript"),
        View("timeline", f"/sessions/{research}?view=timeline", "e"),
        View("tree", f"/sessions/{research}?view=tree", "j"),
        View("analytics", "/analytics"),
        View("compare", "/compare?a=prompt-v6&b=prompt-v7", button="chat gpt-4o-mini"),
    )


def take(page: Page, view: View, scheme: Literal["light", "dark"]) -> None:
    """Open a view, press its keys and button, and save the picture once all has loaded."""
    page.emulate_media(color_scheme=scheme)
    page.goto(view.path)
    page.get_by_role("main").get_by_text("Loading").wait_for(state="detached")
    page.get_by_role("heading", level=1).wait_for(state="attached")
    page.wait_for_timeout(1_500)
    for key in view.keys:
        page.keyboard.press(key)
    if view.button:
        page.get_by_role("button", name=view.button).last.click()
    page.wait_for_timeout(500)
    save(page.screenshot(), IMAGES / f"{view.name}-{scheme}.png")


def save(screenshot: bytes, path: Path) -> None:
    """Save a screenshot in few colours, which takes a third of the space and looks the same."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    few = picture.quantize(palette=palette_of(picture), dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def palette_of(picture: Image.Image) -> Image.Image:
    """Choose a palette: the most common colours exactly, then some of the others, far apart.

    So no area changes its tint, and no single word loses its colour to shades of grey.
    """
    counted = cast(
        "list[tuple[int, tuple[int, int, int]]]",
        picture.getcolors(picture.width * picture.height),
    )
    common = [colour for _, colour in sorted(counted, reverse=True)[: COLOURS // 2]]
    spread = picture.quantize(COLOURS // 2, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*itertools.chain.from_iterable(common), *spread][: 3 * COLOURS])
    return palette


def main() -> None:
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        store = open_for_writing(Path(folder) / "sessions.db")
        with (
            running(create_app(store)) as url,
            httpx.Client(base_url=url, timeout=30) as http,
            sync_playwright() as playwright,
        ):
            dashboard = Dashboard(url, http, Path(folder), Path(folder))
            send_days(dashboard)
            send_two_to_compare(dashboard)
            runner.run_once(url)
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--headless", "--no-sandbox"]
            )
            page = browser.new_page(
                base_url=url, viewport=SIZE, timezone_id="Europe/Berlin", reduced_motion="reduce"
            )
            for view in views(dashboard):
                take(page, view, "light")
                take(page, view, "dark")
            browser.close()
        store.close()


if __name__ == "__main__":
    main()
