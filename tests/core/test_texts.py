from __future__ import annotations

import threading
from pathlib import Path

import pytest

from serviceoffice.api import CORE_DOMAIN, Text, ntext, text
from serviceoffice.core import texts as module
from serviceoffice.core.texts import Texts, core_texts

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
TWO_FORMS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
SIX_FORMS = (
    '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : '
    'n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\\n"\n'
)


@pytest.fixture
def write(tmp_path: Path):
    """Writes a .po file of the core's domain; the folder is ready for Texts.add."""

    def write(language: str, body: str, plural: str = TWO_FORMS, domain: str = CORE_DOMAIN) -> Path:
        source = tmp_path / language / "LC_MESSAGES" / f"{domain}.po"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(f"{HEADER}{plural}\n{body}", encoding="utf-8")
        return tmp_path

    return write


def entry(msgid: str, msgstr: str) -> str:
    return f'msgid "{msgid}"\nmsgstr "{msgstr}"\n\n'


def of(folder: Path, *domains: str) -> Texts:
    texts = Texts()
    for domain in domains or (CORE_DOMAIN,):
        texts.add(domain, folder)
    return texts


def test_a_text_is_said_in_swedish(write):
    texts = of(write("sv", entry("{name} is waiting.", "{name} väntar.")))
    assert texts.say(text("{name} is waiting.", name="A012"), "sv") == "A012 väntar."
    assert texts.languages() == ("sv",)


def test_what_a_language_lacks_is_said_in_english(write):
    texts = of(write("ar", entry("Welcome", "أهلا بك") + entry("Wait here", "")))
    assert texts.say(text("Welcome"), "ar") == "أهلا بك"
    assert texts.say(text("Wait here"), "ar") == "Wait here"
    assert texts.say(text("Go to {desk}", desk="1"), "ar") == "Go to 1"


@pytest.mark.parametrize("language", ["en", "xx", "", "../../etc", "sv\0"])
def test_an_unknown_language_is_english(write, language):
    texts = of(write("sv", entry("Welcome", "Välkommen")))
    assert texts.say(text("Welcome"), language) == "Welcome"


@pytest.mark.parametrize("language", ["fi_FI", "fi-FI", "FI_fi", "fi", "fi_Latn_FI"])
def test_a_country_speaks_the_words_of_its_language(write, language):
    texts = of(write("fi", entry("Welcome", "Tervetuloa")))
    assert texts.say(text("Welcome"), language) == "Tervetuloa"


def test_a_country_own_words_come_before_those_of_its_language(write):
    write("fa", entry("Welcome", "خوش آمدید") + entry("Ticket", "بلیت"))
    texts = of(write("fa_AF", entry("Welcome", "به خیر آمدید")))
    assert texts.say(text("Welcome"), "fa_AF") == "به خیر آمدید"
    assert texts.say(text("Ticket"), "fa-af") == "بلیت"


@pytest.mark.parametrize("language", ["fit", "rmn"])
def test_a_language_that_babel_does_not_know_can_be_spoken(write, language):
    body = entry("Welcome", "Tervetuloa") + WAITING + 'msgstr[0] "yksi"\nmsgstr[1] "monta"\n'
    texts = of(write(language, body))
    assert texts.say(text("Welcome"), language) == "Tervetuloa"
    assert texts.say(ntext("{n} person waits", "{n} persons wait", 2), language) == "monta"


def test_words_of_the_configuration_win_over_the_catalogues(write):
    texts = of(write("sv", entry("Closed", "Stängt")))
    closed = Text("Closed", by_language={"sv": "Stängt för städning", "fi": "Suljettu"})
    assert texts.say(closed, "sv-SE") == "Stängt för städning"
    assert texts.say(closed, "fi_FI") == "Suljettu"
    assert texts.say(closed, "ar") == "Closed"
    assert texts.say(Text("Closed", by_language={"fi": "Suljettu"}), "sv") == "Stängt"


def test_a_parameter_that_is_a_text_is_said_in_the_same_language(write):
    write("sv", entry("Report a move", "Flyttanmälan"), domain="skv")
    folder = write("sv", entry("Do “{step}” first.", "Gör ”{step}” först."))
    texts = of(folder, CORE_DOMAIN, "skv")
    sentence = text("Do “{step}” first.", step=Text("Report a move", "skv"))
    assert texts.say(sentence, "sv") == "Gör ”Flyttanmälan” först."
    assert texts.say(sentence, "en") == "Do “Report a move” first."
    assert str(sentence) == "Do “Report a move” first."


WAITING = 'msgid "{n} person waits"\nmsgid_plural "{n} persons wait"\n'


@pytest.mark.parametrize(("n", "said"), [(0, "0 väntar"), (1, "En väntar"), (5, "5 väntar")])
def test_a_number_chooses_the_form_of_the_word(write, n, said):
    body = WAITING + 'msgstr[0] "En väntar"\nmsgstr[1] "{n} väntar"\n'
    texts = of(write("sv", body))
    assert texts.say(ntext("{n} person waits", "{n} persons wait", n), "sv") == said


@pytest.mark.parametrize(("n", "form"), [(0, 0), (1, 1), (2, 2), (7, 3), (12, 4), (100, 5)])
def test_arabic_has_six_forms(write, n, form):
    body = WAITING + "".join(f'msgstr[{i}] "form {i}"\n' for i in range(6))
    texts = of(write("ar", body, SIX_FORMS))
    assert texts.say(ntext("{n} person waits", "{n} persons wait", n), "ar") == f"form {form}"


