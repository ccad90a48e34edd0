"""``serviceoffice why``: how far a clerk may go with a step, and every reason for it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator

from serviceoffice.agencies.opening import check
from serviceoffice.api import Text, Unknown
from serviceoffice.cli.plain import Trouble, config_option, office_option, place_of
from serviceoffice.core.house import Place
from serviceoffice.core.rosa.rules import LEVEL_NAMES
from serviceoffice.core.visits.explain import Explanation, explain

Say = Callable[[Text | str], str]


def configure(parser: ArgumentParser) -> None:
    """Options."""
    office_option(parser)
    parser.add_argument("--clerk", required=True, metavar="CLERK", help="the clerk's id")
    parser.add_argument("--service", required=True, metavar="CODE", help="a service, such as FK1")
    parser.add_argument("--step", required=True, metavar="STEP", help="the step's id")
    parser.add_argument("--lang", default="sv", help="language of the sentences (default: sv)")
    config_option(parser)
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print the verdict, the ceiling and the reasons; nothing is opened or stored."""
    found = check(args.config)
    place = place_of(found, args.office)
    texts = found.agencies.texts()

    def say(words: Text | str) -> str:
        return texts.say(words, args.lang)

    try:
        explained = explain(place, args.clerk, args.service, args.step)
    except Unknown as unknown:
        known = ", ".join(_known(place, unknown.field, args.service))
        raise Trouble(f"{say(unknown.text)} ({known})") from None
    print("\n".join(_lines(explained, say)))
    return 0


def _known(place: Place, what: str | None, service: str) -> Iterable[str]:
    """What could have been named instead."""
    match what:
        case "clerk":
            return (clerk.id for clerk in place.office.clerks)
        case "service":
            return place.catalogue.services
        case _:
            return (step.id for step in place.catalogue.services[service].steps)


def _lines(found: Explanation, say: Say) -> Iterator[str]:
    clerk, service, step, verdict = found.clerk, found.service, found.step, found.verdict
    yield f"clerk    {clerk.name} ({clerk.home})"
    yield f"service  {service.code} {say(service.title)} ({service.agency})"
    yield f"step     {step.id}: {say(step.title)}"
    yield f"level    {_level(step.level, say)}"
    yield f"ceiling  {_level(verdict.ceiling.level, say)}"
    yield f"verdict  {'yes, may be walked' if verdict.allowed else 'no'}"
    if verdict.reasons:
        yield "\nWhy not:"
        yield from (f"  {say(reason)}" for reason in verdict.reasons)
    yield "\nWhere the ceiling comes from, the lowest limit first:"
    for limit in verdict.ceiling.limits:
        yield f"  {limit.level}  {say(limit.why)}"
        if limit.raised_by:
            yield f"     {say(limit.raised_by)}"


def _level(level: int, say: Say) -> str:
    """A ROSA level with its name; 0 has none."""
    return f"{level} {say(LEVEL_NAMES[level])}" if level in LEVEL_NAMES else str(level)
