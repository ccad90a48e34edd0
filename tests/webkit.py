"""Those who use the application in tests: a browser with forms, a script with a token."""

from __future__ import annotations

import uuid
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from kit import OFFICE
from werkzeug.test import TestResponse

OTHER_OFFICE = "storuman"
BASE = f"/api/v1/offices/{OFFICE}"


class Browser(FlaskClient):
    """A test client that fills in forms as the pages' own forms are sent."""

    def fill_in(self, path: str, **form: Any) -> TestResponse:
        """Send a form with its hidden fields: the CSRF token and an idempotency key."""
        form = {"csrf_token": self.csrf_token(), "key": uuid.uuid4().hex} | form
        return self.post(path, data=form)

    def csrf_token(self) -> str:
        """What a page of this session would carry."""
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", uuid.uuid4().hex)
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(secret))


class Script:
    """Posts JSON to one office's part of the API."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        """Read."""
        return self.client.get(BASE + path, **more)

    def post(self, path: str, key: str | None = None, /, **body: Any) -> TestResponse:
        """Change something, with an idempotency key if one is named."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(BASE + path, json=body, headers=headers)

    def ticket(self, *services: str, **more: Any) -> dict[str, Any]:
        """A ticket for SK1, unless other services are named."""
        answer = self.post("/visits", services=list(services or ("SK1",)), **more)
        assert answer.status_code == 201, answer.json
        return answer.json  # type: ignore[no-any-return]

    def served(self, *services: str, desk: str = "d1", clerk: str = "anna") -> dict[str, Any]:
        """A visit that a clerk has just begun."""
        visit = self.ticket(*services)
        assert self.post(f"/desks/{desk}/sign-in", clerk=clerk).status_code == 200
        assert self.post(f"/visits/{visit['id']}/call", desk=desk).status_code == 200
        answer = self.post(f"/visits/{visit['id']}/begin", desk=desk)
        assert answer.status_code == 200
        return answer.json  # type: ignore[no-any-return]
