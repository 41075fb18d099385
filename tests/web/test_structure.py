"""The structure of each view, by role and name, in the order a screen reader meets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.served import Dashboard
from tests.telemetry import span_id
from tests.web.scenario import send_three

FRAME = """
- link "Skip to content"
- banner:
  - link "agentops_otel"
  - navigation "Views":
    - link "Sessions"
    - link "Analytics"
  - button "Go to…"
  - button "Live updates" [pressed]
  - button /Time zone/
  - button "Theme"
  - button "Keyboard map"
- status
"""

LIST = """
- complementary "Views and facets":
  - region "Facets":
    - group "State":
      - checkbox "error 1"
    - group "Tags":
      - checkbox "production 2"
- main:
  - heading "Sessions" [level=1]
  - search:
    - combobox "Filter sessions"
    - combobox "Started":
      - option "Any time" [selected]
  - img /^Starts of 3 sessions from /
  - text: 3 sessions
  - button "Columns"
  - table "Sessions, times in Europe/Berlin":
    - rowgroup:
      - row:
        - cell:
          - checkbox "Select all on this page"
        - columnheader "State"
        - columnheader "Session":
          - button "Session"
        - columnheader "Duration"
        - columnheader "Errors"
        - columnheader "LLM calls"
        - columnheader "Tokens"
        - columnheader "Cost"
        - columnheader "Start"
    - rowgroup:
      - row /weekly report/:
        - cell:
          - checkbox "Select weekly report"
        - cell "success"
        - cell:
          - link "weekly report"
          - list "Tags":
            - listitem:
              - link "production"
          - button "Peek at weekly report"
        - cell "12.4 s"
      - row /support request/:
        - cell "error"
      - row /checkout/:
        - cell "cancelled"
  - navigation "Pages":
    - text: /1.3 of 3/
    - button "Previous" [disabled]
    - button "Next" [disabled]
"""

DETAILS = """
- main:
  - link "Back to the list"
  - text: error
  - heading "support request" [level=1]
  - list "Tags":
    - listitem:
      - link "production"
  - button "Previous session in the list"
  - button "Next session in the list"
  - button "Copy link"
  - button "Session actions"
  - term: Duration
  - definition: 12.4 s
  - term: Cost
  - definition: /\\$/
  - term: Tokens
  - definition: 3,660 in, 424 out
  - paragraph:
    - strong: search_web
    - link "Go to span"
  - region "What happened":
    - radiogroup "Show as":
      - radio "Transcript" [checked]
      - radio "Timeline"
      - radio "Tree"
    - search:
      - combobox "Find in the session"
    - region "Transcript":
      - list:
        - listitem:
          - heading "Turn 1" [level=3]
        - listitem:
          - button /researcher agent failed/
        - listitem:
          - article:
            - heading "System" [level=4]
        - listitem:
          - article:
            - heading "User" [level=4]
            - paragraph: How did the regions do last quarter?
        - listitem:
          - article:
            - heading "Assistant" [level=4]
        - listitem:
          - button /search_web.* → 3 items/
        - listitem:
          - button /search_web.* failed/
  - separator "Width of the inspector"
  - complementary "Inspector":
    - tablist "Session details":
      - tab "Overview" [selected]
      - tab "Logs"
    - tabpanel "Overview":
      - heading "Errors" [level=2]
      - heading "Tokens and cost by model" [level=2]
      - table "Tokens and cost by model"
      - heading "Self time by kind" [level=2]
      - table "Self time by kind"
      - heading "Most self time" [level=2]
      - heading "Session" [level=2]
