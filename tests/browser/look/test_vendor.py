"""What was copied from elsewhere is what its list says, and nothing else is there."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = [ROOT / "serviceoffice/web/static/vendor", ROOT / "tests/browser/vendor"]


def packages(folder: Path) -> list[dict[str, Any]]:
    return tomllib.loads((folder / "vendor.toml").read_text(encoding="utf-8"))["package"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_copied_file_has_the_hash_that_is_written_down(folder: Path) -> None:
    listed = {file["path"]: file["sha256"] for each in packages(folder) for file in each["files"]}
    there = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "vendor.toml"
    }
    assert there == listed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_every_copied_package_has_its_version_and_licence(folder: Path) -> None:
    for each in packages(folder):
        assert each["source"].endswith(f"@{each['version']}"), each["name"]
        assert each["licence"], each["name"]
        assert any(file["from"].startswith("LICENSE") for file in each["files"]), each["name"]


def test_every_font_and_icon_that_was_copied_is_used() -> None:
    sheets = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "serviceoffice/web/static/css").glob("*.css")
    )
    files = [path for path in FOLDERS[0].rglob("*") if path.suffix in {".svg", ".woff2"}]
    assert [path.name for path in files if path.name not in sheets] == []


@pytest.mark.parametrize("name", ["wifi-off", "circle-alert"])
def test_an_icon_for_outages_is_in_the_sheet_and_the_same_as_its_file(name: str) -> None:
    icon = (FOLDERS[0] / "lucide" / f"{name}.svg").read_text(encoding="utf-8")
    sheet = (ROOT / "serviceoffice/web/static/css/parts.css").read_text(encoding="utf-8")
    shapes = re.findall(r"<((?:path|circle|line)\b[^>]*)/>", icon)
    assert shapes
    assert [shape for shape in shapes if shape.replace('"', "'").strip() not in sheet] == []
    assert f'{name}.svg")' not in sheet, "would be fetched when nothing can be"
