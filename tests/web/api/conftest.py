"""A script that may do everything a script may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webkit import Browser, Script


@pytest.fixture
def script(as_token: Callable[..., Browser]) -> Script:
    """A script of the role integration."""
    return Script(as_token("integration"))
