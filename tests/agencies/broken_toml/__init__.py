"""An agency with a catalogue file that is not TOML."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return Agency("broken_toml", "Broken", "B", Path(__file__).parent, ("broken",))
