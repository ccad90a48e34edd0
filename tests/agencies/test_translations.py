from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from serviceoffice.agencies.translations import (
    core_texts_found,
    main,
    package_texts_found,
    po_file,
    problems,
    update,
)

ROOT = Path(__file__).parents[2]
DUMMY = Path(__file__).parent / "dummy"

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: sv\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
WAIT = ("{n} person waits", "{n} persons wait")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "sv" / "LC_MESSAGES" / "serviceoffice.po"


def found(*msgids: str | tuple[str, str]) -> Catalog:
    catalogue = Catalog(domain="serviceoffice")
    for line, msgid in enumerate(msgids, start=1):
        catalogue.add(msgid, None, [("desk.py", line)])
    return catalogue


def told(source: Path, body: str, *msgids: str | tuple[str, str]) -> list[str]:
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(HEADER + body, encoding="utf-8")
    return [f"{p.level} {p.line} {p.key}: {p.message}" for p in problems(found(*msgids), source)]


def test_every_text_of_the_core_is_translated_to_swedish():
    swedish = po_file(ROOT / "translations", "sv", "serviceoffice")
    assert [str(problem) for problem in problems(core_texts_found(ROOT), swedish)] == []


def test_arabic_has_no_wrong_places_and_nothing_that_is_not_used():
    arabic = po_file(ROOT / "translations", "ar", "serviceoffice")
    lacking = ("is missing", "has no translation")
    assert [
        str(problem)
        for problem in problems(core_texts_found(ROOT), arabic)
        if not problem.message.startswith(lacking)
    ] == []


def test_texts_of_python_templates_and_catalogues_are_found(tmp_path):
    files = {
        "babel.cfg": (ROOT / "babel.cfg").read_text(),
        "serviceoffice/core/desk.py": (
            'text("Call {number}", number=n); ntext("{n} waits", "{n} wait", n)\n'
            'say(text("Long " "words")); connection.execute(sql("SELECT 1"))\n'
        ),
        "serviceoffice/core/catalogue/guide.toml": 'code = "guide"\ntitle = "Guide"\n',
        "serviceoffice/web/templates/desk/call.html": (
            '{{ _("Call next") }}{% trans n=3 %}{{ n }} desk{% pluralize %}{{ n }} desks'
            "{% endtrans %}"
        ),
        "serviceoffice/storage/migrations/versions/0001.py": 'sa.text("state = 1")',
        "serviceoffice/_build/copy.py": 'text("A copy")',
        "tests/test_desk.py": 'text("Not a text of the core")',
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert {message.id for message in core_texts_found(tmp_path) if message.id} == {
        "Call {number}", ("{n} waits", "{n} wait"), "Long words", "Guide", "Call next",
        ("%(n)s desk", "%(n)s desks"),
    }  # fmt: skip


def test_texts_of_a_package_are_found(tmp_path):
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue/AA1.toml").write_text('title = "Report"\n[[steps]]\ntitle = "Check"\n')
    (tmp_path / "__init__.py").write_text('PANEL = Text("Open matters", domain="aa")\n')
    assert {message.id for message in package_texts_found(tmp_path, "aa") if message.id} == {
        "Report", "Check", "Open matters",
    }  # fmt: skip


def test_a_complete_translation_has_no_problem(source):
    body = 'msgid "Call {desk}"\nmsgstr "Kalla till {desk}"\n'
    assert told(source, body, "Call {desk}") == []


def test_a_text_that_is_missing_says_where_it_is_used(source):
    assert told(source, "", "Call next") == ["error 0 Call next: is missing; used in desk.py:1"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('msgid "Call {desk}"\nmsgstr ""\n', "has no translation"),
        ('#, fuzzy\nmsgid "Call {desk}"\nmsgstr "Kalla {desk}"\n', "is marked fuzzy"),
        ('msgid "Call {desk}"\nmsgstr "Kalla {disk}"\n',
         "has the places {disk}; expected {desk}"),
        ('msgid "Call {desk}"\nmsgstr "Kalla"\n', "has the places none; expected {desk}"),
        ('msgid "Call %(desk)s"\nmsgstr "Kalla %(disk)s"\n',
         "has the places {disk}; expected {desk}"),
    ],
)  # fmt: skip
def test_a_translation_that_will_not_do_is_told_on_its_line(source, entry, message):
    msgid = entry.partition('msgid "')[2].partition('"')[0]
    (only,) = told(source, entry, msgid)
    assert only.startswith("error ")
    assert only.split(" ")[1] != "0"
    assert only.endswith(f"{msgid}: {message}")


