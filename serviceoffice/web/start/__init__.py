"""The first page: which offices there are and where each face is."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from serviceoffice.web.context import house
from serviceoffice.web.permissions import allow

pages = Blueprint("start", __name__)


@pages.get("/")
@allow("public")
def start() -> ResponseReturnValue:
    """Doors to every face of every office."""
    places = house().places.values()
    return render_template("start.html", offices=[p.office for p in places], demo=house().demo)
