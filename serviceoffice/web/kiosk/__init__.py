"""The kiosk: a visitor says what it is about and gets a ticket."""

from serviceoffice.web.kiosk import views  # noqa: F401  registers its pages
from serviceoffice.web.kiosk.pairing import pages

__all__ = ["pages"]
