"""``/<office>/live``, which live.js listens to (docs/look.md, “The stream”)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response

from serviceoffice.core.hub import Hub
from serviceoffice.web.context import State
from serviceoffice.web.live import stream
from serviceoffice.web.permissions import allow

# A page that is further behind than this refreshes everything at once.
REPLAY = 200

pages = Blueprint("live", __name__)


def init_app(app: Flask) -> None:
    """Follow the house's log; ``STREAMS`` and ``STREAM_SECONDS`` bound the streams."""
    app.config.setdefault("STREAMS", 64)
    app.config.setdefault("STREAM_SECONDS", 900.0)
    state: State = app.extensions["serviceoffice"]
    app.extensions["serviceoffice.streams"] = stream.Streams(Hub(state.opened.house))
    app.register_blueprint(pages)


@pages.get("/<office>/live")
@allow("public")  # screens that everybody sees listen too: it says only that something happened
def live(office: str) -> Response:
    """Sequence number and kind of each event."""
    return stream.answer(office, _only_the_kind, replay=REPLAY)


def _only_the_kind(row: Any) -> dict[str, Any]:
    return {"kind": row.kind}
