"""Why a clerk may or may not walk a step: the ceiling, every limit and what would raise it."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.api import Service, Step, Unknown, text
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk
from serviceoffice.core.rosa.rules import Verdict, judge
from serviceoffice.core.visits.commands import standing
from serviceoffice.core.visits.visit import Errand


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with what it is about."""

    clerk: Clerk
    service: Service
    step: Step
    verdict: Verdict


def explain(place: Place, clerk: str, service: str, step: str) -> Explanation:
    """Judge a step for a clerk, as if an errand with that service were at the desk now.

    Pure: the command and the API answer with it. Raises Unknown for a clerk,
    service or step that this office does not have.
    """
    who = place.office.clerk(clerk)
    if who is None:
        raise Unknown("clerk", clerk, text("There is no clerk “{clerk}” here.", clerk=clerk))
    wanted = place.catalogue.services.get(service)
    if wanted is None:
        sentence = text("{office} does not offer “{code}”.", office=place.office.name, code=service)
        raise Unknown("service", service, sentence)
    found = wanted.step(step)
    if found is None:
        sentence = text("{service} has no step “{step}”.", service=wanted.title, step=step)
        raise Unknown("step", step, sentence)
    errand = Errand(1, wanted.code, wanted.agency, place.maps[wanted.code])
    return Explanation(who, wanted, found, judge(found, standing(place.office, who, errand)))
