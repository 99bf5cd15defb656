"""Logging in and out, and the own password."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.access import Role
from app.store.engine import Session
from app.store.schema import Account, School
from tests import builders, pages
from tests.builders import PASSWORD
from tests.staff import browser, post, statements

NEW = "three words i like"


@pytest.fixture
def school(session: Session) -> School:
    return builders.school(session)


@pytest.fixture
def teacher(session: Session, school: School) -> Account:
    found = builders.teacher(session, builders.classroom(session, school))
    session.commit()
    return found


@pytest.fixture
def newcomer(app: Flask, session: Session, school: School) -> FlaskClient:
    """A pupil who came with a one-time password."""
    account = builders.account_of(session, builders.student(session, builders.classroom(session, school)))
    account.must_change_password = True
    session.commit()
    return browser(app, account)


def errors_of(page: str) -> list[str]:
    """What stands beside the fields."""
    return [html.unescape(text) for text in re.findall(r'class="field__error"[^>]*>([^<]+)<', page)]


def test_everybody_begins_on_the_own_page(app: Flask, session: Session, school: School, teacher: Account) -> None:
    accounts = {
        "/student/": builders.account_of(session, builders.student(session)),
        "/teacher/": teacher,
        "/school/": builders.staff(session, school),
        "/bureau/": builders.staff(session, role=Role.BUREAU),
        "/platform/": builders.staff(session, role=Role.PLATFORM),
    }
    session.commit()
    for path, account in accounts.items():
        client = browser(app, account)
        for address in ("/start", "/", "/login"):
            answer = client.get(address)
            assert (answer.status_code, answer.location) == (303, path)
        assert client.get(path).status_code == 200


def test_a_wrong_password_is_told_and_the_name_stays(app: Flask, teacher: Account) -> None:
    client = app.test_client()
    form = pages.read(client.get("/login?next=/teacher/").text).form("/login")
    assert form.sent["next"] == "/teacher/"
    answer = client.post("/login", data=form.sent | {"username": teacher.username, "password": "wrong"})
    assert answer.status_code == 422
    again = pages.read(answer.text).form("/login")
    assert again.sent["username"] == teacher.username
    assert again.sent["password"] == ""
    assert answer.text.count('role="alert"') == 1
    right = client.post("/login", data=again.sent | {"password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/teacher/")


@pytest.mark.parametrize(("username", "password"), [("", "x"), ("x", ""), ("x" * 65, "x"), ("x", "x" * 129)])
def test_what_cannot_be_a_log_in_is_told(app: Flask, username: str, password: str) -> None:
    client = app.test_client()
    form = pages.read(client.get("/login").text).form("/login")
    with statements() as sent:
        answer = client.post("/login", data=form.sent | {"username": username, "password": password})
    assert (answer.status_code, sent) == (422, [])


def test_a_one_time_password_must_be_changed_first(newcomer: FlaskClient) -> None:
    for path in ("/student/", "/teacher/", "/bureau/"):
        answer = newcomer.get(path)
        if path == "/student/":
            assert (answer.status_code, answer.location) == (303, "/account/password")
        else:
            assert answer.status_code == 404
    page = newcomer.get("/account/password?lang=en").text
    assert "one-time password" in page
    assert post(newcomer, "/account/password", current=PASSWORD, new=NEW, again=NEW).location == "/student/"
    assert newcomer.get("/student/").status_code == 200
    assert "one-time password" not in newcomer.get("/account/password").text


def test_whoever_must_change_the_password_may_still_leave(newcomer: FlaskClient) -> None:
    assert post(newcomer, "/logout").status_code == 303
    assert newcomer.get("/student/").status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "again", "message"),
    [
        ("wrong", NEW, NEW, "That is not your present password."),
        (PASSWORD, "short", "short", "The password needs at least 8 characters."),
        (PASSWORD, "x1" * 70, "x1" * 70, "The password may have at most 128 characters."),
        (PASSWORD, "12345678", "12345678", "This password is too easy to guess. Choose another one."),
        (PASSWORD, "password1", "password1", "This password is too easy to guess. Choose another one."),
        (PASSWORD, PASSWORD, PASSWORD, "The new password must differ from the old one."),
        (PASSWORD, NEW, NEW + "!", "The two new passwords differ."),
        ("", NEW, NEW, "Please fill this in."),
    ],
)
def test_a_bad_change_says_what_is_wrong_at_the_field(
    app: Flask, teacher: Account, current: str, new: str, again: str, message: str
) -> None:
    client = browser(app, teacher)
    client.get("/account/password?lang=en")
    answer = post(client, "/account/password", current=current, new=new, again=again)
    assert answer.status_code == 422
    assert errors_of(answer.text) == [message]
    for secret in (current, new, again):
        assert not secret or f'value="{secret}"' not in answer.text
    assert browser(app, teacher).get("/teacher/").status_code == 200


def test_the_log_in_page_asks_the_database_nothing(app: Flask) -> None:
    client = app.test_client()
    with statements() as sent:
        client.get("/login")
        client.get("/healthz")
    assert sent == []


def test_logging_out_leads_home_and_asks_for_the_password_again(app: Flask, teacher: Account) -> None:
    client = browser(app, teacher)
    answer = post(client, "/logout")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200
    answer = client.get("/teacher/?page=2")
    assert (answer.status_code, answer.location) == (302, "/login?next=/teacher/?page%3D2")


def test_a_form_of_staff_after_the_session_ended_asks_to_log_in(app: Flask, teacher: Account) -> None:
    """What was typed cannot be taken, so nobody is told that it was kept; the way on is a page, not the form."""
    client = browser(app, teacher)
    form = pages.read(client.get("/account/password").text).form("/account/password")
    client.get("/")
    app.extensions["first_lesson"].clock.advance(hours=13)
    fields = {"current": PASSWORD, "new": NEW, "again": NEW}
    answer = client.post("/account/password", data=form.sent | fields)
    assert answer.status_code == 401
    again = pages.read(answer.text).form("/login")
    assert "parcel" not in again.sent
    assert NEW not in answer.text
    own = {"username": teacher.username, "password": PASSWORD}
    entered = client.post("/login", data=again.sent | own)
    assert (entered.status_code, entered.location) == (303, "/start")
