"""Printing cards and opening the address of one, in a browser without a screen."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.domain.errors import Busy
from app.domain.sessions import Means
from app.exchange import cards as files
from app.services import cards as service
from app.store.engine import Session
from app.store.schema import Account, Card, Classroom, Student
from app.store.schema import Session as SessionRow
from tests import builders, pages
from tests.learner import state_of, stock
from tests.smallfont import small_font
from tests.staff import browser, post, statements, token


class Press:
    """What was drawn, instead of the PDF."""

    def __init__(self) -> None:
        self.faces: list[files.Face] = []
        self.words: files.Words | None = None

    def draw(self, faces: list[files.Face], words: files.Words, _fonts: object) -> bytes:
        """Remember the cards."""
        self.faces, self.words = list(faces), words
        return b"%PDF-"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Cards are remembered, not drawn."""
    made = Press()
    monkeypatch.setattr(files, "draw", made.draw)
    return made


@pytest.fixture
def room(session: Session) -> Classroom:
    return builders.classroom(session, grade=2, number=1)


@pytest.fixture
def pupils(session: Session, room: Classroom) -> list[Student]:
    return [builders.student(session, room, name=name, password_hash=None) for name in ("王小明", "李小红")]


@pytest.fixture
def teacher(session: Session, room: Classroom, pupils: list[Student]) -> Account:
    account = builders.teacher(session, room)
    session.commit()
    return account


@pytest.fixture
def path(room: Classroom) -> str:
    return f"/teacher/classrooms/{room.id}/"


def texts(press: Press) -> list[str]:
    """What stands behind the # on each card."""
    return [urlsplit(face.address).fragment for face in press.faces]


def use_card(client: FlaskClient, text: str) -> int:
    return client.post("/card", data={"card": text, "csrf_token": token(client.get("/card").text)}).status_code


def test_one_click_prints_the_class_and_each_card_opens_its_address(
    app: Flask, press: Press, teacher: Account, path: str
) -> None:
    stock(app)
    client = browser(app, teacher)
    assert '<data value="2">2</data>' in client.get(f"{path}cards").text
    answer = post(client, f"{path}cards")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="login-cards-primary-2-1-20261120.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert [face.name for face in press.faces] == ["王小明", "李小红"]
    assert all(re.fullmatch(r"http://localhost/card#[0-9a-z]{52}", face.address) for face in press.faces)
    assert all(re.fullmatch(r"\d{4}", face.secret) for face in press.faces)
    pupil = app.test_client()
    assert use_card(pupil, texts(press)[0]) == 303
    assert pupil.get("/student/").status_code == 200


def test_the_real_press_makes_a_pdf(app: Flask, teacher: Account, path: str) -> None:
    state_of(app).settings = replace(state_of(app).settings, card_font=small_font())
    assert post(browser(app, teacher), f"{path}cards").data.startswith(b"%PDF-")


def test_the_public_address_stands_on_the_cards(app: Flask, press: Press, teacher: Account, path: str) -> None:
    state_of(app).settings = replace(state_of(app).settings, public_url="https://lesson.example.cn")
    post(browser(app, teacher), f"{path}cards")
    assert press.faces[0].address.startswith("https://lesson.example.cn/card#")


def test_passwords_are_printed_only_where_asked_for(
    app: Flask, session: Session, press: Press, teacher: Account, room: Classroom, path: str
) -> None:
    session.execute(update(Classroom).where(Classroom.id == room.id).values(grade=5))
    session.commit()
    client = browser(app, teacher)
    form = pages.read(client.get(f"{path}cards").text).form("/cards")
    assert form.sent["passwords"] == "yes"
    post(client, f"{path}cards")
    assert [face.secret for face in press.faces] == ["", ""]
    post(client, f"{path}cards", passwords="yes")
    assert all(re.fullmatch(r"[a-z]+-\d{6}", face.secret) for face in press.faces)
    door = app.test_client()
    sent = {"username": press.faces[0].username, "password": press.faces[0].secret}
    answer = door.post("/login", data=sent | {"csrf_token": token(door.get("/login").text)})
    assert answer.status_code == 303
    assert door.get("/student/").location == "/account/password"


def test_one_new_card_beside_the_name(
    app: Flask, session: Session, press: Press, teacher: Account, pupils: list[Student], path: str
) -> None:
    client = browser(app, teacher)
    post(client, f"{path}cards")
    old = texts(press)
    action = pages.read(client.get(path).text).form(f"{pupils[0].id}/card").action
    assert post(client, action).status_code == 200
    assert [face.name for face in press.faces] == ["王小明"]
    assert [use_card(app.test_client(), text) for text in (*old, *texts(press))] == [422, 303, 303]


