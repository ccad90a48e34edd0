"""An agency with a step on a ROSA level that does not exist."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return Agency("broken_level", "Broken", "B", Path(__file__).parent, ("broken",))
