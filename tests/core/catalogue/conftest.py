"""A catalogue on disk that a test can bend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from serviceoffice.api import Agency, BadDocument
from serviceoffice.core.catalogue.reading import Declared, read_catalogue

GOOD = """\
code = "AA1"
title = "Report a move"
summary = "You have moved."
access = ["drop_in", "phone"]
papers = ["Proof of identity"]
law = "Folkbokföringslagen (1991:481) 25 §"
domain = "register"

[[steps]]
id = "identify"
title = "Check identity"
level = 1
actor = "front"
minutes = 2

[[steps]]
id = "register"
title = "Register the move"
level = 4
actor = "front"
minutes = 5
after = ["identify"]
domain = "tax"
personal_data = true
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """A catalogue folder of the agency ``aa``."""

    path: Path
    agency: Agency

    def write(self, name: str, source: str) -> None:
        (self.path / name).write_text(source, encoding="utf-8")

    def bend(self, old: str, new: str) -> None:
        """Replace something in the good service."""
        assert old in GOOD
        self.write("AA1.toml", GOOD.replace(old, new, 1))

    def read(self) -> Declared:
        return read_catalogue(self.path, self.agency)

    def problems(self) -> list[str]:
        """What is wrong, with the file's name only."""
        with pytest.raises(BadDocument) as caught:
            self.read()
        return [str(problem).removeprefix(f"{self.path}/") for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path, Agency("aa", "Agency A", "A", tmp_path, ("register", "tax")))
    folder.write("AA1.toml", GOOD)
    return folder
