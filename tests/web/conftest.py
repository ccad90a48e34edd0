"""The application over a small house on SQLite, and people and scripts who use it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from kit import OFFICE, make_house, make_office, make_place
from webkit import OTHER_OFFICE, Browser
from werkzeug.serving import make_server

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.opening import Opened
from serviceoffice.core.access import accounts
from serviceoffice.core.commands import Command, Principal, execute
from serviceoffice.core.documents import Document
from serviceoffice.core.house import House
from serviceoffice.core.offices.configuration import Configuration
from serviceoffice.core.offices.office import Clerk, Office
from serviceoffice.core.texts import core_texts
from serviceoffice.storage import Database
from serviceoffice.web import identity
from serviceoffice.web.app import create_app

PASSWORD = "long enough"


def web_office(office_id: str = OFFICE) -> Office:
    """The kit's office with a receptionist (rut), a manager (eva) and Arabic."""
    office = make_office(office_id)
    more = (
        Clerk("rut", "Rut", "skatteverket", roles=("reception",)),
        Clerk("eva", "Eva", "skatteverket", roles=("manager",)),
    )
    return make_office(office_id, clerks=(*office.clerks, *more), languages=("sv", "en", "ar"))


@pytest.fixture
def database(sqlite_pattern: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with every table and no rows: the core's own tests try both engines."""
    path = tmp_path / "office.db"
    shutil.copyfile(sqlite_pattern, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def house(database: Database) -> House:
    """Two offices, open on a Tuesday morning."""
    return make_house(database, *(make_place(web_office(o)) for o in (OFFICE, OTHER_OFFICE)))


@pytest.fixture
def opened(house: House) -> Opened:
    """The house as ``open_house`` gives it."""
    offices = {place.office.id: place.office for place in house.places.values()}
    catalogue = house.place(OFFICE).catalogue
    loaded = {
        slug: LoadedAgency(slug, "active", "1.0", f"serviceoffice-{slug}", agency=agency)
        for slug, agency in catalogue.agencies.items()
        if slug != "office"
    }
    url = house.database.url.render_as_string()
    document = Document("serviceoffice.toml", {}, {})
    configuration = Configuration(Path("serviceoffice.toml"), url, False, offices, document)
    return Opened(house, Agencies(loaded), core_texts(), configuration)


@pytest.fixture
def app(opened: Opened) -> Iterator[Flask]:
    """The application."""
    app = create_app(opened)
    app.test_client_class = Browser
    yield app
    app.extensions["serviceoffice.streams"].hub.close()


@pytest.fixture
def client(app: Flask) -> Browser:
    """Somebody who has not said who it is."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that costs next to nothing; how much it should cost is tested elsewhere."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(1, 8, 1))


@pytest.fixture
def as_clerk(app: Flask, house: House, quick_passwords: None) -> Callable[..., Browser]:
    """``as_clerk("anna", desk="d1")``: a browser in which a clerk has signed in."""

    def sign_in(name: str = "anna", desk: str | None = None, office: str = OFFICE) -> Browser:
        accounts.set_password(house, office, name, PASSWORD)
        browser: Any = app.test_client()
        secret = accounts.sign_in(house, office, name, PASSWORD)
        browser.set_cookie(identity.COOKIE, secret)
        if desk is not None:
            clerk = Principal(f"clerk:{name}", "clerk", name)
            execute(house, Command(office, "sign_in", {"desk": desk}, clerk))
        return browser  # type: ignore[no-any-return]

    return sign_in


@pytest.fixture
def as_token(app: Flask, house: House) -> Callable[..., Browser]:
    """``as_token("integration")``: a script with a token of that role."""

    def bring(role: str = "integration", clerk: str | None = None, office: str = OFFICE) -> Browser:
        client: Any = app.test_client()
        token = accounts.create_token(house, office, role, clerk)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client  # type: ignore[no-any-return]

    return bring


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of the application behind a real socket."""
    serving = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    app.extensions["serviceoffice.streams"].hub.close()
    serving.shutdown()
    thread.join()
