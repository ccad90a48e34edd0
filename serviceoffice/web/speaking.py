"""The language of a request, and words in it for templates."""

from __future__ import annotations

import uuid
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from flask import Flask, Response, current_app, g, request
from markupsafe import Markup

from serviceoffice.api import Text
from serviceoffice.core.clock import MINUTE, local
from serviceoffice.core.offices.office import Office
from serviceoffice.web.context import house, me, state

COOKIE = "so_language"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ckb", "ps", "ur", "he", "yi"})


def init_app(app: Flask) -> None:
    """Choose the language of each request and give templates their words."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(say=say, hhmm=hhmm, minutes=minutes, long_date=long_date)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_words)
    app.after_request(_keep)


def language() -> str:
    """The language of the request: ``?lang=``, else the cookie, else the office's first.

    Only languages that the office has, where an office is named.
    """
    if "language" not in g:
        g.language = _choose()
    return str(g.language)


def speak(tag: str) -> None:
    """Answer the rest of this request in a language, whatever the address and the cookie say."""
    g.language = tag


def _choose() -> str:
    offered = languages()
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in offered:
            return str(wanted)
    if request.path.startswith("/api/"):
        best = request.accept_languages.best_match(offered)
        if best:
            return best
    return offered[0]


def languages() -> tuple[str, ...]:
    """The languages that may be chosen here, the default first."""
    office = (request.view_args or {}).get("office") or ("me" in g and me().office)
    if office and office in house().places:
        return house().places[office].office.languages
    return ("sv", "en")


def say(text: Text | str) -> str:
    """A text in the language of the request."""
    return state().opened.texts.say(text, language())


def hhmm(at: int, office: Office) -> str:
    """The office's wall-clock time of a moment, as 14:32."""
    return str(format_time(local(at, office.zone), "HH:mm", locale=locale()))


def long_date(at: int, office: Office) -> str:
    """A date in words: ``tisdag 24 november``."""
    return str(format_date(local(at, office.zone), "EEEE d MMMM", locale=locale()))


def minutes(since: int, until: int | None = None) -> int:
    """Whole minutes from a moment until another, or until now."""
    return max(0, ((until if until is not None else house().clock.now()) - since) // MINUTE)


def locale() -> Locale:
    """Babel's locale for dates; Swedish where Babel does not know the language."""
    try:
        return Locale.parse(language().replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("sv")


def _gettext(msgid: str) -> str:
    return state().opened.texts.translations(language()).gettext(msgid)


def _ngettext(one: str, many: str, n: int) -> str:
    return state().opened.texts.translations(language()).ngettext(one, many, n)


def _words() -> dict[str, Any]:
    """What every template may use besides its own values."""
    return {
        "language": language(),
        "languages": languages(),
        "direction": "rtl" if language() in RIGHT_TO_LEFT else "ltr",
        "me": g.get("me"),
        "now": house().clock.now(),
        "form_key": form_key,
    }


def form_key() -> Markup:
    """The hidden fields of every form that changes something.

    One idempotency key minted per rendering: a second click does nothing more.
    """
    from flask_wtf.csrf import generate_csrf

    return Markup(
        '<input type="hidden" name="csrf_token" value="{}">'
        '<input type="hidden" name="key" value="{}">'
    ).format(generate_csrf(), uuid.uuid4().hex)


def _keep(response: Response) -> Response:
    """Remember a language that was chosen by ``?lang=``."""
    wanted = request.args.get("lang")
    if wanted and wanted in languages():
        response.set_cookie(COOKIE, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
    elif wanted:
        current_app.logger.debug("language %r is not offered here", wanted)
    return response
