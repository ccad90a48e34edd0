"""An agency that declares a service of another agency's code."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return Agency("broken_code", "Broken", "B", Path(__file__).parent, ("broken",))
