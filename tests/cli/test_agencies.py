from __future__ import annotations

from pathlib import Path

import pytest
from cli.shell import OFFICE, Command

from serviceoffice.api import ENTRY_POINT_GROUP

BROKEN = """
[[offices.library.agencies]]
slug = "broken"

[[offices.library.agencies]]
slug = "nobody"
"""


@pytest.fixture
def with_broken(tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with an agency whose package cannot be imported and one that is missing."""
    site = tmp_path / "site"
    info = site / "broken-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 2.0\n")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\nbroken = broken_agency\n")
    (site / "broken_agency.py").write_text("import no_such_module\n")
    monkeypatch.syspath_prepend(str(site))
    config.write_text(OFFICE + BROKEN, encoding="utf-8")
    return config


def test_described_installed_and_missing_agencies_are_listed_with_why(
    with_broken: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice("agencies", "--config", with_broken)
    assert ran.code == 0
    rows = {line.split()[0]: line for line in ran.out.splitlines()}
    assert rows["town"].split() == ["town", "The", "town", "–", "data"]
    assert "2.0" in rows["broken"]
    assert "quarantined" in rows["broken"]
    assert "no_such_module" in rows["broken"]
    assert "missing" in rows["nobody"]
    assert "No package for it is installed." in rows["nobody"]


def test_check_says_where_the_broken_one_is_enabled(
    with_broken: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice("check", "--config", with_broken)
    assert ran.code == 1
    line = (OFFICE + BROKEN).splitlines().index('slug = "broken"') + 1
    assert (
        f"{with_broken}:{line}: offices.library.agencies.2.slug: broken is quarantined" in ran.err
    )
    assert ran.out.splitlines()[-1] == "2 errors, 0 warnings"


def test_the_office_opens_without_them(with_broken: Path, serviceoffice: Command) -> None:
    ran = serviceoffice(
        "token", "create", "--office", "library", "--role", "device", "--config", with_broken
    )
    assert ran.code == 0
    assert len(ran.out.strip()) > 30
