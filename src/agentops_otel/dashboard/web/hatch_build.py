"""Builds the web page into `dashboard/static/` while the Python package is built.

`AGENTOPS_OTEL_WEB` says how: `auto` builds a stale page where Node is there and warns where it is
not, `require` fails without a fresh page, `skip` never builds.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODES: Final = ("auto", "require", "skip")
INPUTS: Final = (
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
)
NO_NODE: Final = (
    "The dashboard's web page was not built: it needs Node 20.19+ or 22.12+ with npm on PATH{found}"
    ". The SDK and the API work without it; for the page install Node and run the install again."
)


class WebBuildHook(BuildHookInterface[Any]):
    """Runs Vite before a wheel, an sdist or an editable install is made, if the page is stale."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the page unless it is fresh already.

        Raises:
            RuntimeError: The mode is `require` and there is no fresh page, or it is unknown.
        """
        mode = os.environ.get("AGENTOPS_OTEL_WEB") or "auto"
        if mode not in MODES:
            raise RuntimeError(
                f"AGENTOPS_OTEL_WEB is {mode!r}; it must be one of {', '.join(MODES)}."
            )
        web = Path(self.root, "src/agentops_otel/dashboard/web")
        stamp = web.parent / "static/.inputs.sha256"
        digest = digest_of(web)
        if mode == "skip" or (stamp.is_file() and stamp.read_text() == digest):
            return
        try:
            build(web)
        except BuildError as error:
            if mode == "require":
                raise RuntimeError(str(error)) from error
            self.app.display_warning(str(error))
        else:
            stamp.write_text(digest)


class BuildError(Exception):
    """The page could not be built; the text says why and what to do."""


def digest_of(web: Path) -> str:
    """Return the SHA-256 over names and bytes of everything the built page depends on."""
    digest = hashlib.sha256()
    for path in sorted(inputs(web), key=lambda path: path.relative_to(web).as_posix()):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def inputs(web: Path) -> Iterator[Path]:
    """Yield the files that the built page depends on."""
    yield from (path for name in INPUTS if (path := web / name).is_file())
    for path in (web / "src").rglob("*"):
        if path.is_file() and ".test." not in path.name:
            yield path


def build(web: Path) -> None:
    """Install the page's packages if they are not there, then build it.

    Raises:
        BuildError: Node is missing or too old, or a command failed.
    """
    npm = shutil.which("npm")
    found = node_version()
    if npm is None or found is None or not is_supported(found):
        described = f" (found {'.'.join(map(str, found))})" if found else ""
        raise BuildError(NO_NODE.format(found=described))
    # `npm ci` would delete the test tools of a developer's checkout, so it runs only when needed.
    if subprocess.run(  # noqa: S603
        [npm, "ls", "--omit=dev", "--all"], cwd=web, capture_output=True, check=False
    ).returncode:
        run(web, npm, "ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline")
    run(web, npm, "run", "build")


def node_version() -> tuple[int, int] | None:
    """Return major and minor of the Node on PATH, or None where there is none that runs."""
    node = shutil.which("node")
    if node is None:
        return None
    answer = subprocess.run(  # noqa: S603
        [node, "--version"], capture_output=True, text=True, check=False
    )
    match = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return (int(match[1]), int(match[2])) if match else None


def is_supported(version: tuple[int, int]) -> bool:
    """Tell whether Vite runs on this Node: `^20.19.0 || >=22.12.0`."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def run(web: Path, *command: str) -> None:
    """Run a command in the page's folder.

    Raises:
        BuildError: It failed; the text ends with its output.
    """
    answer = subprocess.run(  # noqa: S603
        command,
        cwd=web,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if answer.returncode:
        told = " ".join(("npm", *command[1:]))
        raise BuildError(
            f"The dashboard's web page was not built: `{told}` failed in {web}.\n{answer.stdout}"
        )
