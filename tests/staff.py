"""Acting as a member of staff: as the service's actor, and as a browser that has logged in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from app.domain.access import Actor
from app.store import sessions
from app.store.engine import Session
from app.store.schema import Account
from tests import builders

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def actor(session: Session, account: Account) -> Actor:
    """The account as an actor, with what it holds on the day of NOW."""
    grants = sessions.staff_grants(session, account.school_id, account.id, builders.TODAY)
    return Actor(account.id, account.school_id, account.username, account.name, grants)


def browser(app: Flask, account: Account) -> FlaskClient:
    """A browser of its own, logged in as this account."""
    client = app.test_client()
    page = client.get("/login").text
    fields = {"username": account.username, "password": builders.PASSWORD, "csrf_token": token(page)}
    assert client.post("/login", data=fields).status_code == 303
    return client


def token(page: str) -> str:
    """The token of the forms on a page."""
    found = _TOKEN.search(page)
    assert found is not None
    return found[1]


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form the way a page of one's own would."""
    return client.post(path, data={"csrf_token": token(client.get("/account/password").text)} | fields)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile, without the one that begins a transaction."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
