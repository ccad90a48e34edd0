"""Words that are translated when they are shown, not when they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CORE_DOMAIN = "serviceoffice"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for a screen, in no language yet.

    ``msgid`` is English and the key of the translation in ``domain`` (the
    agency's slug, or the core's own). ``params`` fill ``{name}`` places; a
    parameter may be a Text itself. ``by_language`` holds words written in
    configuration, as ``{"sv": …, "en": …}``; they win over the catalogues.
    ``plural`` is the English sentence for any number ``n`` other than one.
    """

    msgid: str
    domain: str = CORE_DOMAIN
    params: Mapping[str, Any] = field(default_factory=dict)
    by_language: Mapping[str, str] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None

    @property
    def english(self) -> str:
        """The English words that fit ``n``, with their ``{name}`` places still open."""
        return self.msgid if self.plural is None or self.n == 1 else self.plural

    def __str__(self) -> str:
        """The English sentence, for logs and terminals."""
        return self.english.format(**self.params) if self.params else self.english


def text(msgid: str, **params: Any) -> Text:
    """A sentence of the core. Babel extracts calls of this name."""
    return Text(msgid, params=params)


def ntext(singular: str, plural: str, n: int, **params: Any) -> Text:
    """A sentence of the core about ``n`` things, which ``{n}`` names in it."""
    return Text(singular, params={"n": n, **params}, plural=plural, n=n)
