"""People sign in and out."""

from serviceoffice.web.session.views import pages

__all__ = ["pages"]
