"""Which browser looks at the page."""

from __future__ import annotations

import shutil


def chromium() -> str:
    """The path of a chromium; the one without windows around it takes two thirds of the time.

    Raises:
        FileNotFoundError: There is none; it says how to install one.
    """
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise FileNotFoundError(
            "no chromium: run `apt-get install -y chromium-headless-shell fonts-liberation`"
        )
    return found
