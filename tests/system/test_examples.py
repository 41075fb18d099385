"""Every Python example of the README and the documentation runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.program import run
from tests.receiver import Receiver

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def examples(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


EXAMPLES = [
    pytest.param(example, id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, example in enumerate(examples(page), start=1)
]


def test_the_examples_are_found() -> None:
    assert len(EXAMPLES) >= 15


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(example: str) -> None:
    # The examples of the page about tests build on each other; all others stand alone.
    is_test = "def test_" in example
    source = _whole_test(example) if is_test else example
    with Receiver() as receiver:
        finished = run(
            source,
            env={"AGENTOPS_ENDPOINT": receiver.endpoint},
            options=["-m", "pytest", "-q", "-p", "no:cacheprovider"] if is_test else [],
        )
    assert finished.code == 0, finished.stdout + finished.stderr


def _whole_test(example: str) -> str:
    """Return an example of a test, preceded by the examples above it on the page."""
    page = examples(ROOT / "docs" / "how-to" / "test-what-is-recorded.md")
    return "\n".join(page[: page.index(example) + 1])
