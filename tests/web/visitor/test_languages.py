"""What languages are called, and that visitors are met in theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file

import serviceoffice.web
from serviceoffice.agencies.translations import KEYWORDS
from serviceoffice.core.texts import core_texts
from serviceoffice.web.visitor.languages import comma, name_in, own_name

WEB = Path(serviceoffice.web.__file__).parent
FACES = ("kiosk", "display", "visitor")


@pytest.mark.parametrize(
    ("tag", "name"),
    [("sv", "Svenska"), ("en", "English"), ("ar", "العربية"), ("fi", "Suomi"),
     ("sma", "Åarjelsaemien gïele"), ("fit", "Meänkieli"), ("x-unknown", "X-unknown")],
)  # fmt: skip
def test_a_language_is_called_what_it_calls_itself(tag: str, name: str) -> None:
    assert own_name(tag) == name


def test_a_language_in_the_words_of_another() -> None:
    assert name_in("ar", "sv") == "arabiska"
    assert name_in("ar", "fit") == "ar"


def test_a_list_is_divided_as_the_language_does() -> None:
    assert (comma("sv"), comma("ar"), comma("fa-AF")) == (", ", "، ", "، ")


def said_by(face: str) -> set[str | tuple[str, ...]]:
    """Every text of a face, in its code and in its templates."""
    files = [("python", path) for path in (WEB / face).glob("*.py")]
    files += [("jinja2", path) for path in (WEB / "templates" / face).glob("*.html")]
    return {
        message
        for method, path in files
        for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS)
    }


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("face", FACES)
def test_visitors_are_met_in_their_own_language(face: str, language: str) -> None:
    translations = core_texts().translations(language)
    texts = said_by(face)
    assert len(texts) > 10
    missing = [
        text for text in texts if isinstance(text, str) and translations.gettext(text) == text
    ] + [
        text
        for text in texts
        if not isinstance(text, str)
        for n in (0, 1, 2, 3, 11, 100)
        if translations.ngettext(*text, n) in text and text[0] != "%(num)d min"
    ]
    assert not missing
