"""The office today, for whoever leads it."""

from __future__ import annotations

from babel.numbers import format_percent
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from serviceoffice.core.offices import hours
from serviceoffice.web.context import state
from serviceoffice.web.manager import page
from serviceoffice.web.manager.snapshot import take
from serviceoffice.web.permissions import allow
from serviceoffice.web.speaking import locale

pages = Blueprint("manager", __name__)


@pages.get("/<office>/manager")
@allow("manager")
def today(office: str) -> ResponseReturnValue:
    """Waits, desks, agencies and what to do something about, as of now."""
    look = take(state().opened, office)
    known = look.office
    return render_template(
        "manager/today.html",
        office=known,
        page=page.of(look),
        closes=hours.closes_at(known.hours, known.zone, look.now),
        is_open=hours.is_open(known.hours, known.zone, look.now),
    )


@pages.app_template_filter("percent")
def percent(share: float | None) -> str:
    """A share of 0–1 in whole per cent, as the language writes it; a dash for None."""
    return "–" if share is None else str(format_percent(share, locale=locale()))
