"""The manager's pages."""

from serviceoffice.web.manager.views import pages

__all__ = ["pages"]
