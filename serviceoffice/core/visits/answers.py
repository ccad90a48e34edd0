"""A visit as commands and the API answer it: plain values, times in ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from serviceoffice.core.clock import iso
from serviceoffice.core.visits.visit import Errand, Visit


def visit_answer(
    office: str, visit: Visit, words: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """Everything about a visit that anybody who may see it may see.

    ``words`` are what is said of its next steps, by errand.
    """
    return {
        "id": visit.id,
        "office": office,
        "number": visit.number,
        "day": visit.day,
        "state": visit.state,
        "reason": visit.reason,
        "desk": visit.desk,
        "clerk": visit.clerk,
        "channel": visit.channel,
        "source": visit.source,
        "language": visit.language,
        "needs_language": visit.needs_language,
        "interpreter": visit.interpreter,
        "priority": visit.priority,
        "quick": visit.quick,
        "life_event": visit.life_event,
        "recalls": visit.recalls,
        "arrived": iso(visit.arrived),
        "since": iso(visit.since),
        "called": iso(visit.first_called),
        "began": iso(visit.first_began),
        "waits_for": {
            "service": visit.to_service, "desk": visit.to_desk, "clerk": visit.to_clerk,
        },
        "errands": [_errand(errand, words or {}) for errand in visit.errands],
    }  # fmt: skip


def _errand(errand: Errand, words: Mapping[int, str]) -> dict[str, Any]:
    step = errand.next_step
    return {
        "n": errand.n,
        "service": errand.service,
        "agency": errand.agency,
        "walked": list(errand.walked),
        "outcome": errand.outcome,
        "next_step": {
            "kind": step.kind, "what": words.get(errand.n), "owner": step.owner,
            "due_on": step.due_on,
        } if step else None,
    }  # fmt: skip
