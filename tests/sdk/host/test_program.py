"""The name of the running program, before and after it is loaded."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from agentops_otel.sdk.host.program import program_name


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["app.py"], "app"),
        (["app.v2"], "app.v2"),
        (["/srv/app.v2.py"], "app.v2"),
        (["-u", "-X", "dev", "-W", "error", "/srv/app.py", "-m", "x"], "app"),
        (["/usr/bin/gunicorn", "app:app"], "gunicorn"),
        (["-m", "flask", "run"], "flask"),
        (["-Im", "package.__main__"], "package"),
        (["-mflask", "run"], "flask"),
        (["-c", "print()", "app.py"], "python"),
        (["-Bc", "print()"], "python"),
        (["-"], "python"),
        (["-m"], "python"),
        ([], "python"),
    ],
)
def test_a_program_that_is_not_yet_loaded_is_named_by_its_command_line(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], name: str
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    monkeypatch.setattr(sys, "orig_argv", ["python", *arguments])
    monkeypatch.setattr(sys, "argv", arguments[:1] or [""])
    assert program_name() == name


def test_a_process_that_loads_another_ones_program_is_named_by_its_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    monkeypatch.setattr(sys, "orig_argv", ["python", "-c", "from multiprocessing import ..."])
    monkeypatch.setattr(sys, "argv", ["/srv/app.py"])
    assert program_name() == "app"


@pytest.mark.parametrize(
    ("spec", "file", "name"),
    [
        (None, "/srv/nightly_batch.py", "nightly_batch"),
        ("pkg.job", "/srv/pkg/job.py", "pkg.job"),
        ("pkg.__main__", "/srv/pkg/__main__.py", "pkg"),
        (None, "/srv/nightly.v2", "nightly.v2"),
        (None, "/srv/nightly.pyw", "nightly"),
        ("__main__", "/srv/tool.pyz/__main__.py", "tool"),
        ("__main__", "/srv/tool.v2/__main__.py", "tool.v2"),
        ("__mp_main__", "/srv/app.py", "app"),
    ],
)
def test_a_program_is_named_by_its_main_module(
    monkeypatch: pytest.MonkeyPatch, spec: str | None, file: str, name: str
) -> None:
    main = SimpleNamespace(__spec__=spec and SimpleNamespace(name=spec), __file__=file)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert program_name() == name


def test_a_program_on_the_standard_input_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    main = SimpleNamespace(__spec__=None, __file__="<stdin>")
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.setattr(sys, "orig_argv", ["python", "-"])
    monkeypatch.setattr(sys, "argv", ["-"])
    assert program_name() == "python"


def test_a_notebook_is_named_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    assert program_name() == "notebook"
