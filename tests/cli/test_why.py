from __future__ import annotations

from pathlib import Path

import pytest
from cli.shell import Command

from serviceoffice.agencies.opening import check


def test_the_ceiling_its_reasons_and_what_would_raise_it(
    config: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice(
        "why", "--office", "library", "--clerk", "bo", "--service", "T1", "--step", "help",
        "--lang", "en", "--config", config,
    )  # fmt: skip
    assert ran.code == 0
    said = dict(line.split(None, 1) for line in ran.out.split("\n\n")[0].splitlines())
    assert said["ceiling"] == "2 Guidance"
    assert said["level"] == "4 Rule-based handling"
    assert said["verdict"] == "no"
    assert "You work for another agency, so you may inform and guide." in ran.out
    assert "The agency's own clerk may do more." in ran.out


def test_the_sentences_are_swedish_unless_asked_otherwise(
    config: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice(
        "why", "--office", "library", "--clerk", "anna", "--service", "T1", "--step", "help",
        "--config", config,
    )  # fmt: skip
    assert ran.code == 0
    assert "T1 Bygglov" in ran.out
    assert "yes, may be walked" in ran.out
    assert "You work for" not in ran.out


@pytest.mark.parametrize(
    ("clerk", "service", "step", "known"),
    [
        ("eva", "T1", "help", "anna, bo"),
        ("bo", "T9", "help", "T1, C1, guide"),
        ("bo", "T1", "dance", None),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    clerk: str, service: str, step: str, known: str | None, config: Path, serviceoffice: Command
) -> None:
    if known is None:
        place = check(config).places["library"]
        known = ", ".join(step.id for step in place.catalogue.services["T1"].steps)
    ran = serviceoffice(
        "why", "--office", "library", "--clerk", clerk, "--service", service, "--step", step,
        "--config", config,
    )  # fmt: skip
    assert ran.code == 1
    assert ran.err.strip().endswith(f"({known})")
