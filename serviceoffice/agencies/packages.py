"""Finds the agency packages that are installed, without importing any of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from serviceoffice import __version__
from serviceoffice.api import ENTRY_POINT_GROUP, PROJECT

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Package:
    """An agency's package as its metadata describes it.

    ``requires`` are its requirements on other distributions, as written.
    """

    slug: str
    distribution: str
    version: str
    requires: tuple[str, ...]
    entry: EntryPoint

    def unmet(self, version: str = __version__) -> str | None:
        """The first requirement on serviceoffice that its version does not meet, or None."""
        for written in self.requires:
            try:
                requirement = Requirement(written)
            except InvalidRequirement:
                return written
            if canonicalize_name(requirement.name) != PROJECT:
                continue
            if requirement.marker and not requirement.marker.evaluate():
                continue
            if not requirement.specifier.contains(version, prereleases=True):
                return written
        return None


def find_packages(path: Sequence[str] | None = None) -> dict[str, tuple[Package, ...]]:
    """Every package that contributes an agency, by slug; more than one is a conflict.

    ``path`` are the folders to look in (default: where Python imports from).
    A distribution whose metadata cannot be read is left out and logged.
    """
    found: dict[str, tuple[Package, ...]] = {}
    seen: set[str] = set()
    for distribution in distributions(path=list(path)) if path is not None else distributions():
        try:
            packages = list(_packages(distribution))
        except Exception:  # one unreadable package must not hide the others
            log.exception("the metadata of a distribution cannot be read: %s", distribution)
            continue
        for package in packages:
            name = canonicalize_name(package.distribution)
            # A distribution can be seen twice (a checkout and its installation);
            # Python imports the first.
            if (key := f"{name} {package.slug}") not in seen:
                seen.add(key)
                found[package.slug] = (*found.get(package.slug, ()), package)
    return found


def _packages(distribution: Distribution) -> Iterator[Package]:
    for entry in distribution.entry_points:
        if entry.group == ENTRY_POINT_GROUP:
            yield Package(
                entry.name,
                distribution.metadata["Name"],
                distribution.version,
                tuple(distribution.requires or ()),
                entry,
            )
