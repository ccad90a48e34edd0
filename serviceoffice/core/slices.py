"""Every slice of the core, imported: its tables, entities and handlers are known from here on."""

from __future__ import annotations

from serviceoffice.core import configure, desks, due, idempotency
from serviceoffice.core.access import tables as access
from serviceoffice.core.catalogue import maps
from serviceoffice.core.queue import commands as queue
from serviceoffice.core.queue import desk_commands, tickets, undo
from serviceoffice.core.visits import commands as visits
from serviceoffice.core.visits import numbers
from serviceoffice.core.visits import tables as visit_tables

SLICES = (
    access, configure, desk_commands, desks, due, idempotency, maps, numbers, queue, tickets,
    undo, visit_tables, visits,
)  # fmt: skip
