"""Arbetsförmedlingen as an agency of a shared front desk.

One secrecy domain: ``employment`` (OSL 28 kap. 11 §, secret unless clearly harmless).
"""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    """The agency; its services are read from ``catalogue/`` beside this file."""
    return Agency(
        slug="arbetsformedlingen",
        name="Arbetsförmedlingen",
        letter="A",
        folder=Path(__file__).parent,
        domains=("employment",),
    )
