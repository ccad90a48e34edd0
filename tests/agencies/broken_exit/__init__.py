"""An agency whose package ends the program when it is imported."""

from __future__ import annotations

raise SystemExit("no licence on this machine")
