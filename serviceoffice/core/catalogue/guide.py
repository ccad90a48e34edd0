"""What the office itself offers: the service for those who do not know where to turn."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from serviceoffice.api import CORE_DOMAIN, Agency, Service
from serviceoffice.core.catalogue.reading import read_service
from serviceoffice.core.documents import read

# The office stands in the catalogue under this slug, beside the agencies it houses.
OFFICE = "office"
GUIDE = "guide"


def office_as_agency(name: str) -> Agency:
    """The office as the owner of its own services, under its name."""
    return Agency(OFFICE, name, letter="G", domains=(OFFICE,))


@cache
def guide() -> Service:
    """The service “I don't know, or have a short question”."""
    document = read(Path(__file__).with_name("guide.toml"))
    return read_service(document, office_as_agency(OFFICE), CORE_DOMAIN)
