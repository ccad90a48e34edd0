"""A configuration file from its text, or the mistakes in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from serviceoffice.api import BadDocument, Problem
from serviceoffice.core.offices.configuration import Configuration, load


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str], Configuration]:
    def from_text(source: str) -> Configuration:
        file = tmp_path / "serviceoffice.toml"
        file.write_text(source, encoding="utf-8")
        return load(file)

    return from_text


@pytest.fixture
def mistakes(loaded: Callable[[str], Configuration]) -> Callable[[str], list[Problem]]:
    def from_text(source: str) -> list[Problem]:
        with pytest.raises(BadDocument) as caught:
            loaded(source)
        return caught.value.problems

    return from_text
