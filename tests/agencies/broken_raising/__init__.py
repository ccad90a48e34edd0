"""An agency that fails when it declares itself."""

from __future__ import annotations

from serviceoffice.api import Agency, hookimpl


@hookimpl
def serviceoffice_agency() -> Agency:
    return _from_a_register()


def _from_a_register() -> Agency:
    raise RuntimeError("the register does not answer")
