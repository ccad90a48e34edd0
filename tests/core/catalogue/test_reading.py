from __future__ import annotations

import pytest

from serviceoffice.api import Next, Service, Step, Text
from serviceoffice.core.catalogue.life_events import life_events


def words(msgid: str) -> Text:
    return Text(msgid, "aa")


def test_a_file_becomes_a_service_with_its_texts_in_the_agencys_domain(folder):
    (service,) = folder.read().services
    assert service == Service(
        code="AA1",
        agency="aa",
        title=words("Report a move"),
        summary=words("You have moved."),
        access=("drop_in", "phone"),
        papers=(words("Proof of identity"),),
        law="Folkbokföringslagen (1991:481) 25 §",
        domain="register",
        steps=(
            Step("identify", words("Check identity"), 1, "front", 2, domain="register",
                 next=(Next("register"),)),
            Step("register", words("Register the move"), 4, "front", 5, after=("identify",),
                 domain="tax", personal_data=True),
        ),
    )  # fmt: skip


def test_a_step_leads_to_the_one_below_unless_it_says_where(folder):
    folder.bend(
        "minutes = 2",
        'minutes = 2\nnext = [{ to = "register", when = "Complete" }, { to = "identify" }]',
    )
    (service,) = folder.read().services
    assert service.steps[0].next == (Next("register", words("Complete")), Next("identify"))
    assert service.steps[1].next == ()


def test_services_stand_in_the_order_of_their_numbers(folder):
    good = (folder.path / "AA1.toml").read_text()
    for code in ("AA10", "AA2", "B1", "AA3-4"):
        folder.write(f"{code}.toml", good.replace('"AA1"', f'"{code}"'))
    codes = [service.code for service in folder.read().services]
    assert codes == ["AA1", "AA2", "AA3-4", "AA10", "B1"]


def test_a_part_in_a_life_event_carries_the_cores_title(folder):
    folder.write("life_events.toml", '[[life_events]]\nid = "move"\nservices = ["AA1"]\n')
    (part,) = folder.read().life_events
    assert (part.id, part.services) == ("move", ("AA1",))
    assert part.title == next(event.title for event in life_events() if event.id == "move")


