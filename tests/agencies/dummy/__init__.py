"""A small agency that is right in every way."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return Agency("dummy", "The Dummy Agency", "D", Path(__file__).parent, ("dummy", "vault"))
