"""The municipality as an agency of a shared front desk.

Each committee keeps its own secrecy domain: ``social`` (OSL 26 kap.), ``school`` (23 kap.),
``care`` of the elderly and special transport (26 and 29 kap.), ``building``, and ``general``
for matters that are seldom secret.
"""

from __future__ import annotations

from pathlib import Path

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    """The agency; its services are read from ``catalogue/`` beside this file."""
    return Agency(
        slug="kommun",
        name="Kommunen",
        letter="K",
        folder=Path(__file__).parent,
        domains=("social", "school", "building", "care", "general"),
    )
