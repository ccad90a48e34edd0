"""The live stream of pages: that something happened, and nothing of what."""

from serviceoffice.web.live.views import init_app

__all__ = ["init_app"]