def test_every_form_of_a_plural_must_be_translated(source):
    head = f'msgid "{WAIT[0]}"\nmsgid_plural "{WAIT[1]}"\n'
    assert told(source, head + 'msgstr[0] "En väntar"\nmsgstr[1] "{n} väntar"\n', WAIT) == []
    (only,) = told(source, head + 'msgstr[0] "En väntar"\nmsgstr[1] ""\n', WAIT)
    assert only.endswith(f"{WAIT[0]}: has no translation")


def test_a_translation_nobody_uses_is_a_warning(source):
    (only,) = told(source, 'msgid "Old"\nmsgstr "Gammal"\n')
    assert only.startswith("warning 7 Old: is not used any more")


def test_a_file_that_is_missing_or_no_po_file_is_one_problem(source):
    (missing,) = problems(found("Call next"), source)
    assert "there is no such file" in missing.message
    (broken,) = told(source, 'msgid "Call\nnonsense', "Call next")
    assert "is not a .po file" in broken


def test_update_adds_what_is_new_and_keeps_what_is_there(source):
    told(source, '# by hand\nmsgid "Call next"\nmsgstr "Kalla nästa"\n')
    assert update(found("Call next", WAIT, "Hold"), source, "sv")
    after = source.read_text(encoding="utf-8")
    assert after.startswith(HEADER)
    assert '# by hand\n#: desk.py\nmsgid "Call next"\nmsgstr "Kalla nästa"\n' in after
    lacking = [(p.key, p.message) for p in problems(found("Call next", WAIT, "Hold"), source)]
    assert lacking == [(WAIT[0], "has no translation"), ("Hold", "has no translation")]


def test_update_lays_aside_what_is_not_used_and_brings_it_back(source):
    told(source, 'msgid "Old"\nmsgstr "Gammal"\n')
    update(found("Hold"), source, "sv")
    assert '#~ msgid "Old"\n#~ msgstr "Gammal"' in source.read_text(encoding="utf-8")
    assert update(found("Hold", "Old"), source, "sv")
    assert [problem.key for problem in problems(found("Hold", "Old"), source)] == ["Hold"]


def test_update_changes_nothing_the_second_time(source):
    assert update(found("Call next", WAIT), source, "sv")
    assert not update(found("Call next", WAIT), source, "sv")


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("sv", 2), ("fit", 2)])
def test_a_new_language_begins_with_its_own_plural_forms(tmp_path, language, forms):
    source = po_file(tmp_path, language, "serviceoffice")
    update(found(WAIT), source, language)
    begun = source.read_text(encoding="utf-8")
    assert f"nplurals={forms};" in begun
    assert begun.count("msgstr[") == forms


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one text and no translation of it."""
    folder = tmp_path / "aa"
    (folder / "catalogue").mkdir(parents=True)
    (folder / "catalogue/AA1.toml").write_text('title = "Report"\n')
    source = po_file(folder / "translations", "sv", "aa")
    source.parent.mkdir(parents=True)
    source.write_text(HEADER)
    return folder


def test_a_check_says_what_swedish_lacks_and_writes_nothing(package, capsys):
    assert main(["--check", str(package)]) == 1
    assert "Report: is missing; used in catalogue/AA1.toml:1" in capsys.readouterr().out
    assert po_file(package / "translations", "sv", "aa").read_text() == HEADER


def test_the_command_writes_what_is_to_be_translated(package, capsys):
    source = po_file(package / "translations", "sv", "aa")
    assert main([str(package)]) == 0
    assert capsys.readouterr().out == f"{source}: 1 to look at\n"
    empty = '#: catalogue/AA1.toml\nmsgid "Report"\nmsgstr ""\n'
    assert source.read_text() == HEADER + empty
    source.write_text(HEADER + empty.replace('msgstr ""', 'msgstr "Anmäl"'))
    assert main(["--check", str(package)]) == 0
    assert capsys.readouterr().out == f"{source}: complete\n"


def test_a_language_that_is_only_begun_fails_no_check(package):
    source = po_file(package / "translations", "sv", "aa")
    source.write_text(HEADER + 'msgid "Report"\nmsgstr "Anmäl"\n')
    assert main(["--language", "so", str(package)]) == 0
    assert po_file(package / "translations", "so", "aa").is_file()
    assert main(["--check", str(package)]) == 0


def test_without_a_package_the_core_and_all_plugins_are_looked_at(capsys):
    main(["--check", "--root", str(ROOT)])
    said = capsys.readouterr().out
    for domain in ("serviceoffice", "kommun", "skatteverket"):
        assert f"sv/LC_MESSAGES/{domain}.po: " in said


def test_the_dummy_agency_is_complete_in_swedish():
    swedish = po_file(DUMMY / "translations", "sv", "dummy")
    assert list(problems(package_texts_found(DUMMY, "dummy"), swedish)) == []
