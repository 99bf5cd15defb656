"""The device of a class, in a browser without a screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.domain import pins
from app.store.engine import Session
from app.store.schema import Account, Classroom, Student
from app.store.schema import Session as SessionRow
from tests import builders, pages
from tests.clock import Clock
from tests.learner import state_of, stock
from tests.staff import browser, post, token


@pytest.fixture
def room(session: Session) -> Classroom:
    """A second grade."""
    return builders.classroom(session, grade=2, number=1)


@pytest.fixture
def pupils(session: Session, room: Classroom) -> list[Student]:
    """Two of them."""
    return [builders.student(session, room, name=name, password_hash=None) for name in ("王小明", "李小红")]


@pytest.fixture
def teacher(session: Session, room: Classroom, pupils: list[Student]) -> Account:
    """Their teacher."""
    account = builders.teacher(session, room)
    session.commit()
    return account


@pytest.fixture
def path(room: Classroom) -> str:
    """The page of the class."""
    return f"/teacher/classrooms/{room.id}/"


def with_pins(app: Flask, session: Session, pupils: list[Student], pin: str = "4829") -> None:
    for pupil in pupils:
        account = builders.account_of(session, pupil)
        account.pin_hash = pins.pin_hash(state_of(app).settings.key("pin"), account.school_id, account.id, pin)
    session.commit()


def open_device(app: Flask, teacher: Account, path: str) -> FlaskClient:
    client = browser(app, teacher)
    assert post(client, f"{path}devices").location == "/device"
    return client


def try_pin(client: FlaskClient, pupil: Student, pin: str) -> int:
    page = client.get(f"/device/{pupil.id}").text
    sent = {"pin": pin, "csrf_token": token(page)}
    return client.post(f"/device/{pupil.id}", data=sent).status_code


def test_opening_a_device_signs_the_teacher_out_of_it(
    app: Flask, session: Session, teacher: Account, path: str
) -> None:
    client = browser(app, teacher)
    answer = post(client, f"{path}devices")
    (device,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("class-device=")]
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=43200"} <= set(device.split("; "))
    assert client.get("/teacher/").location.startswith("/login")
    assert session.scalars(select(SessionRow.ended_at)).one() is not None
    page = client.get("/device").text
    assert "王小明" in page
    assert "李小红" in page


def test_a_pupil_comes_in_with_the_pin_and_the_names_are_there_after(
    app: Flask, session: Session, teacher: Account, pupils: list[Student], path: str
) -> None:
    stock(app)
    with_pins(app, session, pupils)
    client = open_device(app, teacher, path)
    assert [try_pin(client, pupils[0], pin) for pin in ("4828", "48", "4829")] == [422, 422, 303]
    page = client.get("/student/").text
    assert pupils[0].name in page
    answer = client.post("/logout", data={"csrf_token": token(page)})
    assert answer.location == "/device"
    assert client.get("/student/").status_code == 302
    assert "/device" in client.get("/login").text


def test_a_password_to_be_changed_is_not_asked_for_after_a_pin(
    app: Flask, session: Session, teacher: Account, pupils: list[Student], path: str
) -> None:
    stock(app)
    with_pins(app, session, pupils)
    session.execute(update(Account).values(must_change_password=True).where(Account.student_id.is_not(None)))
    session.commit()
    client = open_device(app, teacher, path)
    try_pin(client, pupils[0], "4829")
    assert client.get("/student/").status_code == 200


def test_wrong_pins_say_how_long_to_wait_and_whom_to_ask(
    app: Flask, session: Session, clock: Clock, teacher: Account, pupils: list[Student], path: str
) -> None:
    with_pins(app, session, pupils)
    client = open_device(app, teacher, path)
    client.get("/?lang=en")
    assert [try_pin(client, pupils[0], "0001") for _ in range(6)] == [422] * 5 + [429]
    page = client.get(f"/device/{pupils[0].id}").text
    answer = client.post(f"/device/{pupils[0].id}", data={"pin": "4829", "csrf_token": token(page)})
    assert answer.headers["Retry-After"] == "2"
    assert "ask your teacher" in answer.text
    assert try_pin(client, pupils[1], "4829") == 303
    clock.advance(seconds=2)
    assert try_pin(client, pupils[0], "4829") == 303


def test_another_browser_has_no_names_and_takes_no_pin(
    app: Flask, session: Session, teacher: Account, pupils: list[Student], path: str
) -> None:
    with_pins(app, session, pupils)
    open_device(app, teacher, path)
    stranger = app.test_client()
    assert "王小明" not in stranger.get("/device").text
    assert stranger.get(f"/device/{pupils[0].id}").location == "/device"
    sent = {"pin": "4829", "csrf_token": token(stranger.get("/login").text)}
    assert stranger.post(f"/device/{pupils[0].id}", data=sent).location == "/device"
    assert stranger.get("/student/").status_code == 302


def test_the_teacher_sees_the_device_and_closes_it(
    app: Flask, session: Session, clock: Clock, teacher: Account, pupils: list[Student], path: str
) -> None:
    with_pins(app, session, pupils)
    device = open_device(app, teacher, path)
    client = browser(app, teacher)
    forms = [form for form in pages.read(client.get(f"{path}devices").text).forms if form.action.endswith("/end")]
    assert len(forms) == 1
    cookie = device.get_cookie("class-device")
    assert cookie is not None
    assert forms[0].action.split("/")[-2] not in cookie.value
    assert post(client, forms[0].action).status_code == 303
    answer = device.get("/device")
    assert "王小明" not in answer.text
    assert any(one.startswith("class-device=;") for one in answer.headers.getlist("Set-Cookie"))


def test_a_device_is_over_after_twelve_hours(app: Flask, clock: Clock, teacher: Account, path: str) -> None:
    client = open_device(app, teacher, path)
    clock.moment += timedelta(hours=12)
    assert "王小明" not in client.get("/device").text


def test_a_class_of_the_fourth_grade_has_no_device(
    app: Flask, session: Session, teacher: Account, room: Classroom, path: str
) -> None:
    session.execute(update(Classroom).where(Classroom.id == room.id).values(grade=4))
    session.commit()
    client = browser(app, teacher)
    assert f"{path}devices" not in client.get(path).text
    answer = post(client, f"{path}devices")
    assert answer.status_code == 409
    assert answer.headers.getlist("Set-Cookie") == []
    assert client.get("/teacher/").status_code == 200


def test_the_log_in_page_shows_the_ways_in(app: Flask, teacher: Account, path: str) -> None:
    assert 'href="/card"' in app.test_client().get("/login").text
    assert 'href="/device"' not in app.test_client().get("/login").text
    assert 'href="/device"' in open_device(app, teacher, path).get("/login").text
