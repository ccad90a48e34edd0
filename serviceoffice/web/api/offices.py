"""What an office is and offers: reads that need no visit."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from serviceoffice.core.visits.explain import explain
from serviceoffice.web.api import answers, requests, shown
from serviceoffice.web.api.document import cacheable
from serviceoffice.web.api.documentation import Pages, answer
from serviceoffice.web.context import house, place, state
from serviceoffice.web.permissions import allow
from serviceoffice.web.speaking import say

pages = Pages("offices", __name__, "Offices")


@pages.get("/offices/<office>")
@pages.query(requests.Asked)
@pages.answers(answers.Office, 404, 422)
@allow("public")
def office(_asked: dict[str, Any], office: str) -> Response:
    """An office: its form, desks, services and hours."""
    return answer(shown.office_shown(place(office), house().clock.now(), say))


@pages.get("/offices/<office>/clerks")
@pages.query(requests.Asked)
@pages.answers(answers.Clerks, 404, 422)
@allow("clerk", "reception", "manager", "integration")
def clerks(_asked: dict[str, Any], office: str) -> Response:
    """The clerks of an office and where each sits now."""
    known = place(office).office
    with house().database.read() as connection:
        return answer(shown.clerks_shown(connection, known))


@pages.get("/offices/<office>/why")
@pages.query(requests.AskWhy)
@pages.answers(answers.Why, 404, 422)
@allow("clerk", "reception", "manager", "integration")
def why(asked: dict[str, Any], office: str) -> Response:
    """May this clerk walk this step here? The ceiling and every reason for it."""
    here = place(office)
    found = explain(here, asked["clerk"], asked["service"], asked["step"])
    return answer(shown.why_shown(here.office, found, say))


@pages.get("/catalogue")
@pages.query(requests.AskCatalogue)
@pages.answers(
    answers.Catalogue, 404, 422, headers=("ETag",), also={304: "Nothing has changed since."}
)
@allow("public")
def catalogue(asked: dict[str, Any]) -> Response:
    """Services with their steps and ROSA levels, in the language that is asked for.

    ``lang`` wins over ``Accept-Language``. With ``office`` only what that
    office offers, in one of its languages.
    """
    named = asked.get("office")
    places = [place(named)] if named else list(house().places.values())
    spoken = list(dict.fromkeys(tag for each in places for tag in each.office.languages))
    wanted = asked.get("lang")
    if wanted not in spoken:
        wanted = request.accept_languages.best_match(spoken) or spoken[0]
    texts = state().opened.texts
    response = answer(shown.catalogue_shown(places, wanted, lambda text: texts.say(text, wanted)))
    response.headers["Content-Language"] = wanted
    response.vary.add("Accept-Language")
    return cacheable(response)
