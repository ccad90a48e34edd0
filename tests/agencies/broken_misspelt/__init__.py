"""An agency that implements a hook of a name that does not exist."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agnecy() -> Agency:
    return Agency("broken_misspelt", "Misspelt", "M", Path(__file__).parent, ("misspelt",))
