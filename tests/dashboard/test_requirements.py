from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "src" / "agentops_otel" / "dashboard"

# Namespaces that several distributions share.
SHARED = {
    "google.rpc": "googleapis-common-protos",
    "google.protobuf": "protobuf",
    "opentelemetry.proto": "opentelemetry-proto",
}
# The demo's program needs the SDK; gRPC is a separate extra; pydantic installs its core.
OTHERS = {"agentops_otel", "opentelemetry", "grpc", "pydantic_core"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    text = (ROOT / "pyproject.toml").read_text()
    (extra,) = re.findall(r"^dashboard = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    return {normal(name) for name in re.findall(r'"([\w.-]+)', extra)}


def imported_modules() -> Iterator[str]:
    for path in DASHBOARD.rglob("*.py"):
        if "web" in path.relative_to(DASHBOARD).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


def distribution_of(module: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """Return the module's distribution; None if it is the standard library or in `OTHERS`."""
    top, _, rest = module.partition(".")
    if shared := SHARED.get(f"{top}.{rest.partition('.')[0]}"):
        return shared
    return None if top in OTHERS or top not in known else normal(known[top][0])


def test_every_import_of_the_dashboard_is_declared_in_its_extra() -> None:
    known = packages_distributions()
    imported = {distribution_of(module, known) for module in imported_modules()} - {None}
    assert {"starlette", "protobuf", "typer"} <= imported
    assert imported - declared() == set()


@pytest.mark.parametrize("missing", ["genai-prices", "uvicorn"])
def test_without_a_requirement_the_command_says_what_to_install(missing: str) -> None:
    program = f"""
import importlib.metadata as metadata
import importlib.util as util

present, find = metadata.distribution, util.find_spec

def distribution(name):
    if name == {missing!r}:
        raise metadata.PackageNotFoundError(name)
    return present(name)

metadata.distribution = distribution
util.find_spec = lambda name: None if name == {missing.replace("-", "_")!r} else find(name)

from agentops_otel.dashboard.__main__ import main

main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 2
    assert "pip install 'agentops-otel-sessions[dashboard]'" in ended.stderr
    assert ended.stdout == ""
