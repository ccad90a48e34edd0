"""Says a Text in a language: at a desk, on a display, in a message, without any request.

The ``.po`` files are read as they are, once per language and domain, so there
is no compiled file that could be older than its source.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from serviceoffice.api import CORE_DOMAIN, Text

log = logging.getLogger(__name__)

_ENGLISH = NullTranslations()


class Texts:
    """The translations of the core and of every agency, each in its own domain.

    A language is a tag such as ``sv``, ``fi-FI`` or ``fa_AF``. What a language
    does not have is looked up in its parent (``fi_FI`` in ``fi``), then said
    in English. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._sources: dict[str, dict[str, Traversable]] = {}
        self._parsed: dict[tuple[str, str], NullTranslations] = {}
        self._lock = threading.RLock()

    def add(self, domain: str, folder: Traversable) -> None:
        """Take a domain's translations from ``folder/<language>/LC_MESSAGES/<domain>.po``.

        A folder that does not exist has no translations. Raises ValueError
        when the domain was added before: two sources would be mixed unseen.
        """
        found: dict[str, Traversable] = {}
        if folder.is_dir():
            for language in folder.iterdir():
                source = language / "LC_MESSAGES" / f"{domain}.po"
                if source.is_file():
                    found[_tag(language.name)] = source
        with self._lock:
            if domain in self._sources:
                raise ValueError(f"translations of {domain!r} were added before")
            self._sources[domain] = found

    def languages(self, domain: str = CORE_DOMAIN) -> tuple[str, ...]:
        """The languages that a domain has translations in, English not among them."""
        return tuple(sorted(self._sources.get(domain, {})))

    def translations(self, language: str, domain: str = CORE_DOMAIN) -> NullTranslations:
        """The gettext object of a domain, for Jinja's and Flask-Babel's use.

        Without a translation in the language or a parent of it, one that
        answers every msgid with itself.
        """
        sources = self._sources.get(domain, {})
        # Only tags that have a file are kept, so no stranger's header fills the memory.
        tag = next((tag for tag in _tags(language) if tag in sources), None)
        if tag is None:
            return _ENGLISH
        if parsed := self._parsed.get((tag, domain)):
            return parsed
        with self._lock:
            if (tag, domain) not in self._parsed:
                self._parsed[tag, domain] = self._parse(tag, domain)
            return self._parsed[tag, domain]

    def say(self, text: Text | str, language: str) -> str:
        """The words of a text in a language; a plain string is said as it is.

        Never raises: a translation whose ``{name}`` places do not fit the
        parameters gives way to the English sentence, and that to its bare words.
        """
        if isinstance(text, str):
            return text
        words = self._words(text, language)
        if not text.params:
            return words
        params = {
            name: self.say(value, language) if isinstance(value, Text) else value
            for name, value in text.params.items()
        }
        for sentence in (words, text.english):
            try:
                return sentence.format(**params)
            except (LookupError, ValueError, AttributeError, TypeError):
                log.warning("%s: places do not fit %s: %r", language, sorted(params), sentence)
        return text.english

    def _words(self, text: Text, language: str) -> str:
        if text.by_language:
            written = {_tag(name): words for name, words in text.by_language.items()}
            for tag in _tags(language):
                if tag in written:
                    return written[tag]
        if not text.msgid:
            return ""  # gettext answers the empty msgid with the file's header
        translations = self.translations(language, text.domain)
        if text.plural is None or text.n is None:
            return translations.gettext(text.msgid)
        return translations.ngettext(text.msgid, text.plural, text.n)

    def _parse(self, tag: str, domain: str) -> NullTranslations:
        source = self._sources[domain][tag]
        parent = self.translations(tag.rpartition("_")[0], domain)
        try:
            with source.open("rb") as file:
                # Without a locale Babel would drop the file's own plural forms.
                catalogue = read_po(file, locale=tag, domain=domain, abort_invalid=True)
            compiled = BytesIO()
            write_mo(compiled, catalogue)
            compiled.seek(0)
            parsed = Translations(compiled, domain)
        except Exception:  # a broken file must not take the words from a screen
            log.exception("%s cannot be read and is left out", source)
            return parent
        parsed.add_fallback(parent)
        return parsed


def core_texts() -> Texts:
    """Texts with the core's own translations, to which the agencies' are added."""
    texts = Texts()
    texts.add(CORE_DOMAIN, core_translations())
    return texts


def core_translations() -> Traversable:
    """The folder of the core's translations: in the wheel, or at the root of a checkout."""
    packed = files("serviceoffice") / "translations"
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parents[2] / "translations"


def _tag(language: str) -> str:
    return language.strip().replace("-", "_").lower()


def _tags(language: str) -> Iterator[str]:
    """The tag and its parents, nearest first."""
    tag = _tag(language)
    while tag:
        yield tag
        tag = tag.rpartition("_")[0]