@pytest.mark.parametrize("text", ["", "0", "no card", "0" * 52])
def test_an_unknown_and_an_ended_card_get_the_same_answer(
    app: Flask, press: Press, teacher: Account, path: str, text: str
) -> None:
    client = browser(app, teacher)
    post(client, f"{path}cards")
    ended = texts(press)[0]
    post(client, f"{path}cards")
    door = app.test_client()
    sent = token(door.get("/card?lang=en").text)
    answers = [door.post("/card", data={"card": card, "csrf_token": sent}) for card in (ended, text)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].text == answers[1].text
    assert "no longer valid. Ask your teacher" in answers[0].text
    assert ended not in answers[0].text


def test_a_card_signs_out_whoever_was_there(
    app: Flask, session: Session, press: Press, teacher: Account, path: str
) -> None:
    client = browser(app, teacher)
    post(client, f"{path}cards")
    sent = {"card": texts(press)[0], "csrf_token": token(client.get("/card").text)}
    assert client.post("/card", data=sent).status_code == 303
    rows = session.scalars(select(SessionRow).where(SessionRow.ended_at.is_(None))).all()
    assert [row.means for row in rows] == [Means.CARD]
    assert client.get("/teacher/").status_code == 404


def test_the_page_of_a_card_takes_no_query(app: Flask, teacher: Account) -> None:
    with statements() as sent:
        app.test_client().get("/card")
    assert sent == []


def test_nothing_is_written_where_the_file_cannot_be_made(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, teacher: Account, path: str
) -> None:
    client = browser(app, teacher)
    client.get("/?lang=en")
    state_of(app).settings = replace(state_of(app).settings, card_font="/nowhere.ttf")
    answer = post(client, f"{path}cards")
    assert answer.status_code == 409
    assert "CARD_FONT" in answer.text
    state_of(app).settings = replace(state_of(app).settings, card_font=small_font())

    def busy(*_arguments: object) -> bytes:
        raise Busy("busy_cards")

    monkeypatch.setattr(files, "draw", busy)
    answer = post(client, f"{path}cards")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert session.scalars(select(Card)).all() == []


def test_no_transaction_is_open_while_secrets_are_hashed(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, press: Press, teacher: Account, path: str
) -> None:
    """Somebody else writes meanwhile, which SQLite would not let them do."""
    prepare = service.prepare

    def slow(*arguments: object, **more: object) -> list[service.PrintedCard]:
        with state_of(app).database.write() as other, other.begin():
            other.execute(update(Account).values(name="老师"))
        return prepare(*arguments, **more)  # type: ignore[arg-type]

    client = browser(app, teacher)
    sent = token(client.get("/account/password").text)
    monkeypatch.setattr(service, "prepare", slow)
    session.rollback()
    assert client.post(f"{path}cards", data={"csrf_token": sent}).status_code == 200


def test_the_administrator_has_one_button_a_class(
    app: Flask, session: Session, press: Press, room: Classroom, teacher: Account
) -> None:
    school = builders.school(session)
    own = [builders.classroom(session, school, grade=grade) for grade in (1, 5)]
    for one in own:
        builders.student(session, one, password_hash=None)
    admin = builders.staff(session, school)
    session.commit()
    client = browser(app, admin)
    forms = [form for form in pages.read(client.get("/school/cards").text).forms if form.action.endswith("/cards")]
    assert [str(one.id) in form.action for one, form in zip(own, forms, strict=True)] == [True, True]
    assert ["passwords" in form.sent for form in forms] == [False, True]
    post(client, forms[1].action, passwords="yes")
    assert len(press.faces) == 1
    assert str(room.id) not in client.get("/school/cards").text


def test_a_mistyped_number_is_named_before_the_password_is_looked_at(app: Flask, teacher: Account) -> None:
    client = app.test_client()
    sent = {
        "username": "４８２ 957 ３14",
        "password": "whatever",
        "csrf_token": token(client.get("/login?lang=en").text),
    }
    answer = client.post("/login", data=sent)
    assert answer.status_code == 422
    assert "typing error" in answer.text
    right = client.post("/login", data=sent | {"username": "482957313"})
    assert "typing error" not in right.text
