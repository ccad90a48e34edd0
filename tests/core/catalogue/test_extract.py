from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.extract import extract

from serviceoffice.api import BadDocument

METHOD = "serviceoffice.core.catalogue.extract:extract_toml"


def found(source: str) -> list[tuple[int, str]]:
    rows = extract(METHOD, BytesIO(source.encode()))
    return [(line, msgid) for line, msgid, _, _ in rows]


def test_every_text_of_a_service_is_found_on_its_line():
    source = """\
code = "SK1"
title = "Report a move"
summary = "You have moved."
papers = ["Proof of identity", "Lease"]
law = "Folkbokföringslagen 25 §"
access = ["drop_in"]

[[steps]]
id = "explain"
title = "Explain – clearly"
actor = "front"
next = [
    { to = "end", when = "All is clear" },
]

[[steps]]
id = "end"
title = "End"
papers = ["Receipt"]
legal_basis = "25 §"
"""
    assert found(source) == [
        (2, "Report a move"),
        (3, "You have moved."),
        (4, "Proof of identity"),
        (4, "Lease"),
        (10, "Explain – clearly"),
        (13, "All is clear"),
        (18, "End"),
        (19, "Receipt"),
    ]


def test_the_titles_of_life_events_are_found():
    assert found('[[life_events]]\nid = "move"\ntitle = "Moving"\n') == [(3, "Moving")]


def test_what_is_not_toml_is_refused_on_its_line():
    with pytest.raises(BadDocument, match=":2: is not TOML"):
        found('title = "Move"\nsummary = "No end\n')
