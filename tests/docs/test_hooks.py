"""Every hook of the contract has its heading, its example and a test."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from serviceoffice.api import hookspecs

ROOT = Path(__file__).parent.parent.parent
HOOKS = {
    name: hook
    for name, hook in vars(hookspecs).items()
    if name.startswith("serviceoffice_") and inspect.isfunction(hook)
}
DOCS = (ROOT / "docs" / "agencies.md").read_text(encoding="utf-8")


def test_there_are_hooks() -> None:
    assert HOOKS


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_documented_with_its_exact_arguments(name: str) -> None:
    arguments = ", ".join(inspect.signature(HOOKS[name]).parameters)
    assert f"## {name}({arguments})" in DOCS


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_an_example(name: str) -> None:
    assert f"def {name}(" in DOCS


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_test(name: str) -> None:
    tests = (ROOT / "tests" / "agencies").rglob("*.py")
    assert any(name in path.read_text(encoding="utf-8") for path in tests)
