"""The display: a page that stands, and the part of it that follows the office."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from serviceoffice.api import text
from serviceoffice.core.clock import SECOND
from serviceoffice.web import speaking
from serviceoffice.web.context import house, place, state
from serviceoffice.web.display.board import KINDS, Call, board
from serviceoffice.web.permissions import allow

pages = Blueprint("display", __name__, url_prefix="/<office>/display")

TURN = 10 * SECOND
OPTIONS = ("lang", "languages", "speak")


@pages.get("")
@allow("public")
def display(office: str) -> ResponseReturnValue:
    """The whole page.

    ``?lang=ar`` speaks one language, ``?languages=sv,en`` takes turns,
    ``?speak=1`` lets the browser's voice say each call.
    """
    return _page("display/display.html", office)


@pages.get("/board")
@allow("public")
def board_now(office: str) -> ResponseReturnValue:
    """The part that follows the office."""
    return _page("display/_board.html", office)


def _page(template: str, office: str) -> str:
    known, main = place(office).office, speaking.language()
    turns = [tag for tag in request.args.get("languages", "").split(",") if tag in known.languages]
    if turns:
        main = turns[0]
        # By the clock, so that displays side by side say the same.
        speaking.speak(turns[house().clock.now() // TURN % len(turns)])

    def spoken(call: Call) -> str:
        """A call for the browser's voice, which keeps one language while the words take turns."""
        words = text("Number {number}, {desk}", number=call.number, desk=call.desk)
        return state().opened.texts.say(words, main)

    asked = {name: value for name, value in request.args.items() if name in OPTIONS}
    return render_template(
        template, office=known, board=board(house(), office), kinds=KINDS,
        turns=len(turns) > 1, spoken=spoken, asked=asked,
    )  # fmt: skip
