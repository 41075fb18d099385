"""The size of the page, which every user waits for."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from agentops_otel.dashboard.page import BUNDLE

FIRST_LOAD_KB = 220
LATER_CHUNK_KB = 130


def kilobytes(path: Path) -> float:
    return len(gzip.compress(path.read_bytes())) / 1000


def first_load() -> set[Path]:
    """Return the document, and the files it loads before anything can be seen."""
    document = BUNDLE / "index.html"
    named = re.findall(r'(?:src|href)="/(assets/[^"]+)"', document.read_text())
    return {document, *(BUNDLE / name for name in named)}


def test_the_first_view_loads_little() -> None:
    weight = {path.name: kilobytes(path) for path in first_load()}

    assert len(weight) >= 3
    assert sum(weight.values()) <= FIRST_LOAD_KB, weight


@pytest.mark.parametrize("kind", ["js", "css"])
def test_what_is_loaded_later_comes_in_small_parts(kind: str) -> None:
    later = {
        path.name: kilobytes(path)
        for path in (BUNDLE / "assets").glob(f"*.{kind}")
        if path not in first_load()
    }

    assert later
    assert max(later.values()) <= LATER_CHUNK_KB, later


def test_the_document_holds_no_inline_script_or_style() -> None:
    document = (BUNDLE / "index.html").read_text()

    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", document)
