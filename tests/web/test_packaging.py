from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parents[2]
WEB = Path("src/agentops_otel/dashboard/web")
STATIC = Path("src/agentops_otel/dashboard/static")
INDEX = "agentops_otel/dashboard/static/index.html"
# The variables by which npm finds its settings and its cache.
OWN = {
    name: value
    for name, value in os.environ.items()
    if name == "HOME" or name.lower().startswith("npm_config_")
}
STAND_IN_NPM = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
  ls) exit ${NPM_LS:-0} ;;
  ci) exit ${NPM_CI:-0} ;;
  run) [ "${NPM_RUN:-0}" = 0 ] || { echo "vite is unwell"; exit 1; }
       mkdir -p ../static && echo "<p>built</p>" > ../static/index.html ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what a source distribution contains, without a built page."""
    copy = tmp_path / "checkout"
    ignore = shutil.ignore_patterns("node_modules", "static", "__pycache__")
    shutil.copytree(PROJECT / "src", copy / "src", ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    return copy


class Machine:
    """A PATH with only the programs that a test installs, besides the system's."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "CALLS": str(self.calls)}

    def install(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)

    def install_node(self, version: str) -> None:
        self.install("node", f"#!/bin/sh\necho {version}\n")
        self.install("npm", STAND_IN_NPM)

    def npm_calls(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def build(
    checkout: Path, environment: dict[str, str], *, web: str = "auto", target: str = "wheel"
) -> subprocess.CompletedProcess[str]:
    command = f"import sys; from hatchling.build import *; build_{target}(sys.argv[1])"
    return subprocess.run(
        [sys.executable, "-c", command, str(checkout / "dist")],
        cwd=checkout,
        env={**OWN, "AGENTOPS_OTEL_WEB": web, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def wheel_of(checkout: Path) -> list[str]:
    (wheel,) = (checkout / "dist").glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_a_wheel_holds_the_page_that_vite_built(checkout: Path) -> None:
    modules = PROJECT / WEB / "node_modules"
    if modules.is_dir():  # Saves network requests.
        shutil.copytree(modules, checkout / WEB / "node_modules", symlinks=True)

    built = build(checkout, {"PATH": os.environ["PATH"]}, web="require")

    assert built.returncode == 0, built.stderr
    files = wheel_of(checkout)
    assert INDEX in files
    assert any(name.endswith(".js") for name in files)
    assert not [name for name in files if "dashboard/web/" in name]


def test_a_fresh_page_is_not_built_again(checkout: Path, machine: Machine) -> None:
    machine.install_node("v22.12.0")

    for _ in range(2):
        assert build(checkout, machine.environment).returncode == 0

    assert machine.npm_calls() == ["ls --omit=dev --all", "run build"]


@pytest.mark.parametrize("changed", ["index.html", "package-lock.json", "src/main.tsx"])
def test_a_change_to_the_sources_makes_the_page_stale(
    checkout: Path, machine: Machine, changed: str
) -> None:
    machine.install_node("v22.12.0")
    build(checkout, machine.environment)
    with (checkout / WEB / changed).open("a") as source:
        source.write("\n")

    build(checkout, machine.environment)

    assert machine.npm_calls().count("run build") == 2


def test_a_changed_unit_test_leaves_the_page_fresh(checkout: Path, machine: Machine) -> None:
    machine.install_node("v22.12.0")
    build(checkout, machine.environment)
    (checkout / WEB / "src/model/new.test.ts").write_text("")

    build(checkout, machine.environment)

    assert machine.npm_calls().count("run build") == 1


def test_packages_are_installed_only_if_some_are_missing(checkout: Path, machine: Machine) -> None:
    machine.install_node("v22.12.0")

    build(checkout, {**machine.environment, "NPM_LS": "1"})

    assert machine.npm_calls()[1] == "ci --omit=dev --no-audit --no-fund --prefer-offline"


def test_a_built_page_is_shipped_without_node(checkout: Path, machine: Machine) -> None:
    machine.install_node("v22.12.0")
    build(checkout, machine.environment)
    (machine.bin / "npm").unlink()

    built = build(checkout, {**machine.environment, "PATH": str(machine.bin)}, web="require")

    assert built.returncode == 0, built.stderr
    assert INDEX in wheel_of(checkout)


def test_a_source_distribution_contains_the_page_for_machines_without_node(
    checkout: Path, machine: Machine, tmp_path: Path
) -> None:
    machine.install_node("v22.12.0")
    assert build(checkout, machine.environment, target="sdist").returncode == 0
    (archive,) = (checkout / "dist").glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert not (unpacked / WEB / "node_modules").exists()
    (machine.bin / "npm").unlink()

    built = build(unpacked, {"PATH": str(machine.bin)}, web="require")

    assert built.returncode == 0, built.stderr
    assert INDEX in wheel_of(unpacked)


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.1", "v21.7.3", "v22.11.0", "nonsense"])
def test_a_node_that_is_too_old_counts_as_none(
    checkout: Path, machine: Machine, version: str
) -> None:
    machine.install_node(version)

    built = build(checkout, machine.environment)

    assert built.returncode == 0, built.stderr
    assert "needs Node 20.19+ or 22.12+" in built.stdout + built.stderr
    assert INDEX not in wheel_of(checkout)
    assert machine.npm_calls() == []


@pytest.mark.parametrize("version", ["v20.19.0", "v22.12.0", "v25.0.0"])
def test_a_node_that_vite_supports_is_used(checkout: Path, machine: Machine, version: str) -> None:
    machine.install_node(version)

    assert build(checkout, machine.environment, web="require").returncode == 0

    assert INDEX in wheel_of(checkout)


def test_without_node_a_required_page_fails_the_build(checkout: Path, machine: Machine) -> None:
    built = build(checkout, {**machine.environment, "PATH": str(machine.bin)}, web="require")

    assert built.returncode != 0
    assert "install Node and run the install again" in built.stderr


@pytest.mark.parametrize(("web", "fails"), [("auto", False), ("require", True)])
def test_a_failing_build_shows_the_output_of_npm(
    checkout: Path, machine: Machine, web: str, fails: bool
) -> None:
    machine.install_node("v22.12.0")

    built = build(checkout, {**machine.environment, "NPM_RUN": "1"}, web=web)

    assert (built.returncode != 0) == fails
    assert "vite is unwell" in built.stdout + built.stderr
    assert not (checkout / STATIC / ".inputs.sha256").exists()


def test_skip_never_builds(checkout: Path, machine: Machine) -> None:
    machine.install_node("v22.12.0")

    assert build(checkout, machine.environment, web="skip").returncode == 0

    assert machine.npm_calls() == []


def test_an_unknown_mode_is_named(checkout: Path, machine: Machine) -> None:
    built = build(checkout, machine.environment, web="always")

    assert built.returncode != 0
    assert "'always'" in built.stderr
    assert "auto, require, skip" in built.stderr


@pytest.fixture
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", PROJECT / WEB / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_digest_depends_on_names_as_well_as_on_bytes(hook: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.ts").write_text("x")
    before = hook.digest_of(tmp_path)

    (tmp_path / "src/a.ts").rename(tmp_path / "src/b.ts")

    assert hook.digest_of(tmp_path) != before


def test_the_lock_file_names_no_registry() -> None:
    lock = (PROJECT / WEB / "package-lock.json").read_text()

    assert '"resolved"' not in lock
    assert "registry" not in lock
