"""Loads the agencies that some office enables, each behind the fence.

Whatever is wrong with a package, loading ends with every other agency in its
place and a sentence that names the broken one, why, and where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pluggy import HookImpl, PluginManager

from serviceoffice import __version__
from serviceoffice.agencies.agencies import Agencies, LoadedAgency, State, described
from serviceoffice.agencies.guard import Failed, declare, fenced
from serviceoffice.agencies.packages import Package, find_packages
from serviceoffice.api import PROJECT, Agency, BadDocument, Problem, Text, hookspecs, ntext, text
from serviceoffice.core.catalogue.guide import GUIDE, OFFICE
from serviceoffice.core.catalogue.reading import Declared, read_catalogue
from serviceoffice.core.catalogue.schema import is_word
from serviceoffice.core.offices.office import Enabled, Office

# What pluggy would allow and the contract does not: an agency's place among
# the others is the configuration's to decide.
NOT_IN_CONTRACT = ("wrapper", "hookwrapper", "tryfirst", "trylast", "specname", "optionalhook")


class _Unfit(Exception):
    """Why an agency cannot serve; turned into its state before loading ends."""

    def __init__(
        self, why: Text, state: State = "quarantined", agency: Agency | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:  # fmt: skip
        super().__init__(str(why))
        self.why, self.state, self.agency, self.problems = why, state, agency, tuple(problems)


def load(offices: Sequence[Office], path: Sequence[str] | None = None) -> Agencies:
    """Find and load the agencies of all offices, in the order they are listed.

    ``path`` are the folders to look for installed packages in (default: where
    Python imports from). Never raises for a mistake in a package.
    """
    packages = find_packages(path)
    manager = PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    owners = {GUIDE: OFFICE}
    loaded: dict[str, LoadedAgency] = {}
    for slug, enabled in _listed(offices).items():
        as_data = [each for each in enabled if each.data]
        if as_data:
            loaded[slug] = _claim(described(as_data), owners)
        if len(as_data) < len(enabled):
            loaded[slug] = _claim(_load(slug, packages.get(slug, ()), manager), owners)
    for slug in sorted(packages.keys() - loaded.keys()):
        first = packages[slug][0]
        why = text("It is installed, but no office enables it.")
        loaded[slug] = LoadedAgency(slug, "disabled", first.version, first.distribution, why)
    return Agencies(MappingProxyType(loaded), MappingProxyType(owners))


def _listed(offices: Iterable[Office]) -> Mapping[str, list[Enabled]]:
    listed: dict[str, list[Enabled]] = {}
    for office in offices:
        for enabled in office.agencies:
            listed.setdefault(enabled.slug, []).append(enabled)
    return listed


def _load(slug: str, packages: Sequence[Package], manager: PluginManager) -> LoadedAgency:
    version = packages[0].version if packages else ""
    distribution = packages[0].distribution if packages else ""
    try:
        package = _the_one(slug, packages)
        agency = _declared(slug, _hook(package, manager))
        catalogue = _catalogue(agency)
    except _Unfit as unfit:
        # A refused plugin would stay (half) registered and fail the next one's check.
        if manager.has_plugin(slug):
            manager.unregister(name=slug)
        return LoadedAgency(
            slug, unfit.state, version, distribution, unfit.why, unfit.agency,
            problems=unfit.problems,
        )  # fmt: skip
    return LoadedAgency(
        slug, "active", version, distribution, agency=agency,
        services=catalogue.services, life_events=catalogue.life_events,
    )  # fmt: skip


def _the_one(slug: str, packages: Sequence[Package]) -> Package:
    if slug == OFFICE:
        raise _Unfit(text("“{slug}” is the office's own name; no agency may take it.", slug=slug))
    if not packages:
        raise _Unfit(text("No package for it is installed."), "missing")
    if len(packages) > 1:
        first, second = (f"{package.distribution} {package.version}" for package in packages[:2])
        raise _Unfit(
            text("Two packages contribute it: {first} and {second}. Remove one.",
                 first=first, second=second)
        )  # fmt: skip
    if unmet := packages[0].unmet():
        raise _Unfit(
            text("Its package needs {requirement}; this is version {version}.",
                 requirement=unmet, version=__version__),
            "incompatible",
        )  # fmt: skip
    return packages[0]


def _hook(package: Package, manager: PluginManager) -> HookImpl:
    """The agency's implementation of serviceoffice_agency, its package imported and checked."""
    plugin = fenced(package.slug, "import", package.entry.load)
    if isinstance(plugin, Failed):
        raise _Unfit(text("Its package cannot be imported: {error}", error=str(plugin)))

    def register() -> None:
        manager.register(plugin.value, package.slug)
        manager.check_pending()

    registered = fenced(package.slug, "register", register)
    if isinstance(registered, Failed):
        raise _Unfit(text("Its hooks do not fit the contract: {error}", error=registered.error))
    implementations = [
        hook
        for caller in manager.get_hookcallers(plugin.value) or ()
        for hook in caller.get_hookimpls()
        if hook.plugin is plugin.value
    ]
    for hook in implementations:
        if used := [option for option in NOT_IN_CONTRACT if hook.opts.get(option)]:
            raise _Unfit(
                text("Its hook {hook} is marked {option}, which is not part of the contract.",
                     hook=hook.function.__name__, option=used[0])
            )  # fmt: skip
    for hook in implementations:
        if hook.function.__name__ == "serviceoffice_agency":
            return hook
    raise _Unfit(
        text("{module} does not implement serviceoffice_agency (is @hookimpl above it?).",
             module=package.entry.value)
    )  # fmt: skip


