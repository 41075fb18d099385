"""The browser that the tests use."""

from __future__ import annotations

import shutil


def chromium() -> str:
    """Return the path of Chromium: the headless shell if there is one, which takes 2/3 of the time.

    Raises:
        FileNotFoundError: No Chromium was found; the message says how to install one.
    """
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise FileNotFoundError(
            "no chromium: run `apt-get install -y chromium-headless-shell fonts-liberation`"
        )
    return found
