"""Försäkringskassan as an agency of a shared front desk.

One secrecy domain: ``insurance`` (OSL 28 kap. 1 §, secret if disclosure may be assumed to harm).
"""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    """The agency; its services are read from ``catalogue/`` beside this file."""
    return Agency(
        slug="forsakringskassan",
        name="Försäkringskassan",
        letter="FK",
        folder=Path(__file__).parent,
        domains=("insurance",),
    )