def _declared(slug: str, hook: HookImpl) -> Agency:
    outcome = declare(slug, hook)
    if isinstance(outcome, Failed):
        raise _Unfit(text("{hook} failed: {error}", hook=outcome.doing, error=str(outcome)))
    agency = outcome.value
    if not isinstance(agency, Agency):
        raise _Unfit(
            text("{hook} returned {found}; expected serviceoffice.api.Agency.",
                 hook=outcome.doing, found=type(agency).__name__)
        )  # fmt: skip
    checked = fenced(slug, "check", lambda: _mistakes(slug, agency))
    mistakes = [str(checked)] if isinstance(checked, Failed) else checked.value
    if mistakes:
        raise _Unfit(text("It declares itself wrongly: {mistakes}.", mistakes="; ".join(mistakes)))
    return agency


def _mistakes(slug: str, agency: Agency) -> list[str]:
    """What does not fit in a declaration, in words."""
    expected = {
        f"slug is {agency.slug!r}, expected {slug!r} as in its entry point": agency.slug == slug,
        f"name is {agency.name!r}, expected words": bool(agency.name.strip()),
        f"letter is {agency.letter!r}, expected one to three capital letters": (
            agency.letter.isalpha() and agency.letter.isupper() and len(agency.letter) <= 3
        ),
        f"domains are {agency.domains!r}, expected a tuple of one or more words": (
            isinstance(agency.domains, tuple)
            and bool(agency.domains)
            and all(is_word(domain) for domain in agency.domains)
        ),
        f"folder is {str(agency.folder)!r}, expected the Path of a folder": (
            isinstance(agency.folder, Path) and agency.folder.is_dir()
        ),
    }
    return [mistake for mistake, fits in expected.items() if not fits]


def _catalogue(agency: Agency) -> Declared:
    assert agency.folder is not None  # checked with the declaration
    folder = agency.folder / "catalogue"

    def read() -> Declared | list[Problem]:
        try:
            return read_catalogue(folder, agency)
        except BadDocument as bad:
            return bad.problems

    outcome = fenced(agency.slug, "catalogue", read)
    if isinstance(outcome, Failed):
        why = text("Its catalogue cannot be read: {error}", error=str(outcome))
        raise _Unfit(why, agency=agency)
    if isinstance(outcome.value, Declared):
        return outcome.value
    problems = outcome.value
    raise _Unfit(
        ntext("Its catalogue has a mistake: {first}",
              "Its catalogue has {n} mistakes, the first: {first}",
              len(problems), first=str(problems[0])),
        agency=agency,
        problems=problems,
    )  # fmt: skip


def _claim(agency: LoadedAgency, owners: dict[str, str]) -> LoadedAgency:
    """Let an agency have the codes of its services, unless one is taken already.

    A code means one service in the whole installation: events, links and
    reports name services by it.
    """
    for service in agency.services:
        owner = owners.get(service.code, agency.slug)
        if owner != agency.slug:
            why = text("The service {code} is declared by both {first} and {second}.",
                       code=service.code, first=owner, second=agency.slug)  # fmt: skip
            return replace(agency, state="quarantined", why=why, services=(), life_events=())
    owners.update({service.code: agency.slug for service in agency.services})
    return agency
