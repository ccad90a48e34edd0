"""The hooks an agency may implement. Each entered with its first user."""

from __future__ import annotations

import pluggy

from serviceoffice.api.types import Agency

PROJECT = "serviceoffice"
ENTRY_POINT_GROUP = "serviceoffice.agencies.v1"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def serviceoffice_agency() -> Agency:  # type: ignore[empty-body]
    """Declare the agency: its slug, name, letter, secrecy domains and folder.

    Called once at start, before the catalogue is read from the folder. A
    failure quarantines the agency; the office opens without it.
    """
