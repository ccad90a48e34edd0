"""Keeps translations complete: finds the texts, says what a language lacks, updates its file.

``python -m serviceoffice.agencies.translations`` (``make texts``) updates the
``.po`` files of the core and of every package under ``plugins/``; with a
package's folder as argument, only that package's.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import PoFileError, read_po, write_po

from serviceoffice.api import CORE_DOMAIN, Problem

# The functions whose first (and second, for plurals) argument is a msgid.
KEYWORDS: dict[str, Any] = {
    "text": None,
    "ntext": (1, 2),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}

# Where an agency's package keeps words; the core says it in babel.cfg.
PACKAGE_MAPPING = (
    ("catalogue/*.toml", "serviceoffice.core.catalogue.extract:extract_toml"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
)

# The language that must be complete; others may lack texts, which are then said in English.
COMPLETE = "sv"

_PLACE = re.compile(r"\{(\w*)[^{}]*\}|%\((\w+)\)")

NEW_FILE = """\
msgid ""
msgstr ""
"Project-Id-Version: {domain}\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""


def core_texts_found(root: Path) -> Catalog:
    """Every msgid of the core, found in a checkout by its babel.cfg."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    ours = root / "serviceoffice"

    def enter(folder: str) -> bool:
        return Path(folder).is_relative_to(ours) and not _is_hidden(folder)

    return _found(root, mapping, options, KEYWORDS, enter, CORE_DOMAIN)


def package_texts_found(folder: Path, domain: str) -> Catalog:
    """Every msgid of an agency's package; ``folder`` holds ``catalogue/``."""
    options: dict[str, dict[str, Any]] = {pattern: {} for pattern, _ in PACKAGE_MAPPING}
    # A package has no text() in its own domain; it writes Text("…", domain=…).
    keywords = KEYWORDS | {"Text": None}

    def enter(inner: str) -> bool:
        return not _is_hidden(inner)

    return _found(folder, PACKAGE_MAPPING, options, keywords, enter, domain)


def problems(found: Catalog, source: Path) -> Iterator[Problem]:
    """What a ``.po`` file lacks against the texts found, and what it has too much.

    Errors: a text without translation or with an uncertain (fuzzy) one, places
    such as ``{name}`` that are not those of the English. Warnings: a
    translation that no text uses any more.
    """
    file = str(source)
    try:
        with source.open("rb") as opened:
            translated = read_po(opened, abort_invalid=True)
    except FileNotFoundError:
        yield Problem(file, 0, "", "there is no such file; “make texts” with --language writes it")
        return
    except PoFileError as error:
        yield Problem(file, (error.lineno or 0) + 1, "", f"is not a .po file: {error}")
        return
    for message in found:
        if not message.id:
            continue
        translation = translated.get(message.id)
        if translation is None:
            yield Problem(file, 0, _key(message), f"is missing; used in {_used(message)}")
        elif not _is_complete(translation):
            yield Problem(file, translation.lineno or 0, _key(message), "has no translation")
        elif translation.fuzzy:
            yield Problem(file, translation.lineno or 0, _key(message), "is marked fuzzy")
        elif (expected := _places(message.id)) != (actual := _places(translation.string)):
            wrong = f"has the places {_list(actual)}; expected {_list(expected)}"
            yield Problem(file, translation.lineno or 0, _key(message), wrong)
    for message in translated:
        if message.id and found.get(message.id) is None:
            yield Problem(
                file, message.lineno or 0, _key(message), "is not used any more", "warning"
            )


