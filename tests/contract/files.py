"""Search the raw files of a store for a text, as someone who obtains them could."""

from __future__ import annotations

from pathlib import Path


def files_with(text: str, folder: Path) -> set[str]:
    """Return the names of the files whose bytes contain the text."""
    return {file.name for file in folder.iterdir() if text.encode() in file.read_bytes()}