LEVEL = "steps.0.level: expected a ROSA level, a whole number from 1 to 8, found"
MINUTES = "steps.0.minutes: expected minutes of work, a whole number from 1 to 100000, found"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("level = 1", "level = 9", f"AA1.toml:12: {LEVEL} 9"),
        ("level = 1", "level = 0", f"AA1.toml:12: {LEVEL} 0"),
        ("level = 1", "level = 4.0", f"AA1.toml:12: {LEVEL} 4.0"),
        ("level = 1", 'level = "4"', f'AA1.toml:12: {LEVEL} "4"'),
        ("level = 1", "level = true", f"AA1.toml:12: {LEVEL} true"),
        ("level = 1", "level = [1]", f"AA1.toml:12: {LEVEL} a list"),
        ("minutes = 2", "minutes = 0", f"AA1.toml:14: {MINUTES} 0"),
        ("minutes = 2", "minutes = -3", f"AA1.toml:14: {MINUTES} -3"),
        ("minutes = 2", "minutes = 2.5e-42", f"AA1.toml:14: {MINUTES} 2.5e-42"),
        ("level = 1\n", "", "AA1.toml:9: steps.0.level: is missing; expected a ROSA level, a whole "
         "number from 1 to 8"),
        ('actor = "front"', 'actor = "clerk"', "AA1.toml:13: steps.0.actor: expected one of "
         'visitor, front, back, other, found "clerk"'),
        ('"drop_in", "phone"', '"drop_in", "fax"', "AA1.toml:4: access.1: expected one of drop_in, "
         'booked, phone, e_service, video, found "fax"'),
        ('["drop_in", "phone"]', "[]", "AA1.toml:4: access: expected at least 1, found none"),
        ('["drop_in", "phone"]', '["phone", "phone"]', 'AA1.toml:4: access: names "phone" twice'),
        ('["drop_in", "phone"]', '"phone"', "AA1.toml:4: access: expected a list in square "
         "brackets"),
        ("personal_data = true", "personal_data = 1", "AA1.toml:24: steps.1.personal_data: "
         "expected true or false, found 1"),
        ('title = "Report a move"', 'title = ""', "AA1.toml:2: title: expected a line of text, "
         'found ""'),
        ('id = "identify"', 'id = "Check identity"', "AA1.toml:10: steps.0.id: expected a word of "
         'a–z, 0–9 and _, found "Check identity"'),
        ('code = "AA1"', 'code = "AA 1"', "AA1.toml:1: code: expected a code such as SK1, of at "
         'most 40 characters, found "AA 1"'),
        ('code = "AA1"', 'code = "AA2"', "AA1.toml:1: code: expected “AA1”, as the file is called, "
         "found “AA2”"),
        ('domain = "register"', 'domain = "health"', "AA1.toml:7: domain: “health” is not a "
         "secrecy domain of aa; expected one of register, tax"),
        ('domain = "tax"', 'domain = "health"', "AA1.toml:23: steps.1.domain: “health” is not a "
         "secrecy domain of aa; expected one of register, tax"),
        ('after = ["identify"]', 'after = ["identity"]', "AA1.toml:22: steps.1.after: there is no "
         "step “identity”; expected one of identify, register"),
        ("minutes = 2", 'minutes = 2\nnext = [{ to = "registre" }, { to = "register" }]',
         "AA1.toml:15: steps.0.next: there is no step “registre”; expected one of identify, "
         "register"),
        ("minutes = 2", 'minutes = 2\nnext = ["register"]', "AA1.toml:15: steps.0.next.0: expected "
         "a table"),
        ("minutes = 2", 'minutes = 2\nnext = [{ too = "register", to = "register" }]',
         "AA1.toml:15: steps.0.next.0.too: is not known here; expected one of to, when"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_key_and_what_was_expected(folder, old, new, problem):
    folder.bend(old, new)
    assert folder.problems() == [problem]


def test_a_key_that_is_not_known_names_those_that_are(folder):
    folder.bend('law = "', 'laws = "')
    (problem,) = folder.problems()
    assert problem.startswith("AA1.toml:6: laws: is not known here; expected one of code, title,")


def test_a_service_without_steps_is_refused(folder):
    good = (folder.path / "AA1.toml").read_text()
    folder.write("AA1.toml", good.partition("[[steps]]")[0])
    assert folder.problems() == ["AA1.toml:1: steps: is missing; expected at least one [[steps]]"]


def test_all_mistakes_of_all_files_are_told_at_once(folder):
    good = (folder.path / "AA1.toml").read_text()
    folder.write("AA1.toml", good.replace("level = 1", "level = 9").replace("minutes = 5", "x = 5"))
    folder.write("AA2.toml", "code = ")
    folder.write("AA3.toml", good)
    folder.write("life_events.toml", '[[life_events]]\nid = "moon"\nservices = ["AA1", "BB1"]\n')
    told = folder.problems()
    assert [problem.split(" ")[0] + problem.split(" ")[1] for problem in told] == [
        "AA1.toml:12:steps.0.level:",
        "AA1.toml:16:steps.1.minutes:",
        "AA1.toml:21:steps.1.x:",
        "AA2.toml:1:is",
        "AA3.toml:1:code:",
        "life_events.toml:2:life_events.0.id:",
        "life_events.toml:3:life_events.0.services:",
    ]


@pytest.mark.parametrize(
    ("source", "key", "message"),
    [
        ('[[life_events]]\nid = "moon"\nservices = ["AA1"]', "life_events.0.id",
         "there is no life event “moon”; expected one of child, move"),
        ('[[life_events]]\nid = "move"\nservices = ["BB1"]', "life_events.0.services",
         "the agency has no service “BB1”"),
        ('[[life_events]]\nid = "move"\nservices = []', "life_events.0.services",
         "expected at least 1, found none"),
        ('[[life_events]]\nid = "move"\nservices = ["AA1", "AA1"]', "life_events.0.services",
         'names "AA1" twice'),
        ('[[life_events]]\nid = "move"\nservices = ["AA1"]\n' * 2, "life_events.1.id",
         "“move” stands here a second time"),
        ('[[life_events]]\nid = "move"\ntitle = "Move"\nservices = ["AA1"]', "life_events.0.title",
         "is not known here; expected one of id, services"),
        ("", "life_events", "is missing"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_life_events_is_told(folder, source, key, message):
    folder.write("life_events.toml", source)
    (problem,) = folder.problems()
    assert problem.startswith("life_events.toml:")
    assert f"{key}: {message}" in problem


def test_a_service_with_a_mistake_is_not_told_again_by_the_life_events(folder):
    folder.bend("level = 1", "level = 9")
    folder.write("life_events.toml", '[[life_events]]\nid = "move"\nservices = ["AA1"]\n')
    assert len(folder.problems()) == 1


def test_a_folder_without_services_says_what_it_should_hold(folder, tmp_path):
    (folder.path / "AA1.toml").unlink()
    folder.write("life_events.toml", '[[life_events]]\nid = "move"\nservices = ["AA1"]\n')
    assert folder.problems() == [f"{tmp_path}: expected one <code>.toml per service here"]
