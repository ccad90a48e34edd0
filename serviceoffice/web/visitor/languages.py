"""What languages call themselves, for choosing one."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

# Minority languages of Sweden that Babel has no data for.
_OWN_NAMES = {"fit": "Meänkieli", "rom": "Romani", "rmn": "Romani", "rmy": "Romani"}
_ARABIC_COMMA = frozenset({"ar", "ckb", "fa", "ps", "ur"})


def own_name(tag: str) -> str:
    """A language in its own words: ``Svenska``, ``العربية``; an unknown one by its tag."""
    name = _OWN_NAMES.get(tag) or _named(tag, tag)
    return name[:1].upper() + name[1:]


def name_in(tag: str, language: str) -> str:
    """A language in the words of another, as in running text: ``arabiska``."""
    return _named(tag, language)


def comma(language: str) -> str:
    """What stands between the parts of a list."""
    return "، " if language.split("-")[0] in _ARABIC_COMMA else ", "


def _named(tag: str, language: str) -> str:
    try:
        locale = Locale.parse(language.replace("-", "_"))
        return Locale.parse(tag.replace("-", "_")).get_display_name(locale) or tag
    except (UnknownLocaleError, ValueError):
        return tag
