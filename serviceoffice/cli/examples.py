"""Where the example offices lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

import serviceoffice


def example(name: str) -> Path:
    """The folder of an example office. Raises FileNotFoundError."""
    package = Path(serviceoffice.__file__).parent
    for root in (package / "examples", package.parent / "examples"):
        if (root / name / "serviceoffice.toml").is_file():
            return root / name
    raise FileNotFoundError(f"there is no example office “{name}”")
