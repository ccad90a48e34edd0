"""One running installation: its database, its clock, its offices and what they offer."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from serviceoffice.api import Unknown, text
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.process_map import process_map_hash
from serviceoffice.core.clock import Clock
from serviceoffice.core.offices.office import Office
from serviceoffice.storage import Database

log = logging.getLogger(__name__)

Listener = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """An office with the catalogue that its enabled agencies make up.

    ``maps`` gives the hash of each offered service's process map, by code.
    """

    office: Office
    catalogue: Catalogue
    maps: Mapping[str, str]

    @staticmethod
    def of(office: Office, catalogue: Catalogue) -> Place:
        """An office with its catalogue, hashed."""
        hashes = {code: process_map_hash(s) for code, s in catalogue.services.items()}
        return Place(office, catalogue, hashes)


@dataclass(slots=True)
class House:
    """What commands and queries are given.

    ``secret`` signs public links. ``listeners`` are called after each commit
    with the office's id and the last sequence number; they must not block.
    """

    database: Database
    clock: Clock
    places: Mapping[str, Place]
    secret: bytes
    demo: bool = False
    listeners: list[Listener] = field(default_factory=list)

    def place(self, office: str) -> Place:
        """The office of that id. Raises Unknown."""
        try:
            return self.places[office]
        except KeyError:
            raise Unknown(
                "office", office, text("There is no office called “{name}” here.", name=office)
            ) from None

    def wake(self, office: str, seq: int) -> None:
        """Tell every listener that the office's log has grown to ``seq``.

        The command is committed, so a listener's failure must not look like its own.
        """
        for listener in self.listeners:
            try:
                listener(office, seq)
            except Exception:
                log.exception("a listener failed at event %s of %s", seq, office)

    def token(self, office: str, visit: int) -> str:
        """The secret part of a visit's public link: 128 bits, as 32 hex digits.

        Made from the installation's secret instead of stored, so that a retried
        command gives the same answer and the database holds only its hash.
        """
        message = f"visit:{office}:{visit}".encode()
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:32]


def token_hash(token: str) -> bytes:
    """What is stored of a public link's token."""
    return hashlib.sha256(token.encode()).digest()