def update(found: Catalog, source: Path, language: str) -> bool:
    """Bring a ``.po`` file up to the texts found, keeping its header and translations.

    New texts come in empty, unused ones are marked obsolete. Writes the file
    when it is missing. True if it was changed. Raises PoFileError when the
    file cannot be read.
    """
    before = source.read_text(encoding="utf-8") if source.exists() else None
    header = (before or _header(found.domain or "", language)).partition("\n\n")[0]
    translated = read_po(BytesIO((before or header).encode()), language, abort_invalid=True)
    # Babel would not bring back an entry that was laid aside, should its text be used again.
    for message in list(translated.obsolete.values()):
        translated[message.id] = message
    translated.obsolete.clear()
    translated.update(found, no_fuzzy_matching=True, update_creation_date=False)
    body = BytesIO()
    # Neither line numbers nor wrapped lines: they would change with every edit elsewhere.
    write_po(body, translated, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    after = f"{header.rstrip()}\n\n{body.getvalue().decode().strip()}\n"
    if after == before:
        return False
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(after, encoding="utf-8")
    return True


def po_file(translations: Path, language: str, domain: str) -> Path:
    """Where the translations of a domain stand."""
    return translations / language / "LC_MESSAGES" / f"{domain}.po"


def main(arguments: list[str] | None = None) -> int:
    """Update the ``.po`` files and say how much there is to translate in each.

    With --check nothing is written, and the answer is 1 when Swedish is not complete.
    """
    parser = argparse.ArgumentParser(prog="make texts", description=main.__doc__)
    parser.add_argument("package", nargs="*", type=Path, help="folders that hold catalogue/")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout")
    parser.add_argument("--language", action="append", default=[], help="a language to begin")
    parser.add_argument("--check", action="store_true", help="change nothing, only report")
    chosen = parser.parse_args(arguments)
    incomplete = False
    for found, translations in _sources(chosen.root, chosen.package):
        started = [folder.name for folder in translations.glob("*/") if folder.is_dir()]
        for language in sorted({*started, *chosen.language}):
            source = po_file(translations, language, found.domain or "")
            if not chosen.check:
                update(found, source, language)
            told = list(problems(found, source))
            if language == COMPLETE:
                incomplete |= any(problem.level == "error" for problem in told)
            state = f"{len(told)} to look at" if told else "complete"
            lines = [f"{source}: {state}", *(told if chosen.check else ())]
            sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if chosen.check and incomplete else 0


def _sources(root: Path, packages: Iterable[Path]) -> Iterator[tuple[Catalog, Path]]:
    """The texts found and the folder of their translations, for each domain."""
    if not packages:
        yield core_texts_found(root), root / "translations"
        packages = sorted(folder.parent for folder in root.glob("plugins/*/*/catalogue"))
    for folder in packages:
        translations = folder / "translations"
        files = translations.glob("*/LC_MESSAGES/*.po")
        # The domain is the agency's slug, which the package's files are called by.
        for domain in sorted({file.stem for file in files}):
            yield package_texts_found(folder, domain), translations


def _found(
    folder: Path,
    mapping: Iterable[tuple[str, str]],
    options: dict[str, dict[str, Any]],
    keywords: dict[str, Any],
    enter: Callable[[str], bool],
    domain: str,
) -> Catalog:
    found = Catalog(domain=domain)
    rows = extract_from_dir(
        str(folder), list(mapping), options, keywords=keywords, directory_filter=enter
    )
    for file, line, msgid, comments, context in rows:
        found.add(msgid, None, [(file, line)], auto_comments=comments, context=context)
    return found


def _header(domain: str, language: str) -> str:
    plural = Catalog(locale=language).plural_forms
    return NEW_FILE.format(domain=domain, language=language, plural=plural)


def _is_hidden(folder: str) -> bool:
    return Path(folder).name.startswith((".", "_"))


def _is_complete(translation: Message) -> bool:
    string = translation.string
    forms = [string] if isinstance(string, str) else [*(string or ())]
    return bool(forms) and all(forms)


def _places(words: Any) -> set[str]:
    forms = [words] if isinstance(words, str) else words
    return {a or b for form in forms for a, b in _PLACE.findall(form)}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _used(message: Message) -> str:
    return ", ".join(f"{file}:{line}" for file, line in message.locations)


def _list(places: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(places)) or "none"


if __name__ == "__main__":
    sys.exit(main())
