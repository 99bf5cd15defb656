"""The log-in gives nothing away, cannot be ground down, and lets a whole school in from one address."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.services.passwords import Passwords
from app.store.engine import Session
from app.store.schema import Account, LoginThrottle
from tests import builders, pages
from tests.builders import PASSWORD
from tests.clock import Clock
from tests.learner import state_of

_OWN = re.compile(r'value="[^"]*"')


@pytest.fixture
def pupils(session: Session) -> list[Account]:
    room = builders.classroom(session)
    found = [builders.account_of(session, builders.student(session, room)) for _number in range(2)]
    session.commit()
    return found


class Door:
    """A browser before the log-in page."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = pages.read(self.client.get("/login").text).form("/login").sent["csrf_token"]

    def knock(
        self, username: str, password: str, *, headers: dict[str, str] | None = None, **more: str
    ) -> TestResponse:
        """Try to log in."""
        fields = {"username": username, "password": password, "csrf_token": self.token}
        return self.client.post("/login", data=fields | more, headers=headers)


def test_unknown_and_wrong_look_the_same(
    app: Flask, pupils: list[Account], monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    without = builders.student(session, password_hash=None)
    account = builders.account_of(session, without)
    ended = builders.account(session, account.school_id, ended_at=builders.NOW)
    session.commit()
    hashed: list[str | None] = []
    is_right = Passwords.is_right

    def count(self: Passwords, password_hash: str | None, password: str) -> bool:
        hashed.append(password_hash)
        return is_right(self, password_hash, password)

    monkeypatch.setattr(Passwords, "is_right", count)
    names = [pupils[0].username, "nobody-at-all", account.username, ended.username, "' OR 1=1 --", "空"]
    door = Door(app)
    answers = [door.knock(name, "not the password") for name in names]
    assert len(hashed) == len(names)
    assert {answer.status_code for answer in answers} == {422}
    assert len({_OWN.sub("", answer.text) for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers.keys()))) for answer in answers}) == 1


def test_throttled_names_look_the_same_known_or_not(app: Flask, pupils: list[Account]) -> None:
    door = Door(app)
    seen = []
    for name in (pupils[0].username, "nobody-at-all"):
        answers = [door.knock(name, "wrong") for _try in range(6)]
        seen.append([(answer.status_code, _OWN.sub("", answer.text)) for answer in answers])
    assert seen[0] == seen[1]
    assert [status for status, _text in seen[0]] == [422] * 5 + [429]


def test_the_hash_without_an_account_costs_what_one_with_does() -> None:
    """Both are argon2id of the same parameters, so that nobody can tell them apart by the clock."""
    passwords = Passwords()
    kept, nobody = passwords.hash("somebody's"), passwords._nobody
    assert kept.split("$")[:4] == nobody.split("$")[:4]
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_delay_grows_for_one_name_and_never_for_a_classmate(
    app: Flask, clock: Clock, pupils: list[Account]
) -> None:
    victim, mate = (pupil.username for pupil in pupils)
    door, waits = Door(app), []
    for _try in range(12):
        answer = door.knock(victim, "wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            assert door.knock(victim, PASSWORD).status_code == 429
            clock.advance(seconds=waits[-1])
            answer = door.knock(victim, "wrong")
        assert answer.status_code == 422
        assert Door(app).knock(mate, PASSWORD).status_code == 303
    assert waits == sorted(waits) == [2, 4, 8, 16, 32, 60, 60]
    clock.advance(seconds=60)
    assert Door(app).knock(victim, PASSWORD).status_code == 303


def test_a_success_forgets_the_failures(app: Flask, session: Session, pupils: list[Account]) -> None:
    door = Door(app)
    for _try in range(4):
        door.knock(pupils[0].username, "wrong")
    assert session.scalars(select(LoginThrottle.failures)).one() == 4
    session.commit()
    assert door.knock(pupils[0].username, PASSWORD).status_code == 303
    assert session.scalars(select(LoginThrottle)).all() == []


def test_a_name_is_one_name_however_it_is_typed(app: Flask, pupils: list[Account]) -> None:
    """Neither a way around the delay, nor a log-in refused for a capital letter or a full-width one."""
    name, door = pupils[0].username, Door(app)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in name)
    statuses = [door.knock(one, "wrong").status_code for one in (name, name.upper(), f" {name} ", wide, name, name)]
    assert statuses == [422] * 5 + [429]
    assert Door(app).knock(wide.upper(), PASSWORD).status_code == 429


