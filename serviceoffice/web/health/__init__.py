"""Whether the house is well: for load balancers, monitoring and the curious."""

from serviceoffice.web.health.views import init_app

__all__ = ["init_app"]
