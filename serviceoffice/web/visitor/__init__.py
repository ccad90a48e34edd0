"""The visitor's own pages: the mobile ticket, the sheet of paper, the receipt of next steps."""

from serviceoffice.web.visitor.views import pages

__all__ = ["pages"]
