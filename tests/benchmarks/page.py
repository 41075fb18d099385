"""How smoothly the timeline of a large session scrolls, zooms and folds.

Run `python -m tests.benchmarks.waterfall [SPANS]`; it prints the times between frames in
milliseconds. A frame of 16.7 ms is the screen's own pace.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.server import running
from tests.telemetry import session_span, span, traces_request

BATCH = 2_500
CHILDREN = 8

# Resolves to the times between animation frames while `move` is called once in each.
FRAMES = """async ([steps, kind]) => {
  const grid = document.querySelector('[role=treegrid]');
  const next = () => new Promise(requestAnimationFrame);
  const times = [];
  let last = await next();
  for (let step = 0; step < steps; step++) {
    if (kind === 'jump') grid.scrollTop = Math.random() * grid.scrollHeight;
    else grid.scrollTop += Number(kind);
    const now = await next();
    times.push(now - last);
    last = now;
  }
  return times;
}"""


def send(http: httpx.Client, count: int) -> None:
    """Send a session of so many spans, a tree of CHILDREN children each."""
    own = {"session.id": "big"}
    spans = [session_span("big", 1, name="big session", lasts=count + 1)]
    for number in range(2, count + 1):
        parent = (number - 2) // CHILDREN + 1
        spans.append(span(f"step {number}", number, parent=parent, at=number, values=own))
    for start in range(0, count, BATCH):
        answer = http.post("/v1/traces", json=traces_request(*spans[start : start + BATCH]))
        answer.raise_for_status()


def measure(page: Page, name: str, steps: int, kind: str) -> None:
    times = sorted(page.evaluate(FRAMES, [steps, kind]))
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    slow = sum(time > 33 for time in times)
    print(f"{name:24} p50 {p50:6.1f}  p95 {p95:6.1f}  max {times[-1]:6.1f}  over 33 ms: {slow}")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_for_writing(Path(folder) / "sessions.db")
        with (
            running(create_app(store)) as url,
            httpx.Client(base_url=url, timeout=120) as http,
            sync_playwright() as playwright,
        ):
            send(http, count)
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{url}/sessions/big?view=timeline")
            page.get_by_role("treegrid").wait_for()
            elements = page.evaluate("document.querySelectorAll('*').length")
            print(f"{count} spans, {elements} elements")
            measure(page, "scroll 60 px a frame", 200, "60")
            measure(page, "fling 700 px a frame", 200, "700")
            measure(page, "jump anywhere", 100, "jump")
            browser.close()
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
