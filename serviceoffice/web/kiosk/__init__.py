"""The kiosk: a visitor says what it is about and gets a ticket."""

from serviceoffice.web.kiosk.views import pages

__all__ = ["pages"]
