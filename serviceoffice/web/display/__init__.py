"""The display in the waiting room: whose turn it is."""

from serviceoffice.web.display.views import pages

__all__ = ["pages"]
