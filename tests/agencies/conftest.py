"""Agency packages as pip would leave them, without pip: metadata in a folder of the test's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from serviceoffice.agencies.agencies import Agencies
from serviceoffice.agencies.loading import load
from serviceoffice.api import ENTRY_POINT_GROUP
from serviceoffice.core.offices.office import Desk, Enabled, Office

HERE = Path(__file__).parent

MakeOffice = Callable[..., Office]


@dataclass(frozen=True, slots=True)
class Site:
    """A folder of installed distributions, and the folders their modules lie in."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def install(
        self,
        slug: str,
        module: str | None = None,
        *,
        home: Path = HERE,
        distribution: str | None = None,
        version: str = "1.0",
        requires: Sequence[str] = ("serviceoffice>=0.1",),
        entry_points: str | None = None,
    ) -> None:
        """Install the package ``module`` of the folder ``home`` as the agency ``slug``."""
        module = module or slug
        name = distribution or f"serviceoffice-{slug.replace('_', '-')}"
        info = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
        (info / "METADATA").write_text("\n".join(metadata) + "\n", encoding="utf-8")
        points = entry_points or f"[{ENTRY_POINT_GROUP}]\n{slug} = {module}\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        # Each test imports the package anew.
        self.monkeypatch.delitem(sys.modules, module, raising=False)
        self.monkeypatch.syspath_prepend(str(home))

    def write(self, module: str, source: str) -> None:
        """Write a module that ``install(…, home=site.folder)`` can name."""
        (self.folder / f"{module}.py").write_text(source, encoding="utf-8")

    def load(self, *offices: Office) -> Agencies:
        """Load the agencies of the offices from this site alone."""
        return load(offices, path=[str(self.folder)])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(tmp_path, monkeypatch)


@pytest.fixture
def office() -> MakeOffice:
    """Makes an office that enables agencies, given by slug or in full."""

    def make(*agencies: str | Enabled, **fields: object) -> Office:
        enabled = tuple(Enabled(a) if isinstance(a, str) else a for a in agencies)
        settings: dict[str, object] = {
            "id": "vilhelmina", "name": "Vilhelmina", "form": "integrated",
            "zone": ZoneInfo("Europe/Stockholm"), "agencies": enabled,
            "desks": (Desk("1", "Disk 1"),),
        }  # fmt: skip
        return Office(**{**settings, **fields})  # type: ignore[arg-type]

    return make
