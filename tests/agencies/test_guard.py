from __future__ import annotations

import json
from pathlib import Path

import pytest

from serviceoffice.agencies.guard import Answered, Failed, fenced


def test_an_answer_travels_with_its_agency():
    assert fenced("dummy", "count", lambda: 3) == Answered("dummy", "count", 3)


def test_a_failure_names_agency_deed_error_and_the_line_it_came_from():
    def fail() -> None:
        raise LookupError("no such thing")

    failed = fenced("dummy", "count", fail)
    line = fail.__code__.co_firstlineno + 1
    assert failed == Failed("dummy", "count", "LookupError: no such thing", __file__, line)
    assert str(failed) == f"{__file__}:{line}: LookupError: no such thing"


def test_an_error_out_of_a_library_is_placed_at_the_agencys_line():
    failed = fenced("dummy", "read", lambda: json.loads("{"))
    assert isinstance(failed, Failed)
    assert Path(failed.file).name == "test_guard.py"


@pytest.mark.parametrize("error", [SystemExit(1), GeneratorExit(), MemoryError(), ValueError()])
def test_nothing_an_agency_raises_comes_through(error):
    def fail() -> None:
        raise error

    failed = fenced("dummy", "fail", fail)
    assert isinstance(failed, Failed)
    assert type(error).__name__ in failed.error


def test_a_failure_without_a_line_of_the_agency_has_no_place():
    failed = fenced("dummy", "convert", ord)  # type: ignore[arg-type]
    assert isinstance(failed, Failed)
    assert (failed.file, failed.line) == ("", 0)
    assert str(failed) == failed.error
