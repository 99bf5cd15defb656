"""The second factor: set up, asked for, stood in for, lost, turned off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.access import Role
from app.store.engine import Session
from app.store.schema import Account
from tests import authenticator, builders, pages
from tests.builders import PASSWORD
from tests.clock import Clock
from tests.learner import state_of
from tests.staff import browser, post


@pytest.fixture
def admin(session: Session) -> Account:
    found = builders.staff(session)
    session.commit()
    return found


def send(client: FlaskClient, code: str, **more: str) -> TestResponse:
    """Type a code into the page that asks for it."""
    fields = pages.read(client.get("/account/factor").text).form("/account/factor").sent
    return client.post("/account/factor", data=fields | {"code": code} | more)


def test_a_second_factor_is_set_up_and_asked_for(app: Flask, clock: Clock, admin: Account) -> None:
    here = browser(app, admin)
    other = browser(app, admin)
    phone, codes = authenticator.set_up(here, clock)
    assert len(set(codes)) == 10
    assert here.get("/school/").status_code == 200
    assert other.get("/school/").status_code == 302  # it was opened without the code
    assert here.get("/account/factor/new").status_code == 404

    client = browser(app, admin)
    answer = client.get("/school/?campaign=")
    assert (answer.status_code, answer.location) == (303, "/account/factor?next=/school/?campaign%3D")
    for path in ("/", "/start", "/account/", "/account/password"):
        assert client.get(path).location.startswith("/account/factor")
    half = client.get_cookie("first-lesson")
    page = client.get(answer.location)
    fields = pages.read(page.text).form("/account/factor").sent
    done = client.post("/account/factor", data=fields | {"code": f" {phone.code()[:3]} {phone.code()[3:]} "})
    assert (done.status_code, done.location) == (303, "/school/?campaign=")
    assert client.get("/school/").status_code == 200
    whole = client.get_cookie("first-lesson")
    assert half is not None
    assert whole is not None
    assert half.value != whole.value
    client.set_cookie("first-lesson", half.value)
    assert client.get("/school/").status_code == 302


def test_a_code_is_taken_once_and_drifts_one_step(app: Flask, clock: Clock, admin: Account) -> None:
    phone, _codes = authenticator.set_up(browser(app, admin), clock)
    clock.advance(minutes=5)
    now, early, late = phone.code(), phone.code(-1), phone.code(1)
    assert send(browser(app, admin), phone.code(-2)).status_code == 422
    assert send(browser(app, admin), phone.code(2)).status_code == 422
    assert send(browser(app, admin), now).status_code == 303
    for used in (now, early):  # a code before the last one is over, too
        assert send(browser(app, admin), used).status_code == 422
    assert send(browser(app, admin), late).status_code == 303


def test_a_recovery_code_opens_once(app: Flask, clock: Clock, admin: Account) -> None:
    _phone, codes = authenticator.set_up(browser(app, admin), clock)
    client = browser(app, admin)
    typed = codes[3].lower().replace("-", " ").replace("o", "0")
    assert send(client, typed).status_code == 303
    assert '<data value="9">' in client.get("/account/").text
    assert send(browser(app, admin), codes[3]).status_code == 422
    assert send(browser(app, admin), codes[4]).status_code == 303


def test_wrong_codes_are_slowed_down_and_never_lock(app: Flask, clock: Clock, admin: Account) -> None:
    phone, _codes = authenticator.set_up(browser(app, admin), clock)
    client = browser(app, admin)
    wrong = f"{(int(phone.code()) + 500_000) % 1_000_000:06}"
    statuses = [send(client, wrong).status_code for _try in range(6)]
    assert statuses == [422] * 5 + [429]
    assert send(client, phone.code()).status_code == 429
    assert browser(app, admin).get("/school/").status_code == 303  # the password is not slowed down by it
    clock.advance(seconds=3)
    assert send(client, phone.code()).status_code == 303
    assert send(browser(app, admin), wrong).status_code == 422  # counted anew


def test_the_delay_has_a_key_that_no_user_name_can_have(app: Flask, clock: Clock, admin: Account) -> None:
    phone, _codes = authenticator.set_up(browser(app, admin), clock)
    stranger = app.test_client()
    form = pages.read(stranger.get("/login").text).form("/login").sent
    for _try in range(6):
        stranger.post("/login", data=form | {"username": f"factor {admin.id.hex}", "password": "x"})
    assert send(browser(app, admin), phone.code()).status_code == 303


def test_new_codes_and_turning_off_need_a_code(app: Flask, clock: Clock, admin: Account) -> None:
    client = browser(app, admin)
    phone, old = authenticator.set_up(client, clock)
    assert post(client, "/account/factor/codes", code="123456").status_code == 422
    assert post(client, "/account/factor/off", code="").status_code == 422
    answer = post(client, "/account/factor/codes", code=phone.code())
    new = authenticator.codes_on(answer.text)
    assert answer.status_code == 200
    assert not set(new) & set(old)
    assert send(browser(app, admin), old[0]).status_code == 422
    clock.advance(seconds=30)
    assert post(client, "/account/factor/begin").status_code == 409
    assert post(client, "/account/factor/off", code=new[0]).status_code == 303
    assert browser(app, admin).get("/school/").status_code == 200


def test_a_key_begun_anew_replaces_the_one_before(app: Flask, clock: Clock, admin: Account) -> None:
    client = browser(app, admin)
    post(client, "/account/factor/begin")
    first = authenticator.App(authenticator.key_on(client.get("/account/factor/new").text), clock)
    post(client, "/account/factor/begin")
    assert post(client, "/account/factor/new", code=first.code()).status_code == 422
    assert post(client, "/account/factor/new", code="").status_code == 422
    assert browser(app, admin).get("/school/").status_code == 200  # nothing counts before the first right code


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_ADMIN, Role.BUREAU, Role.PLATFORM])
def test_where_it_is_needed_nothing_comes_before_it(app: Flask, session: Session, clock: Clock, role: Role) -> None:
    account = builders.teacher(session) if role is Role.TEACHER else builders.staff(session, role=role)
    session.commit()
    state_of(app).settings = replace(state_of(app).settings, needs_second_factor=True)
    client = browser(app, account)
    home = client.get("/start").location
    answer = client.get(home)
    if role is Role.TEACHER:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.location) == (303, "/account/factor")
    authenticator.set_up(client, clock)
    assert client.get(home).status_code == 200


def test_a_pupil_has_none(app: Flask, session: Session) -> None:
    pupil = builders.account_of(session, builders.student(session))
    session.commit()
    client = browser(app, pupil)
    assert client.get("/account/factor").status_code == 404
    assert post(client, "/account/factor/begin").status_code == 404
    assert "/account/factor" not in client.get("/account/").text


def test_a_one_time_password_is_changed_after_the_code(
    app: Flask, session: Session, clock: Clock, admin: Account
) -> None:
    phone, _codes = authenticator.set_up(browser(app, admin), clock)
    session.get_one(Account, (admin.school_id, admin.id)).must_change_password = True
    session.commit()
    client = browser(app, admin)
    assert client.get("/account/password").location.startswith("/account/factor")
    assert send(client, phone.code()).status_code == 303
    assert client.get("/school/").location == "/account/password"
    new = "three words i like"
    assert post(client, "/account/password", current=PASSWORD, new=new, again=new).status_code == 303
    assert client.get("/school/").status_code == 200


def test_no_secret_stands_in_a_repr(app: Flask, clock: Clock, admin: Account) -> None:
    client = browser(app, admin)
    post(client, "/account/factor/begin")
    page = client.get("/account/factor/new")
    assert page.headers["Cache-Control"] == "no-store"
    assert "style=" not in page.text
    assert "<svg" in page.text