def test_two_hundred_right_log_ins_from_one_address(app: Flask, session: Session) -> None:
    school = builders.school(session)
    accounts = [builders.staff(session, school) for _number in range(200)]
    session.commit()
    door = Door(app)
    for number, account in enumerate(accounts):
        if number % 10 == 0:
            assert Door(app).knock(account.username, "mistyped").status_code == 422
        door.client.delete_cookie("first-lesson")
        door.client.set_cookie("visitor", "the same browser")
        with app.app_context():
            door.token = pages.read(door.client.get("/login").text).form("/login").sent["csrf_token"]
        assert door.knock(account.username, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9;host=evil.example"},
        {"X-Forwarded-Host": "evil.example"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_from_the_client_change_nothing(app: Flask, pupils: list[Account], headers: dict[str, str]) -> None:
    door = Door(app)
    for number in range(6):
        changing = {name: value.replace("203.0.113.9", f"203.0.113.{number}") for name, value in headers.items()}
        answer = door.knock(pupils[0].username, "wrong", headers=changing)
        assert "evil" not in answer.text
    assert answer.status_code == 429
    entered = Door(app).knock(pupils[1].username, PASSWORD, headers=headers)
    assert (entered.status_code, entered.location) == (303, "/start")
    near = door.client.get("/metrics", headers=headers).status_code
    assert near == (200 if "X-Forwarded-Host" in headers else 404)


FOREIGN = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "evil.example/student/",
    "@evil.example",
    ":evil.example",
    "//evil.example\\@localhost",
    "//localhost@evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "//[::1]",
    "//0x7f000001",
    "\u200b//evil.example",
    "\u2028//evil.example",
    "\ufeff//evil.example",
    "／／evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "/" + "a" * 600,
]
OWN = ["/student/", "/student/?page=2", "/%2F/evil.example", "/./x", "/student/#top", "/汉字"]


def test_the_way_on_leads_to_ourselves(app: Flask, pupils: list[Account]) -> None:
    for path in FOREIGN:
        page = app.test_client().get("/login", query_string={"next": path})
        assert page.status_code == 200
        assert "next" not in pages.read(page.text).form("/login").sent, path
        answer = Door(app).knock(pupils[0].username, PASSWORD, next=path)
        assert (answer.status_code, answer.location) == (303, "/start"), path
    for path in OWN:
        answer = Door(app).knock(pupils[0].username, PASSWORD, next=path)
        assert answer.status_code == 303
        assert answer.location.startswith("/")
        assert not answer.location.startswith("//")
        assert answer.location != "/start"


def test_a_parcel_is_only_for_a_lesson(app: Flask, pupils: list[Account]) -> None:
    """Nobody can make a page of ours that sends a chosen form to a chosen address."""
    for path in ("/account/password", "/logout", "//evil.example/student/tasks/", "/teacher/", ""):
        answer = Door(app).knock(pupils[0].username, PASSWORD, next=path, parcel="a=1&b=2")
        assert answer.status_code == 303
    for parcel in ("&" * 500, "a=1&" * 500, "%00", "%", "=", "a" * 70_000, "<script>"):
        answer = Door(app).knock(pupils[0].username, PASSWORD, next="/student/tasks/x/quiz", parcel=parcel)
        assert answer.status_code in (200, 303)
        assert "<script>" not in answer.text


def test_busy_hashing_asks_to_come_back(app: Flask, pupils: list[Account]) -> None:
    state_of(app).passwords = Passwords(memory_kib=8, rounds=1, patience=0.01)
    door = Door(app)
    with state_of(app).passwords._waiting():
        answer = door.knock(pupils[0].username, PASSWORD)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert door.knock(pupils[0].username, PASSWORD).status_code == 303
