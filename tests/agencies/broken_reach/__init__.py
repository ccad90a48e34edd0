"""An agency with a step that no other step leads to."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return Agency("broken_reach", "Broken", "B", Path(__file__).parent, ("broken",))
