"""No form is taken that a page of ours did not hand to this very browser."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.store.engine import Database, Session
from app.store.schema import Base
from tests import builders, pages
from tests.learner import state_of
from tests.security import targets
from tests.security.test_matrix import policy_of, views_of
from tests.security.world import ANONYMOUS, World
from tests.staff import browser

OTHER = {"pupil": "classmate", "teacher": "other_teacher", "admin": "foreign_admin", "county": "city"}


def unsafe(world: World) -> list[Rule]:
    """Every view that takes a form."""
    return [rule for rule in views_of(world.app) if "POST" in (rule.methods or ())]


def sizes(database: Database) -> dict[str, int]:
    """How many rows every table has."""
    with database.read() as session:
        tables = Base.metadata.tables
        return {name: session.scalar(select(func.count()).select_from(tables[name])) or 0 for name in sorted(tables)}


def somebody(endpoint: str) -> str:
    """A role that may use the view on the first of its targets."""
    roles = [role for role in next(iter(policy_of(endpoint)["may"].values())) if role in OTHER]
    return next(iter(roles), "teacher")


def check_tokens_are_asked_for(world: World) -> None:
    """Every form without a token, with an empty, a made-up, a visitor's and another's: refused, and nothing written."""
    visitor = world.sign_in(ANONYMOUS)
    database = state_of(world.app).database
    for rule in unsafe(world):
        role = somebody(rule.endpoint)
        arguments = next(iter(targets.targets(world, policy_of(rule.endpoint).get("on", "")).values()))
        path = targets.address(world, rule, arguments)
        good = targets.fields(world, role, rule.endpoint, arguments)
        client, foreign = world.browser(role), world.token(OTHER[role])
        before = sizes(database)
        for token in (None, "", "x", "é", "A" * 32, world.token(ANONYMOUS), foreign):
            answer = client.post(path, data=good | ({} if token is None else {"csrf_token": token}))
            assert answer.status_code == 422, (path, token)
            assert visitor.post(path, data=good | {"csrf_token": foreign}).status_code == 422
        assert client.post(f"{path}?csrf_token={world.token(role)}", data=good).status_code == 422
        assert client.post(path, json=good | {"csrf_token": world.token(role)}).status_code == 422
        assert sizes(database) == before


def test_every_form_needs_the_token_of_its_own_browser(site: World) -> None:
    check_tokens_are_asked_for(site)


def test_a_field_sent_twice_is_refused(site: World) -> None:
    for rule in unsafe(site):
        role = somebody(rule.endpoint)
        arguments = next(iter(targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()))
        path = targets.address(site, rule, arguments)
        good: dict[str, str | list[str]] = {**targets.fields(site, role, rule.endpoint, arguments)}
        good["csrf_token"] = site.token(role)
        before = sizes(state_of(site.app).database)
        for name, value in list(good.items()):
            answer = site.browser(role).post(path, data=good | {name: [str(value), str(value)]})
            assert answer.status_code == 422, (path, name)
            assert site.browser(role).post(path, data=good | {name: [str(value), "x"]}).status_code == 422
        assert sizes(state_of(site.app).database) == before


def token_of(client: FlaskClient, path: str) -> str:
    """The token of the forms on a page."""
    return pages.read(client.get(path).text).forms[0].sent["csrf_token"]


def test_a_visitors_token_ends_with_the_log_in(app: Flask, session: Session) -> None:
    """Also where the visitor's cookie is still there, as it is where a stranger has planted one."""
    account = builders.teacher(session)
    session.commit()
    stranger = app.test_client()
    planted = token_of(stranger, "/login")
    visitor = stranger.get_cookie("visitor")
    assert visitor is not None
    client = browser(app, account)
    assert client.get_cookie("visitor") is None
    client.set_cookie("visitor", visitor.value)
    assert client.post("/logout", data={"csrf_token": planted}).status_code == 422
    assert client.get("/account/password").status_code == 200


def test_a_token_of_the_last_log_in_is_no_good(app: Flask, session: Session) -> None:
    account = builders.teacher(session)
    session.commit()
    client = browser(app, account)
    old = token_of(client, "/account/password")
    client.post("/logout", data={"csrf_token": old})
    again = browser(app, account)
    assert again.post("/logout", data={"csrf_token": old}).status_code == 422


def test_reading_changes_nothing(site: World) -> None:
    """No view that is opened with GET writes a row, but for the time a session was last used."""
    paths = [
        targets.address(site, rule, arguments)
        for rule in views_of(site.app)
        if "GET" in (rule.methods or ())
        for arguments in targets.targets(site, policy_of(rule.endpoint).get("on", "")).values()
    ]
    before = sizes(state_of(site.app).database)
    for path in paths:
        for role in ("pupil", "teacher", "admin", "county", "platform"):
            site.browser(role).get(path, buffered=True)
    after = sizes(state_of(site.app).database)
    assert {name for name in after if after[name] != before[name]} <= {"session"}
