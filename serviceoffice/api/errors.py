"""What goes wrong, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serviceoffice.api.texts import Text


class Refused(Exception):
    """A command that the rules do not admit now; nothing was stored.

    ``code`` is a stable word for scripts, ``text`` the sentence for people,
    ``status`` the HTTP status it becomes, ``field`` the argument that is wrong
    and ``extra`` what else a script may want to know (who holds what).
    """

    def __init__(
        self,
        code: str,
        text: Text,
        *,
        status: int = 409,
        field: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.status = status
        self.field = field
        self.extra = dict(extra or {})


class Unknown(Refused):
    """The office, desk, visit, service or step that was named does not exist."""

    def __init__(self, what: str, name: object, text: Text) -> None:
        super().__init__(f"unknown_{what}", text, status=404, field=what, extra={what: name})


class Invalid(Refused):
    """A value of the wrong kind or outside its bounds."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__("invalid", text, status=422, field=field)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file a person wrote: where it stands and what was expected."""

    file: str
    line: int
    key: str
    message: str
    level: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class BadDocument(Exception):
    """A configuration or catalogue that cannot be used; carries every problem in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
