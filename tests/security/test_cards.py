"""Secrets of cards, PINs and devices: in no log, no address, no page after the first, no cookie a script could read."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.exchange import cards as files
from app.settings import SettingsError, read_settings
from app.store.engine import Session
from app.store.schema import Account, Card, ClassDevice, Classroom
from app.web.headers import POLICY
from tests import builders
from tests.learner import state_of, stock
from tests.staff import browser, post, token

NAME = "金丝雀小明"


@pytest.fixture
def faces(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[files.Face]:
    """What is printed, without the printing."""
    seen: list[files.Face] = []

    def draw(printed: list[files.Face], *_more: object) -> bytes:
        seen[:] = printed
        return b"%PDF-"

    monkeypatch.setattr(files, "draw", draw)
    return seen


@pytest.fixture
def room(session: Session) -> Classroom:
    """A second grade of one pupil."""
    room = builders.classroom(session, grade=2)
    builders.student(session, room, name=NAME, username="482957313", password_hash=None)
    return room


@pytest.fixture
def teacher(session: Session, room: Classroom) -> Account:
    """Its teacher."""
    account = builders.teacher(session, room)
    session.commit()
    return account


@pytest.fixture
def everything_logged() -> Iterator[None]:
    """All loggers speak, at DEBUG."""
    logging.getLogger().setLevel(logging.DEBUG)
    yield
    logging.getLogger().setLevel(logging.WARNING)


def printed(client: FlaskClient, room: Classroom) -> None:
    """Make the class's cards."""
    assert post(client, f"/teacher/classrooms/{room.id}/cards", passwords="yes").status_code == 200


def test_no_secret_of_a_card_or_a_device_is_ever_logged(
    app: Flask,
    room: Classroom,
    teacher: Account,
    faces: list[files.Face],
    everything_logged: None,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    stock(app)
    client = browser(app, teacher)
    printed(client, room)
    text, pin = faces[0].address.partition("#")[2], faces[0].secret
    door = app.test_client()
    for sent in (text, f"{text}x", faces[0].address):
        door.post("/card", data={"card": sent, "csrf_token": token(door.get("/card").text)})
    assert post(client, f"/teacher/classrooms/{room.id}/devices").status_code == 303
    cookie = client.get_cookie("class-device")
    assert cookie is not None
    with state_of(app).database.read() as session:
        (account,) = session.scalars(select(Account).where(Account.student_id.is_not(None)))
    page = client.get(f"/device/{account.student_id}").text
    for tried in ("7531", pin):
        client.post(f"/device/{account.student_id}", data={"pin": tried, "csrf_token": token(page)})
    assert client.get("/student/").status_code == 200
    said = "".join(capfd.readouterr()) + caplog.text + client.get("/metrics").text
    secrets = [text, *cookie.value.split("."), NAME, "482957313", "7531 ", f'"{pin}"']
    assert [secret for secret in secrets if secret in said] == []


def test_what_the_database_keeps_opens_nothing(
    app: Flask, session: Session, room: Classroom, teacher: Account, faces: list[files.Face]
) -> None:
    client = browser(app, teacher)
    printed(client, room)
    post(client, f"/teacher/classrooms/{room.id}/devices")
    (card,) = session.scalars(select(Card))
    (device,) = session.scalars(select(ClassDevice))
    thief = app.test_client()
    for stolen in (card.secret_hash.hex(), f"{card.school_id.hex}{card.secret_hash.hex()}", card.id.hex):
        sent = {"card": stolen, "csrf_token": token(thief.get("/card").text)}
        assert thief.post("/card", data=sent).status_code == 422
    thief.set_cookie("class-device", f"{device.school_id.hex}.{device.token_hash.hex()}")
    assert NAME not in thief.get("/device").text


def test_the_page_of_a_card_sends_nothing_anywhere_else(app: Flask) -> None:
    answer = app.test_client().get("/card")
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "http" not in answer.text.replace("http-equiv", "")


@pytest.mark.parametrize("path", ["/card", "/device/00000000-0000-7000-8000-000000000000"])
def test_a_form_from_elsewhere_is_not_taken(app: Flask, path: str) -> None:
    door = app.test_client()
    door.get("/card")
    answer = door.post(path, data={"card": "0" * 52, "pin": "4829", "csrf_token": "x"})
    assert answer.status_code == 422
    assert "/device" not in answer.headers.get("Location", "")


def test_a_token_of_the_page_of_a_card_is_worth_nothing_after_the_log_in(
    app: Flask, room: Classroom, teacher: Account, faces: list[files.Face]
) -> None:
    stock(app)
    printed(browser(app, teacher), room)
    door = app.test_client()
    before = token(door.get("/card").text)
    sent = {"card": faces[0].address, "csrf_token": before}
    assert door.post("/card", data=sent).status_code == 303
    assert door.post("/card", data=sent).status_code == 422
    assert token(door.get("/card").text) != before


@pytest.mark.parametrize("url", ["lesson.example.cn", "ftp://a.example", "https://a.example/path", "https://"])
def test_a_public_address_with_a_slip_stops_the_start(url: str, tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": url})


def test_a_public_address_loses_its_slash(tmp_path: object) -> None:
    settings = read_settings({"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": "https://lesson.example.cn/"})
    assert settings.public_url == "https://lesson.example.cn"