"""

TIMELINE = """
- region "What happened":
  - radiogroup "Show as":
    - radio "Timeline" [checked]
  - toolbar "Model calls":
    - button "Previous model call"
    - button "Next model call"
  - button "Only the span's subtree"
  - toolbar "Zoom":
    - button "Mark the critical path"
    - button "Zoom out"
    - button "Zoom in"
    - button "Show the whole time range"
  - treegrid "Spans in time":
    - row "Span Time":
      - columnheader "Span":
        - toolbar "Levels":
          - button "Show the top level only"
          - button "Show one level less"
          - button "Show one level more"
          - button "Show all levels"
      - columnheader "Time"
    - rowgroup:
      - row "support request failed 12.4 s" [expanded] [level=1]
      - row "researcher failed 12 s" [expanded] [level=2]
      - row "chat gpt-4o-mini 2.5 s" [level=3]
      - row "search_web 800 ms" [level=3]
      - row "search_web failed exception at 5.5 s 1.5 s" [level=3] [selected]
      - row "chat gpt-4o-mini 5 s" [level=3]
  - separator "Width of the names"
- separator "Width of the inspector"
- complementary "Inspector":
  - heading "search_web" [level=2]
  - button "Copy span id"
  - button "Close the span"
  - term: Duration
  - definition: 1.5 s
  - term: Starts at
  - definition: +4 s
  - term: Status
  - definition: error
  - tablist "Span details":
    - tab "Call" [selected]
    - tab "Attributes 4"
    - tab "Events 1"
    - tab "Links 0"
    - tab "Logs"
    - tab "Raw"
  - tabpanel "Call":
    - heading "Arguments" [level=3]
"""

TREE = """
- treegrid "Span tree":
  - row "Span Self time Total Tokens Cost Errors below":
    - columnheader "Span"
    - columnheader "Self time"
    - columnheader "Total"
    - columnheader "Tokens"
    - columnheader "Cost"
    - columnheader "Errors below"
  - rowgroup:
    - row /support request failed 400 ms 12.4 s 4,084 .* 2/ [expanded] [level=1]
    - row /researcher failed 2.20 s 12.0 s 4,084 .* 1/ [expanded] [level=2]
    - row /chat gpt-4o-mini 2.50 s 2.50 s 2,042 .* 0/ [level=3]
    - row "search_web 800 ms 800 ms unknown unknown 0" [level=3]
    - row "search_web failed 1.50 s 1.50 s unknown unknown 0" [expanded] [level=3]
    - row "exception failed +5.5 s" [level=4]
"""

ANALYTICS = """
- main:
  - heading "Analytics" [level=1]
  - search:
    - combobox "Filter sessions"
  - radiogroup "Period":
    - radio "1h"
    - radio "24h"
    - radio "7d" [checked]
    - radio "30d"
    - radio "90d"
  - combobox "Group by":
    - option "state" [selected]
  - term: Sessions
  - definition: "3"
  - term: Error rate
  - definition: 33.3 %
  - figure:
    - heading "Sessions" [level=2]
    - button "Copy sessions as CSV"
    - group: As a table
  - figure:
    - heading "Error rate" [level=2]
  - figure:
    - heading "p95 duration" [level=2]
  - figure:
    - heading "Cost" [level=2]
  - figure:
    - heading "Tokens" [level=2]
  - figure:
    - heading "LLM calls" [level=2]
  - figure:
    - heading "Distribution of durations" [level=2]
    - img "Distribution of durations"
    - group: As a table
  - figure:
    - heading "Duration by start" [level=2]
    - img "Duration by start"
  - region "By state":
    - heading "By state" [level=2]
    - button "Copy breakdown as CSV"
    - table "By state":
      - rowgroup:
        - row "state Sessions Error rate Median p95 LLM calls Tokens Cost"
      - rowgroup:
        - row /cancelled 1/:
          - rowheader:
            - link "cancelled"
"""

VIEWS = {
    "list": ("/sessions", FRAME + LIST),
    "details": ("/sessions/s-bad", FRAME + DETAILS),
    "timeline": (f"/sessions/s-bad?view=timeline&span={span_id(5)}", TIMELINE),
    "tree": ("/sessions/s-bad?view=tree", TREE),
    "analytics": ("/analytics?last=7d&by=state", FRAME + ANALYTICS),
}


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_its_parts_in_order_and_is_accessible(
    page: Page, dashboard: Dashboard, assert_accessible: Callable[[], None], view: str
) -> None:
    path, structure = VIEWS[view]
    send_three(dashboard)
    page.goto(path)

    expect(page.locator("body")).to_match_aria_snapshot(structure)
    assert_accessible()
