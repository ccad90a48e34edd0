"""Each wrong value of serviceoffice.toml is named where it stands, with what was expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from serviceoffice.api import Problem

Mistakes = Callable[[str], list[Problem]]

OFFICE = """\
[offices.storuman]
name = "Servicekontoret Storuman"
form = "co_located"
"""
AGENCY = """
[[offices.storuman.agencies]]
slug = "kommun"
"""
DESK = """
[[offices.storuman.desks]]
id = "d1"
name = "Disk 1"
"""
DESCRIBED = """
[[offices.storuman.agencies]]
slug = "polisen"
name = "Polisen"
letter = "POL"

[[offices.storuman.agencies.services]]
code = "POL1"
title = { sv = "Pass", en = "Passport" }
minutes = 10
"""
CLERK = """
[[offices.storuman.clerks]]
id = "amira"
name = "Amira Haddad"
home = "kommun"
"""
SHORTEST = OFFICE + AGENCY + DESK
WHOLE = OFFICE + AGENCY + DESCRIBED + DESK + CLERK


def line_of(source: str, wanted: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), 1) if wanted in line)


# Wrong values: (what stands in the good file, what is written instead, key, what is expected)

WRONG = [
    ('name = "Servicekontoret Storuman"', "name = 5", "name", "a text in quotes"),
    ('name = "Servicekontoret Storuman"', 'name = " "', "name", "a text in quotes"),
    ('form = "co_located"', 'form = "colocated"', "form", "did you mean co_located?"),
    ('form = "co_located"', 'form = ["co_located"]', "form", "information, municipal, co_located"),
    ("+office", 'time_zone = "Europe/Stokholm"', "time_zone", "did you mean Europe/Stockholm?"),
    ("+office", 'time_zone = "Europe"', "time_zone", "such as Europe/Stockholm"),
    ("+office", 'languages = ["sv", "swedish"]', "languages.1", "a language code"),
    ("+office", 'languages = ["sv", "sv"]', "languages.1", '"sv" stands here twice'),
    ("+office", "languages = []", "languages", "is empty; expected a list of language codes"),
    ("+office", 'languages = "sv"', "languages", "a list of language codes"),
    ("+office", 'host = "skogen"', "host", "one of the agencies of this office: kommun, polisen"),
    ("+office", 'colour = "red"', "colour", "is not a key here; expected one of: name, form,"),
    ("+office", 'hours.monday = "9-16"', "hours.monday", 'times such as "09:00-16:00"'),
    ("+office", 'hours.monday = "16:00-09:00"', "hours.monday", "ends before it starts"),
    ("+office", 'hours.monday = ["09:00-12:00", "11:00-16:00"]', "hours.monday", "11:00 begins"),
    ("+office", 'hours.monday = ["20:00-24:00", "21:00-22:00"]', "hours.monday", "21:00 begins"),
    ("+office", 'hours.monday = "09:00-24:30"', "hours.monday", 'times such as "09:00-16:00"'),
    ("+office", 'hours.holidays = "Sweden"', "hours.holidays", "a country code such as SE"),
    ("+office", "hours.holidays = false", "hours.holidays", "a country code such as SE"),
    ("+office", 'hours.always = "yes"', "hours.always", 'true or false, not "yes"'),
    ("+office", "hours.always = 1", "hours.always", "true or false, not 1"),
    ("+office", 'hours.mondag = "09:00-16:00"', "hours.mondag", "expected one of: monday, tuesday"),
    ("+office", 'hours = "09:00-16:00"', "hours", "a table with the keys: monday"),
    (
        "+office",
        "special_hours = 3",
        "special_hours",
        "under a header [[offices.ID.special_hours]]",
    ),
    (
        "+office",
        'special_hours = [{ date = "2026-13-01", open = [] }]',
        "special_hours.0.date",
        "a date such as 2026-06-19",
    ),
    (
        "+office",
        "special_hours = [{ date = 2026-06-19T10:00:00, open = [] }]",
        "special_hours.0.date",
        "a date such as 2026-06-19",
    ),
    (
        "+office",
        "closures = [{ from = 2026-07-02, to = 2026-07-01, reason = 'x' }]",
        "closures.0.to",
        "ends before it starts (2026-07-02)",
    ),
    (
        "+office",
        "closures = [{ from = 2026-07-02, to = 2026-07-01 }]",
        "closures.0.reason",
        "is missing; expected a text in quotes",
    ),
    ("+office", 'notices = [{ text = "" }]', "notices.0.text", "one for each language"),
    ("+office", "notices = [{ text = {} }]", "notices.0.text", "one for each language"),
    ("+office", 'notices = [{ text = { xx = "y" } }]', "notices.0.text.xx", "not a language code"),
    (
        "+office",
        "notices = [{ text = { sv = 1 } }]",
        "notices.0.text.sv",
        "a text in quotes, not 1",
    ),
    ('slug = "kommun"', "", "agencies.0.slug", "is missing; expected a word"),
    ('slug = "kommun"', 'slug = "Vilhelmina kommun"', "agencies.0.slug", "expected a word of a-z"),
    ('slug = "kommun"', 'slug = "office"', "agencies.0.slug", "is the office's own word"),
    ("+agency", 'participation = "gone"', "agencies.0.participation", "present"),
    ("+agency", 'only = ["K 1"]', "agencies.0.only.0", "a code such as FK3"),
    ("+agency", "only = []", "agencies.0.only", "is empty"),
    (
        "+agency",
        'only = ["A1"]\nwithout = ["A1"]',
        "agencies.0.without",
        "A1 stands in only as well",
    ),
    (
        "+agency",
        'name = "Kommunen"',
        "agencies.0.letter",
        "an agency described here (name) needs it",
    ),
    ("+agency", "services = []", "agencies.0.name", "an agency described here (services) needs it"),
    ('letter = "POL"', 'letter = "POLIS"', "agencies.1.letter", "one to three capital letters"),
    (
        'letter = "POL"',
        'letter = "POL"\nonly = ["POL1"]',
        "agencies.1.only",
        "picks from a package",
    ),
    ('code = "POL1"', 'code = "1"', "agencies.1.services.0.code", "a code such as FK3"),
    ('code = "POL1"', 'code = "guide"', "agencies.1.services.0.code", "is the office's own word"),
    ('code = "POL1"', 'code = "kommun"', "agencies.1.services.0.code", "already used in line 6"),
    (
        "minutes = 10",
        "minutes = 10.0",
        "agencies.1.services.0.minutes",
        "a whole number from 1 to 480",
    ),
    ("minutes = 10", 'minutes = "10"', "agencies.1.services.0.minutes", 'not "10"'),
    ("minutes = 10", "minutes = true", "agencies.1.services.0.minutes", "not true"),
    (
        "minutes = 10",
        "minutes = 10\nlevel = 7",
        "agencies.1.services.0.level",
        "from 1 to 6, not 7",
    ),
    (
        "minutes = 10",
        'minutes = 10\naccess = ["dropin"]',
        "agencies.1.services.0.access.0",
        "did you mean drop_in?",
    ),
    ("minutes = 10", "minutes = 10\npapers = [5]", "agencies.1.services.0.papers.0", "a text in"),
    ('id = "d1"', 'id = "Disk 1"', "desks.0.id", "expected a word of a-z"),
    ('name = "Disk 1"', 'name = "Disk 1"\nserves = ["a b"]', "desks.0.serves.0", "a code such as"),
    ('name = "Disk 1"', 'name = "Disk 1"\nquick = "no"', "desks.0.quick", "true or false"),
    (
        'id = "amira"',
        'id = "amira"\nroles = ["chef"]',
        "clerks.0.roles.0",
        "clerk, reception, manager",
    ),
    ('id = "amira"', 'id = "amira"\nroles = []', "clerks.0.roles", "is empty"),
    (
        'id = "amira"',
        'id = "amira"\nskills = { KO1 = 9 }',
        "clerks.0.skills.KO1",
        "from 0 to 8, not 9",
    ),
    ('id = "amira"', 'id = "amira"\nskills = { "K 1" = 2 }', "clerks.0.skills.K 1", "a code such"),
    ('id = "amira"', 'id = "amira"\nskills = ["KO1"]', "clerks.0.skills", "{ FK3 = 2 }"),
    (
        'id = "amira"',
        'id = "amira"\npassword = "hemligt"',
        "clerks.0.password",
        "is not a key here",
    ),
    ("+office", 'numbers.series = "desk"', "numbers.series", "one of: office, agency"),
    ("+office", 'numbers.prefix = "LONG"', "numbers.prefix", "at most 3 characters"),
    ("+office", "numbers.digits = 0", "numbers.digits", "from 1 to 6, not 0"),
    (
        "+office",
        "queue.credits = { booked = -1 }",
        "queue.credits.booked",
        "from 0 to 1440, not -1",
    ),
    ("+office", "queue.credits = { Booked = 1 }", "queue.credits.Booked", "expected a word"),
    (
        "+office",
        'queue.bring_back = "first"',
        "queue.bring_back",
        "one of: keep_place, end_of_line",
    ),
    ("+office", "queue.recall_limit = 100", "queue.recall_limit", "from 0 to 20"),
]


@pytest.mark.parametrize(("good", "bad", "key", "expected"), WRONG, ids=[w[1][:40] for w in WRONG])
def test_a_wrong_value_is_named_with_its_line_its_key_and_what_was_expected(
    mistakes: Mistakes, good: str, bad: str, key: str, expected: str
) -> None:
    anchor = {"+office": 'form = "co_located"', "+agency": 'slug = "kommun"'}.get(good)
    source = WHOLE.replace(anchor or good, f"{anchor}\n{bad}" if anchor else bad, 1)
    problems = mistakes(source)
    [problem] = [p for p in problems if p.key == f"offices.storuman.{key}"]
    assert expected in problem.message
    if "is missing" in problem.message or "needs it" in problem.message:
        assert problem.line in (line_of(source, "agencies]]"), line_of(source, bad or "agencies]]"))
    else:
        assert problem.line == line_of(source, bad.splitlines()[-1])


@pytest.mark.parametrize(
    ("source", "line", "key", "expected"),
    [
        ("", 1, "offices", "is missing; expected at least one office"),
        ("[offices]\n", 1, "offices", "expected at least one office, as a table [offices.ID]"),
        ("offices = 3\n", 1, "offices", "expected at least one office, as a table [offices.ID]"),
        ("[server]\nport = 1\n" + SHORTEST, 2, "server.port", "expected one of: database, demo"),
        (
            '[server]\ndatabase = "mysql://x"\n' + SHORTEST,
            2,
            "server.database",
            "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME",
        ),
        (
            SHORTEST.replace("storuman", "Storuman"),
            1,
            "offices.Storuman",
            "expected a word of a-z",
        ),
        (OFFICE + DESK, 1, "offices.storuman.agencies", "is missing; expected tables, each under"),
        (OFFICE + AGENCY, 1, "offices.storuman.desks", "is missing; expected tables, each under"),
    ],
)
def test_a_wrong_file_around_the_offices_is_named(
    mistakes: Mistakes, source: str, line: int, key: str, expected: str
) -> None:
    [problem] = mistakes(source)
    assert (problem.line, problem.key) == (line, key)
    assert expected in problem.message
