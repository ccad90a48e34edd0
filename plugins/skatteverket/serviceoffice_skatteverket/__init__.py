"""Skatteverket as an agency of a shared front desk.

Two secrecy domains: ``register``, the population register and identity cards (OSL 22 kap. 1 §,
public unless there is special reason), and ``tax`` (OSL 27 kap. 1 §, absolute).
"""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    """The agency; its services are read from ``catalogue/`` beside this file."""
    return Agency(
        slug="skatteverket",
        name="Skatteverket",
        letter="S",
        folder=Path(__file__).parent,
        domains=("register", "tax"),
    )
