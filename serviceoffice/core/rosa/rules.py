"""How far a clerk may go: the ceiling of a step and every reason for it.

Source of the method: Statskontoret 2002 (ROSA, eight levels). Source of the
limits: lag (2019:212) om viss gemensam offentlig service and kommunallagen
(2017:725) 7 kap. 5–8 §§, as design and law notes of the project read them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from serviceoffice.api import Step, Text, text
from serviceoffice.core.offices.office import Form, Participation

HIGHEST_AT_A_DESK = 6

_OWN: dict[Form, int] = {"information": 2, "municipal": 5, "co_located": 5, "integrated": 5}
_OTHER: dict[Form, int] = {"information": 1, "municipal": 2, "co_located": 2, "integrated": 2}
# How far a delegation (own clerk) or a signed agreement (another agency's) may raise it.
_OWN_RAISED: dict[Form, int] = {"municipal": 6, "co_located": 6, "integrated": 6}
_OTHER_RAISED: dict[Form, int] = {"integrated": 5}
_CAPS: dict[Participation, int] = {"premises": 0, "information": 1, "contact_help": 2}

LEVEL_NAMES: dict[int, Text] = {
    1: text("Information"),
    2: text("Guidance"),
    3: text("Administrative distribution"),
    4: text("Rule-based handling"),
    5: text("Specialist distribution"),
    6: text("Evaluating handling"),
    7: text("Management"),
    8: text("Politics"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """An agreement or delegation that lets a clerk go further.

    ``level`` is what it raises to; ``authority`` and ``personal_data`` name the
    step ids it lists; ``source`` says which document, for the explanation.
    """

    level: int
    source: Text
    authority: frozenset[str] = frozenset()
    personal_data: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clerk stands to an errand's agency, in one office, now.

    ``own`` is true for the agency's own clerk; ``skill`` is the clerk's cap or
    None; ``grants`` are the agreements and delegations in force.
    """

    form: Form
    participation: Participation
    own: bool
    skill: int | None = None
    grants: Sequence[Grant] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """One reason for a ceiling: the level it gives, why, and what would raise it."""

    level: int
    why: Text
    raised_by: Text | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest ROSA level, with the limits it comes from; the first one decides."""

    level: int
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a step may be walked, the ceiling, and the sentences that say why not."""

    allowed: bool
    ceiling: Ceiling
    reasons: tuple[Text, ...] = field(default=())


def ceiling(standing: Standing) -> Ceiling:
    """min(base, participation, skill), where a grant may raise the base."""
    limits = [_base(standing)]
    if (cap := _CAPS.get(standing.participation)) is not None:
        limits.append(_participation(standing.participation, cap))
    if standing.skill is not None:
        limits.append(
            Limit(
                standing.skill,
                text("Your profile allows level {level} here.", level=standing.skill),
                text("The office manager can raise the level in your profile."),
            )
        )
    limits.sort(key=lambda limit: limit.level)
    return Ceiling(limits[0].level, tuple(limits))


def judge(step: Step, standing: Standing) -> Verdict:
    """May this step be walked at the desk now?

    Level, exercise of authority and personal data are three separate tests. The
    office's own handover and booking are open at every ceiling.
    """
    limit = ceiling(standing)
    if step.act:
        return Verdict(True, limit)
    reasons: list[Text] = []
    if step.actor == "back":
        reasons.append(text("The agency's back office does this step."))
    if step.level > HIGHEST_AT_A_DESK:
        reasons.append(text("Levels 7 and 8 are never done at a desk."))
    elif step.level > limit.level:
        reasons.append(
            text(
                "The step is at level {needed}; here you may go to level {level}.",
                needed=step.level,
                level=limit.level,
            )
        )
        reasons.extend(_why(limit, step.level))
    if step.authority and not any(step.id in grant.authority for grant in standing.grants):
        reasons.append(
            text(
                "The step decides on someone's rights or duties. "
                "It needs a delegation that lists it."
            )
        )
    listed = any(step.id in grant.personal_data for grant in standing.grants)
    if step.personal_data and not standing.own and not listed:
        reasons.append(
            text(
                "The step looks into the agency's system. "
                "It needs a service agreement that lists it."
            )
        )
    return Verdict(not reasons, limit, tuple(reasons))


def _why(limit: Ceiling, needed: int) -> list[Text]:
    """Every limit that stands in the way, with what would raise it."""
    said = []
    for cause in limit.limits:
        if cause.level < needed:
            said.append(cause.why)
            if cause.raised_by:
                said.append(cause.raised_by)
    return said


def _base(standing: Standing) -> Limit:
    form = standing.form
    level = (_OWN if standing.own else _OTHER)[form]
    highest = (_OWN_RAISED if standing.own else _OTHER_RAISED).get(form, level)
    best = max(standing.grants, key=lambda grant: grant.level, default=None)
    if best and min(best.level, highest) > level:
        return Limit(min(best.level, highest), best.source)
    if form == "information":
        why = text("An information office gives information and guidance only.")
        return Limit(level, why, text("Another form of office would allow more."))
    if standing.own:
        why = text("You work for the agency, so you may handle its matters up to level 5.")
        return Limit(level, why, text("A delegation in your name would allow level 6."))
    why = text("You work for another agency, so you may inform and guide.")
    if form == "integrated":
        return Limit(level, why, text("A signed service agreement would allow more."))
    return Limit(level, why, text("The agency's own clerk may do more."))


def _participation(participation: Participation, cap: int) -> Limit:
    sentences = {
        "premises": text("The agency only shares the rooms; the desk gives none of its services."),
        "information": text("The agency takes part with information only."),
        "contact_help": text("The desk helps the visitor to reach the agency."),
    }
    why = sentences[participation]
    return Limit(cap, why, text("The agency could take part in the office with its own staff."))
