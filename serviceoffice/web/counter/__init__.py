"""The counter: where a clerk calls visitors and helps them through their errands."""

from serviceoffice.web.counter import dialogs  # noqa: F401  registers its views
from serviceoffice.web.counter.views import pages

__all__ = ["pages"]
