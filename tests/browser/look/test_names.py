"""docs/look.md, the sheets and the pages speak of the same names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
STATIC = ROOT / "serviceoffice/web/static"
DOCS = (ROOT / "docs/look.md").read_text(encoding="utf-8")
SHEETS = {path.name: path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css")}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js")}
SAMPLES = sorted(HERE.glob("*.html"))
TEMPLATES = sorted((ROOT / "serviceoffice/web/templates").rglob("*.html"))


def classes(markup: str) -> set[str]:
    """The class names in HTML; what Jinja puts together is left out."""
    markup = re.sub(r"\{[%{].*?[%}]\}", " ", markup, flags=re.DOTALL)
    values = " ".join(re.findall(r'\bclass="([^"]*)"', markup))
    return {name for name in values.split() if not name.endswith("--")}


def selectors(sheet: str) -> set[str]:
    """The class names that a sheet styles."""
    sheet = re.sub(r'/\*.*?\*/|"[^"]*"', "", sheet, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", sheet))


STYLED = set().union(*map(selectors, SHEETS.values()))
# A name that is only a place for its text to be (waits__what) needs no style.
KNOWN = STYLED | classes(DOCS)


def test_every_styled_name_is_described() -> None:
    # Icons are listed by their bare name; woff2 and svg are endings of files.
    described = {name for name in STYLED if name.removeprefix("icon--") in DOCS}
    assert STYLED - described == set()


@pytest.mark.parametrize("page", [*SAMPLES, *TEMPLATES], ids=lambda page: page.name)
def test_a_page_uses_only_names_that_exist(page: Path) -> None:
    own = {name for name in classes(page.read_text("utf-8")) if not name.startswith("ds-")}
    assert own - KNOWN == set()


@pytest.mark.parametrize("page", [*SAMPLES, *TEMPLATES], ids=lambda page: page.name)
def test_a_page_holds_nothing_that_the_security_policy_blocks(page: Path) -> None:
    markup = page.read_text("utf-8")
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|\shx-on", markup) == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_attribute_that_a_script_reads_is_described(name: str) -> None:
    script = SCRIPTS[name]
    read = {f"data-{each}" for each in re.findall(r"\[data-([a-z-]+)", script)}
    camel = re.findall(r"dataset\.([a-z]+(?:[A-Z][a-z]+)*)", script)
    read |= {"data-" + re.sub(r"[A-Z]", lambda big: "-" + big[0].lower(), each) for each in camel}
    inner = {"data-sent"}  # kept by kiosk.js for itself
    assert {each for each in read - inner if each not in DOCS} == set()


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_a_sheet_knows_no_left_and_right(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", SHEETS[name], flags=re.DOTALL)
    sided = r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:"
    assert re.findall(sided + r"|text-align:\s*(?:left|right)|float:", sheet) == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_holds_no_words_of_any_language(name: str) -> None:
    # What scripts write comes from the server: no string with a letter beyond ASCII.
    script = re.sub(r"/\*.*?\*/|//.*", "", SCRIPTS[name], flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"[åäöÅÄÖ]", re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.DOTALL)) == []
