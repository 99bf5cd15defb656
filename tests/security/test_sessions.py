"""Sessions begin and end when they should, on the server and not only in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.domain.access import Role
from app.store import sessions as store
from app.store.engine import Session
from app.store.schema import Account, Classroom, Enrolment, Grant, Posting, School
from app.store.schema import Session as SessionRow
from tests import builders, pages
from tests.builders import NOW, PASSWORD, TODAY
from tests.clock import Clock
from tests.staff import browser, post

COOKIE = "first-lesson"
HOME = {"student": "/student/", "teacher": "/teacher/"}


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session)


@pytest.fixture
def teacher(session: Session, room: Classroom) -> Account:
    return builders.teacher(session, room)


@pytest.fixture
def pupil(session: Session, room: Classroom, teacher: Account) -> Account:
    """With the teacher of the class; everything is committed."""
    found = builders.account_of(session, builders.student(session, room))
    session.commit()
    return found


def cookie_of(client: FlaskClient) -> str:
    """The session cookie's value."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def copy_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    other = app.test_client()
    other.set_cookie(COOKIE, cookie_of(client))
    return other


def is_in(client: FlaskClient, path: str = "/account/password") -> bool:
    """True while the browser is signed in."""
    answer = client.get(path)
    assert answer.status_code in (200, 302, 404)
    return answer.status_code == 200


def log_in(client: FlaskClient, account: Account, password: str = PASSWORD) -> int:
    """Log in in this browser; returns the status."""
    return log_in_page(client, account, password).status_code


def log_in_page(client: FlaskClient, account: Account, password: str = PASSWORD) -> TestResponse:
    """Log in in this browser; returns the answer."""
    form = pages.read(client.get("/login").text)
    token = form.form("/login").sent["csrf_token"] if form.forms else ""
    fields = {"username": account.username, "password": password, "csrf_token": token}
    return client.post("/login", data=fields)


