"""The reception: where visitors are registered and short questions answered."""

from serviceoffice.web.reception.views import pages

__all__ = ["pages"]