def test_without_a_translation_the_number_chooses_the_english_form():
    texts = Texts()
    one, two = (ntext("{n} person waits", "{n} persons wait", n) for n in (1, 2))
    assert (texts.say(one, "sv"), texts.say(two, "sv")) == ("1 person waits", "2 persons wait")
    assert (str(one), str(two)) == ("1 person waits", "2 persons wait")


@pytest.mark.parametrize(
    "broken", ["{nmae} väntar", "{0} väntar", "{name väntar", "{name.x} väntar", "{name:d} väntar"]
)
def test_a_translation_with_a_broken_place_gives_way_to_english(write, broken):
    texts = of(write("sv", entry("{name} waits", broken)))
    assert texts.say(text("{name} waits", name="A1"), "sv") == "A1 waits"


def test_a_text_that_is_broken_itself_is_said_bare():
    assert (
        Texts().say(text("{name} waits for {desk}", name="A1"), "sv") == "{name} waits for {desk}"
    )


def test_a_text_without_parameters_keeps_its_braces(write):
    texts = of(write("sv", entry("Write {number}", "Skriv {nummer}")))
    assert texts.say(text("Write {number}"), "sv") == "Skriv {nummer}"


def test_plain_words_are_said_as_they_are(write):
    texts = of(write("sv", entry("Desk", "Disk")))
    assert texts.say("Desk", "sv") == "Desk"


def test_an_empty_text_is_not_the_header_of_the_file(write):
    assert of(write("sv", entry("Desk", "Disk"))).say(Text(""), "sv") == ""


def test_an_uncertain_translation_is_not_said(write):
    texts = of(write("sv", "#, fuzzy\n" + entry("Desk", "Bänk")))
    assert texts.say(text("Desk"), "sv") == "Desk"


@pytest.mark.parametrize("source", [b"\xff\xfe\x00", b'msgid "Desk\nmsgstr', b"nonsense\n"])
def test_a_broken_file_shows_english_and_harms_no_other(write, tmp_path, source):
    write("sv", entry("Desk", "Disk"), domain="other")
    (tmp_path / "sv/LC_MESSAGES" / f"{CORE_DOMAIN}.po").write_bytes(source)
    texts = of(tmp_path, CORE_DOMAIN, "other")
    assert texts.say(text("Desk"), "sv") == "Desk"
    assert texts.say(Text("Desk", "other"), "sv") == "Disk"


def test_domains_are_never_mixed(write):
    write("sv", entry("Status", "Ärendestatus"), domain="fk")
    texts = of(write("sv", entry("Status", "Läge")), CORE_DOMAIN, "fk")
    assert texts.say(Text("Status", "fk"), "sv") == "Ärendestatus"
    assert texts.say(text("Status"), "sv") == "Läge"
    assert texts.say(Text("Status", "unknown"), "sv") == "Status"


def test_a_domain_is_added_once(write):
    folder = write("sv", entry("Desk", "Disk"))
    texts = of(folder)
    with pytest.raises(ValueError, match="'serviceoffice' were added before"):
        texts.add(CORE_DOMAIN, folder)


def test_a_domain_without_a_folder_has_no_languages(tmp_path):
    texts = of(tmp_path / "nowhere")
    assert texts.languages() == ()
    assert texts.say(text("Desk"), "sv") == "Desk"


def test_gettext_objects_serve_templates(write):
    body = entry("Desk", "Disk") + WAITING + 'msgstr[0] "En"\nmsgstr[1] "{n} stycken"\n'
    swedish = of(write("sv", body)).translations("sv-SE")
    assert swedish.gettext("Desk") == "Disk"
    assert swedish.ngettext("{n} person waits", "{n} persons wait", 3) == "{n} stycken"
    assert swedish.gettext("Unknown") == "Unknown"


def test_a_file_is_parsed_once_however_many_ask_at_the_same_time(write, monkeypatch):
    texts = of(write("sv", entry("Desk", "Disk")))
    parsed = []
    read_po = module.read_po

    def count(*args, **kwargs):
        parsed.append(threading.get_ident())
        return read_po(*args, **kwargs)

    monkeypatch.setattr(module, "read_po", count)
    together = threading.Barrier(8)
    said = []

    def ask():
        together.wait()
        said.append(texts.say(text("Desk"), "sv"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["Disk"] * 8
    assert len(parsed) == 1


def test_languages_that_nobody_translated_are_not_remembered(write):
    texts = of(write("sv", entry("Desk", "Disk")))
    for n in range(50):
        texts.say(text("Desk"), f"x{n}")
        texts.say(text("Desk"), f"sv_X{n}")
    assert len(texts._parsed) == 1


def test_the_core_brings_its_swedish_and_arabic():
    texts = core_texts()
    assert {"ar", "sv"} <= set(texts.languages())
    assert texts.say(text("Moving home"), "sv") == "Flytta"


def test_translations_packed_in_the_package_come_before_those_of_a_checkout(tmp_path, monkeypatch):
    packed = tmp_path / "translations"
    packed.mkdir()
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    assert module.core_translations() == packed
    packed.rmdir()
    beside = module.core_translations()
    assert beside != packed
    assert beside.name == "translations"
