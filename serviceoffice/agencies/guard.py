"""The fence between the core and an agency's code.

Every call into an agency's package goes through here, one implementation at a
time, so that a failure has a name and a place and stops nothing else. This
stops mistakes, not malice: an agency's code runs in our process.
"""

from __future__ import annotations

import importlib
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pluggy import HookImpl

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """What an agency's code returned."""

    agency: str
    doing: str
    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """What an agency's code raised: kind and words, and the last line of its own it ran.

    ``line`` is 0 and ``file`` empty where none of its lines was reached.
    """

    agency: str
    doing: str
    error: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.error}" if self.file else self.error


def declare(agency: str, hook: HookImpl) -> Answered[object] | Failed:
    """Ask one agency's implementation of a hook without arguments, at start."""
    return fenced(agency, hook.function.__name__, hook.function)


def fenced(agency: str, doing: str, call: Callable[[], T]) -> Answered[T] | Failed:
    """Call an agency's code; whatever it raises becomes a Failed, also SystemExit.

    Only KeyboardInterrupt passes: it is the operator's, not the agency's.
    """
    try:
        return Answered(agency, doing, call())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        log.warning("agency %s: %s failed", agency, doing, exc_info=error)
        file, line = _place(error)
        return Failed(agency, doing, _words(error), file, line)


def _words(error: BaseException) -> str:
    # Not str(error): an exception of a stranger's may raise there too.
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return traceback.format_exception_only(error)[-1].strip()


def _place(error: BaseException) -> tuple[str, int]:
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 0
    frames = [
        (frame.filename, frame.lineno or 0)
        for frame in traceback.extract_tb(error.__traceback__)
        if not _is_machinery(frame.filename)
    ]
    if not frames:
        return "", 0
    # The error may have come out of a library that the agency called.
    home = Path(frames[0][0]).parent
    return next(frame for frame in reversed(frames) if Path(frame[0]).is_relative_to(home))


def _is_machinery(file: str) -> bool:
    """Our own frames, and those that import a module."""
    folders = (Path(__file__).parents[1], Path(importlib.__file__).parent)
    return file.startswith("<frozen") or any(Path(file).is_relative_to(home) for home in folders)
