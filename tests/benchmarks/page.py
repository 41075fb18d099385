"""The size of the page, and how fast it responds.

    python -m tests.benchmarks.page [--spans 50000] [--database sessions.db]

The list is read from the given database (`tests.benchmarks.reads --db` leaves one behind), else it
has one session. Times between frames are in milliseconds; 16.7 is the screen's own rate. Chromium
without a GPU draws on the CPU, so a frame costs more than it does for a user.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from agentops_otel.dashboard.app import create_app
from agentops_otel.dashboard.database import open_for_writing
from agentops_otel.dashboard.server import running
from tests.telemetry import session_span, span, traces_request
from tests.web.chromium import chromium

BATCH: Final = 2_500
CHILDREN: Final = 8
ROUNDS: Final = 15
PATIENCE_MILLIS: Final = 60_000

# Resolves to the times between animation frames, with the grid scrolled once per frame.
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

# Resolves to the time from a key press on the grid to the second frame after it, which shows the
# change.
KEY = """async key => {
  const grid = document.querySelector('[role=treegrid]');
  const next = () => new Promise(requestAnimationFrame);
  await next();
  const began = performance.now();
  grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await next();
  return await next() - began;
}"""

# Stores a promise of the time from Enter to the frame that shows the number of matches.
FIND = """() => {
  const count = document.querySelector('search [role=status]');
  window.foundAfter = new Promise(resolve => {
    addEventListener('keydown', () => {
      const began = performance.now();
      new MutationObserver((_, observer) => {
        if (!count.textContent) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(
          () => resolve(performance.now() - began)));
      }).observe(count, {subtree: true, childList: true, characterData: true});
    }, {capture: true, once: true});
  });
}"""

LOADED = """() => performance.getEntriesByType('resource')
  .filter(one => /[.](js|css|woff2)$/.test(new URL(one.name).pathname))
  .map(one => one.encodedBodySize)"""


def send(http: httpx.Client, count: int) -> None:
    """Send a session of `count` spans: a tree in which each has `CHILDREN` children."""
    own = {"session.id": "big"}
    spans = [session_span("big", 1, name="big session", lasts=count + 1)]
    for number in range(2, count + 1):
        parent = (number - 2) // CHILDREN + 1
        spans.append(span(f"step {number}", number, parent=parent, at=number, values=own))
    for start in range(0, count, BATCH):
        answer = http.post("/v1/traces", json=traces_request(*spans[start : start + BATCH]))
        answer.raise_for_status()


def report(name: str, times: Sequence[float], goal: float) -> None:
    """Print the median, the 95th percentile and the maximum of times in milliseconds."""
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{name:34} p50 {p50:7.1f}  p95 {p95:7.1f}  max {ordered[-1]:7.1f}  goal <= {goal:g}")


def measure_list(browser: Browser, url: str) -> None:
    """Measure how much the first view loads, and when its first row is usable."""
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto("/sessions")
        page.get_by_role("row").nth(1).get_by_role("link").first.click(trial=True)
        times.append(page.evaluate("performance.now()"))
        sizes = page.evaluate(LOADED)
        context.close()
    kilobytes = sum(sizes) / 1000
    print(f"{'first load':34} {kilobytes:.0f} kB in {len(sizes)} files            goal <= 220")
    report("list, from nothing to its rows", times, 1000)


def measure_timeline(page: Page) -> None:
    """Measure scrolling at full and at a quarter of the CPU's speed, folding, and finding."""
    page.goto("/sessions/big?view=timeline")
    page.get_by_role("treegrid").wait_for(timeout=PATIENCE_MILLIS)
    elements = page.evaluate("document.querySelectorAll('*').length")
    print(f"{elements} elements on the timeline")
    client = page.context.new_cdp_session(page)
    for slower, goal in ((1, 17), (4, 50)):
        client.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        where = "" if slower == 1 else f", {slower}x slower"
        report(f"scroll 60 px a frame{where}", page.evaluate(FRAMES, [200, "60"]), goal)
        report(f"fling 700 px a frame{where}", page.evaluate(FRAMES, [200, "700"]), goal)
        report(f"jump anywhere{where}", page.evaluate(FRAMES, [100, "jump"]), goal)
    client.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    page.get_by_role("treegrid").focus()
    page.keyboard.press("Home")
    keys = ("ArrowLeft", "ArrowRight") * ROUNDS
    report("fold and unfold everything", [page.evaluate(KEY, key) for key in keys], 100)
    report("find", [found(page, f'name:"step {number + 2}"') for number in range(ROUNDS)], 100)


def found(page: Page, text: str) -> float:
    """Search the session, and return the milliseconds from Enter to the number of matches."""
    line = page.get_by_role("combobox", name="Find in the session")
    line.fill(text)
    page.evaluate(FIND)
    line.press("Enter")
    millis = float(page.evaluate("window.foundAfter"))
    page.get_by_role("button", name="Clear the search").click()
    expect(line).to_have_value("")
    return millis


def main(spans: int, database: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.db"
        if database is not None:
            shutil.copy(database, path)
        store = open_for_writing(path)
        with (
            running(create_app(store)) as url,
            httpx.Client(base_url=url, timeout=120) as http,
            sync_playwright() as playwright,
        ):
            send(http, spans)
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--headless", "--no-sandbox"]
            )
            measure_list(browser, url)
            page = browser.new_page(base_url=url, viewport={"width": 1280, "height": 800})
            print(f"\n{spans} spans in one session")
            measure_timeline(page)
            browser.close()
        store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spans", type=int, default=50_000)
    parser.add_argument("--database", type=Path)
    chosen = parser.parse_args()
    main(chosen.spans, chosen.database)