def test_a_log_in_brings_a_new_cookie_and_ends_the_old_session(app: Flask, pupil: Account, teacher: Account) -> None:
    client = browser(app, pupil)
    before = copy_of(app, client)
    token = pages.read(client.get("/student/").text).form("/logout").sent["csrf_token"]
    fields = {"username": teacher.username, "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=fields).status_code == 303
    assert cookie_of(client) != cookie_of(before)
    assert is_in(client, "/teacher/")
    assert not is_in(before)


def test_a_chosen_cookie_is_never_taken_over(app: Flask, pupil: Account) -> None:
    client = app.test_client()
    client.set_cookie(COOKIE, f"{pupil.school_id.hex}.chosen-by-somebody-else")
    assert log_in(client, pupil) == 303
    assert "chosen" not in cookie_of(client)


def test_two_devices_are_two_sessions(app: Flask, pupil: Account) -> None:
    one, two = browser(app, pupil), browser(app, pupil)
    assert cookie_of(one) != cookie_of(two)
    post(one, "/logout")
    assert is_in(two)


def test_a_copied_cookie_is_dead_after_the_log_out(app: Flask, pupil: Account) -> None:
    client = browser(app, pupil)
    copied = copy_of(app, client)
    assert post(client, "/logout").status_code == 303
    assert client.get_cookie(COOKIE) is None
    assert not is_in(copied)


def test_only_a_hash_of_the_cookie_is_kept(app: Flask, session: Session, pupil: Account) -> None:
    secret = cookie_of(browser(app, pupil)).split(".")[1]
    row = session.scalars(select(SessionRow)).one()
    assert len(secret) >= 43
    assert secret.encode() not in row.token_hash
    assert len(row.token_hash) == 32


def test_a_changed_password_ends_every_other_session(app: Flask, pupil: Account) -> None:
    here, there = browser(app, pupil), browser(app, pupil)
    copied = copy_of(app, here)
    new = "three words i like"
    assert post(here, "/account/password", current=PASSWORD, new=new, again=new).status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert not is_in(copied)
    assert log_in(app.test_client(), pupil) == 422
    assert log_in(app.test_client(), pupil, new) == 303


def test_a_reset_password_ends_every_session_of_the_pupil(
    app: Flask, pupil: Account, teacher: Account, room: Classroom
) -> None:
    child, adult = browser(app, pupil), browser(app, teacher)
    answer = post(adult, f"/teacher/classrooms/{room.id}/students/{pupil.student_id}/password")
    assert answer.status_code == 200
    assert not is_in(child)
    assert is_in(adult)
    assert log_in(app.test_client(), pupil) == 422


def test_an_ended_account_is_out_at_once(app: Flask, session: Session, pupil: Account) -> None:
    client = browser(app, pupil)
    session.get_one(Account, (pupil.school_id, pupil.id)).ended_at = NOW
    session.commit()
    assert not is_in(client)
    assert log_in(app.test_client(), pupil) == 422


@pytest.mark.parametrize(("role", "minutes"), [("student", 60), ("teacher", 30)])
def test_a_session_ends_when_nobody_is_there(
    app: Flask, clock: Clock, pupil: Account, teacher: Account, role: str, minutes: int
) -> None:
    client = browser(app, pupil if role == "student" else teacher)
    for _visit in range(3):
        clock.advance(minutes=minutes - 1)
        assert is_in(client, HOME[role])
    clock.advance(minutes=minutes)
    assert not is_in(client, HOME[role])


def test_a_session_ends_after_twelve_hours_however_busy(app: Flask, clock: Clock, pupil: Account) -> None:
    client = browser(app, pupil)
    while clock.moment < NOW + timedelta(hours=12):
        assert is_in(client)
        clock.advance(minutes=20)
    assert not is_in(client)


def _end_posting(session: Session, account: Account) -> None:
    session.scalars(select(Posting).where(Posting.account_id == account.id)).one().to_on = TODAY


def _end_grant(session: Session, account: Account) -> None:
    session.scalars(select(Grant).where(Grant.account_id == account.id)).one().to_on = TODAY


def _end_enrolment(session: Session, account: Account) -> None:
    session.scalars(select(Enrolment).where(Enrolment.student_id == account.student_id)).one().to_on = TODAY


Ending = Callable[[Session, Account], None]


@pytest.mark.parametrize(
    ("role", "path", "end"),
    [
        (Role.TEACHER, "/teacher/", _end_posting),
        (Role.SCHOOL_ADMIN, "/school/", _end_grant),
        (Role.BUREAU, "/bureau/", _end_grant),
        (Role.PLATFORM, "/platform/", _end_grant),
    ],
)
def test_rights_end_while_the_session_lives(app: Flask, session: Session, role: Role, path: str, end: Ending) -> None:
    account = builders.teacher(session) if role is Role.TEACHER else builders.staff(session, role=role)
    session.commit()
    client = browser(app, account)
    assert client.get(path).status_code == 200
    end(session, account)
    session.commit()
    assert client.get(path).status_code == 302
    refused = log_in_page(app.test_client(), account)
    assert refused.status_code == 409
    assert refused.headers.getlist("Set-Cookie") == []
    if role is Role.TEACHER:
        builders.posting(session, account, builders.classroom(session, session.get_one(School, account.school_id)))
        session.commit()
        assert log_in(app.test_client(), account) == 303


def test_a_pupil_who_left_the_class_has_no_lesson_of_it(
    app: Flask, session: Session, room: Classroom, pupil: Account
) -> None:
    task = builders.assignment(session, room)
    session.commit()
    client = browser(app, pupil)
    _end_enrolment(session, pupil)
    session.commit()
    assert client.get(f"/student/tasks/{task.id}/").status_code == 404
    assert client.get("/student/").status_code == 200


def test_a_right_of_tomorrow_is_none_today(
    app: Flask, session: Session, clock: Clock, room: Classroom, pupil: Account
) -> None:
    account = builders.account(session, room.school_id)
    builders.posting(session, account, room, from_on=TODAY + timedelta(days=1))
    session.commit()
    assert store.staff_grants(session, account.school_id, account.id, TODAY) == ()
    session.commit()
    client = app.test_client()
    client.get("/?lang=en")
    assert "begins on Nov 21, 2026" in log_in_page(client, account).text
    clock.advance(days=1)
    assert browser(app, account).get("/teacher/").status_code == 200


@pytest.mark.parametrize(
    "cookie", ["", "x", ".", "0" * 32, "0" * 32 + ".", "z" * 32 + ".x", "0" * 32 + "." + "x" * 900]
)
def test_a_malformed_cookie_is_nobody(app: Flask, cookie: str) -> None:
    client = app.test_client()
    client.set_cookie(COOKIE, cookie)
    assert not is_in(client)
    assert client.get("/").status_code == 200


def test_the_cookie_of_the_demo(app: Flask, pupil: Account) -> None:
    client = app.test_client()
    token = pages.read(client.get("/login").text).form("/login").sent["csrf_token"]
    answer = client.post("/login", data={"username": pupil.username, "password": PASSWORD, "csrf_token": token})
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    parts = {part.strip().lower().split("=")[0] for part in cookie.split(";")[1:]}
    assert parts == {
        "httponly",
        "path",
        "samesite",
    }  # without Secure, since the demo has no https; it ends with the browser


def test_a_refused_form_is_a_use_of_the_session_too(app: Flask, session: Session, clock: Clock, pupil: Account) -> None:
    """Its own transaction does not wait for the one of the refused request."""
    client = browser(app, pupil)
    token = pages.read(client.get("/student/").text).form("/logout").sent["csrf_token"]
    clock.advance(minutes=50)
    assert client.post("/account/factor/begin", data={"csrf_token": token}).status_code == 404
    assert session.scalars(select(SessionRow.seen_at)).one() == clock.moment


def test_the_own_sessions_are_listed_and_ended(app: Flask, session: Session, pupil: Account, teacher: Account) -> None:
    here, there, stranger = browser(app, pupil), browser(app, pupil), browser(app, teacher)
    here.get("/?lang=en")
    forms = [form for form in pages.read(here.get("/account/").text).forms if form.action.endswith("/sessions/end")]
    assert len(forms) == 1
    assert forms[0].sent["session"] not in cookie_of(there)
    theirs = [one.sent for one in pages.read(stranger.get("/account/").text).forms]
    assert all("session" not in one for one in theirs)
    assert post(stranger, "/account/sessions/end", session=forms[0].sent["session"]).status_code == 303
    assert is_in(there)
    assert post(here, "/account/sessions/end", session=forms[0].sent["session"]).status_code == 303
    assert not is_in(there)
    again = browser(app, pupil)
    assert post(here, "/account/sessions/end-others").status_code == 303
    assert (is_in(here), is_in(again), is_in(stranger)) == (True, False, True)


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36"}, "Phone or tablet"),
        ({"User-Agent": "Mozilla/5.0 Mobile", "Sec-CH-UA-Mobile": "?0"}, "Computer"),
        ({"User-Agent": "Mozilla/5.0 (X11; Linux)", "Sec-CH-UA-Mobile": "?1"}, "Phone or tablet"),
        ({"User-Agent": ""}, "Computer"),
    ],
)
def test_a_session_is_a_phone_or_a_computer(app: Flask, pupil: Account, headers: dict[str, str], words: str) -> None:
    client = app.test_client()
    form = pages.read(client.get("/login?lang=en").text).form("/login").sent
    sent = form | {"username": pupil.username, "password": PASSWORD}
    assert client.post("/login", data=sent, headers=headers).status_code == 303
    assert words in client.get("/account/").text


def test_wrong_present_passwords_are_slowed_down(app: Flask, clock: Clock, pupil: Account) -> None:
    client, new = browser(app, pupil), "three words i like"
    for expected in [422] * 5 + [429]:
        answer = post(client, "/account/password", current="wrong", new=new, again=new)
        assert answer.status_code == expected
    assert post(client, "/account/password", current=PASSWORD, new=new, again=new).status_code == 429
    assert log_in(app.test_client(), pupil) == 303  # the log-in itself is not slowed down by it
    clock.advance(seconds=2)
    assert post(client, "/account/password", current=PASSWORD, new=new, again=new).status_code == 303
