"""Devices of a class, and PINs on them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain import pins
from app.domain.access import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, Refusal, Throttled
from app.domain.identifiers import uuid7
from app.domain.sessions import IDLE_PIN, Means
from app.services import devices, sessions
from app.store import sessions as session_store
from app.store.engine import Session
from app.store.schema import Account, ClassDevice, Classroom, LedgerEntry, Student
from tests import builders
from tests.builders import NOW
from tests.staff import actor, statements

KEY = bytes(32)
PIN = "4829"


@dataclass
class Device:
    """A second grade with an open device. Two of its three pupils have the same name."""

    room: Classroom
    pupils: list[Student]
    who: Actor
    cookie: str


def open_here(session: Session, who: Actor, room: Classroom) -> str:
    return devices.open_here(session, who, room.id, now=NOW, new_id=uuid7, new_secret=lambda: secrets.token_urlsafe(32))


@pytest.fixture
def device(session: Session) -> Device:
    """Every pupil has the same PIN, which is not the same hash."""
    room = builders.classroom(session, grade=2)
    names = (("王小明", "482957313"), ("王小明", "482957321"), ("欧阳𠮷", "482957337"))
    pupils = [builders.student(session, room, name=name, username=username) for name, username in names]
    for pupil in pupils:
        account = builders.account_of(session, pupil)
        account.pin_hash = pins.pin_hash(KEY, room.school_id, account.id, PIN)
    session.flush()
    who = actor(session, builders.teacher(session, room))
    return Device(room, pupils, who, open_here(session, who, room))


def check(session: Session, device: Device, pin: str = PIN, *, at: datetime = NOW, number: int = 0) -> None:
    devices.check_pin(session, device.cookie, device.pupils[number].id, pin, now=at, pin_key=KEY)


def enter(session: Session, device: Device, number: int = 0) -> str:
    key = (device.cookie, device.pupils[number].id)
    return devices.enter(session, *key, now=NOW, new_secret=lambda: secrets.token_urlsafe(32))


def code(session: Session, device: Device, pin: str, *, at: datetime = NOW) -> str:
    try:
        check(session, device, pin, at=at)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_device_shows_the_names_and_tells_two_of_one_name_apart(session: Session, device: Device) -> None:
    board = devices.board(session, device.cookie, now=NOW)
    assert board is not None
    assert board.classroom.id == device.room.id
    assert [(tile.name, tile.tail) for tile in board.tiles] == [("王小明", "313"), ("王小明", "321"), ("欧阳𠮷", "")]


def test_a_pin_opens_a_short_session_without_a_new_password(session: Session, device: Device) -> None:
    session.execute(update(Account).values(must_change_password=True))
    check(session, device)
    cookie = enter(session, device)
    resumed = sessions.resume(session, cookie, now=NOW + IDLE_PIN - timedelta(seconds=1))
    assert resumed is not None
    assert resumed.actor.student_id == device.pupils[0].id
    assert not resumed.actor.must_change_password
    assert sessions.resume(session, cookie, now=NOW + IDLE_PIN) is None


@pytest.mark.parametrize(("typed", "why"), [("4828", "wrong_pin"), ("48", "pin_form"), ("abcd", "pin_form")])
def test_what_is_not_the_pin_is_refused(session: Session, device: Device, typed: str, why: str) -> None:
    assert code(session, device, typed) == why


def test_a_pin_is_the_pupils_own(session: Session, device: Device) -> None:
    account = builders.account_of(session, device.pupils[1])
    account.pin_hash = builders.account_of(session, device.pupils[0]).pin_hash
    session.flush()
    with pytest.raises(Invalid, match="wrong_pin"):
        check(session, device, number=1)


def test_nobody_without_a_pin_comes_in(session: Session, device: Device) -> None:
    builders.account_of(session, device.pupils[0]).pin_hash = None
    session.flush()
    assert code(session, device, PIN) == "pin_none"
    board = devices.board(session, device.cookie, now=NOW)
    assert board is not None
    assert [tile.has_pin for tile in board.tiles] == [False, True, True]


def test_wrong_pins_become_slow_for_that_pupil_only_and_never_for_longer_than_a_minute(
    session: Session, device: Device
) -> None:
    for _ in range(4):
        devices.note_failure(session, device.cookie, device.pupils[0].id, now=NOW)
    assert code(session, device, PIN) == ""
    for _ in range(30):
        devices.note_failure(session, device.cookie, device.pupils[0].id, now=NOW)
    with pytest.raises(Throttled) as refusal:
        check(session, device)
    assert refusal.value.seconds <= 60
    assert code(session, device, PIN, at=NOW + timedelta(seconds=60)) == ""
    check(session, device, number=1)


def test_wrong_pins_slow_neither_the_password_nor_the_other_way_round(session: Session, device: Device) -> None:
    for _ in range(9):
        devices.note_failure(session, device.cookie, device.pupils[0].id, now=NOW)
    assert sessions.look_up(session, "482957313", now=NOW).account_id is not None
    for typed in ("PIN 482957321", "pin482957321", "482957321"):
        for _ in range(9):
            sessions.note_failure(session, typed, now=NOW)
    check(session, device, number=1)


def test_success_clears_the_tries(session: Session, device: Device) -> None:
    for _ in range(9):
        devices.note_failure(session, device.cookie, device.pupils[0].id, now=NOW)
    enter(session, device)
    assert code(session, device, PIN) == ""


def test_a_device_ends_after_twelve_hours(session: Session, device: Device) -> None:
    assert devices.board(session, device.cookie, now=NOW + timedelta(hours=12, seconds=-1)) is not None
    assert devices.board(session, device.cookie, now=NOW + timedelta(hours=12)) is None
    with pytest.raises(Conflict, match="device_closed"):
        check(session, device, at=NOW + timedelta(hours=12))


def test_the_teacher_sees_and_ends_it_and_its_pupils_are_out(session: Session, device: Device) -> None:
    cookie = enter(session, device)
    by_card = sessions.open_session(
        session,
        device.room.school_id,
        builders.account_of(session, device.pupils[1]).id,
        now=NOW,
        new_secret=lambda: "s" * 40,
        means=Means.CARD,
    )
    (found,) = devices.of_class(session, device.who, device.room.id, device.cookie, now=NOW).open
    assert (found.is_this_one, found.opened_by) == (True, device.who.name)
    devices.close(session, device.who, device.room.id, found.key, now=NOW, new_id=uuid7)
    assert devices.board(session, device.cookie, now=NOW) is None
    assert devices.of_class(session, device.who, device.room.id, "", now=NOW).open == ()
    assert sessions.resume(session, cookie, now=NOW) is None
    assert sessions.resume(session, by_card, now=NOW) is not None
    deeds = session.scalars(select(LedgerEntry.deed).order_by(LedgerEntry.id)).all()
    assert deeds == ["open_device", "end_device"]


def test_ending_what_is_not_open_changes_nothing(session: Session, device: Device) -> None:
    devices.close(session, device.who, device.room.id, "00" * 8, now=NOW, new_id=uuid7)
    assert devices.board(session, device.cookie, now=NOW) is not None
    assert session.scalars(select(LedgerEntry.deed)).all() == ["open_device"]


def test_a_device_ends_with_the_class(session: Session, device: Device) -> None:
    device.room.archived_on = builders.TODAY
    session.flush()
    assert devices.board(session, device.cookie, now=NOW) is None


def test_only_the_hash_of_the_cookie_is_kept(session: Session, device: Device) -> None:
    row = session.scalars(select(ClassDevice)).one()
    secret = device.cookie.partition(".")[2]
    assert secret.encode() not in row.token_hash
    assert devices.board(session, f"{device.room.school_id.hex}.{row.token_hash.hex()}"[:97], now=NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", "." * 40, "0" * 32 + ".", "g" * 32 + ".abc", "0" * 32 + "." + "a" * 65])
def test_another_browser_shows_no_name(session: Session, device: Device, cookie: str) -> None:
    assert devices.board(session, cookie, now=NOW) is None
    with pytest.raises(Conflict, match="device_closed"):
        devices.pupil_here(session, cookie, device.pupils[0].id, now=NOW)


def test_a_pupil_of_another_class_is_not_there(session: Session, device: Device) -> None:
    other = builders.student(session, builders.classroom(session, grade=2))
    for call in (
        lambda: devices.pupil_here(session, device.cookie, other.id, now=NOW),
        lambda: devices.check_pin(session, device.cookie, other.id, PIN, now=NOW, pin_key=KEY),
        lambda: devices.note_failure(session, device.cookie, other.id, now=NOW),
    ):
        with pytest.raises(NotFound):
            call()


def test_only_the_own_class_up_to_grade_three_can_be_opened(session: Session, device: Device) -> None:
    older = builders.classroom(session, grade=4)
    teacher = actor(session, builders.teacher(session, older))
    with pytest.raises(Conflict, match="device_grade"):
        open_here(session, teacher, older)
    bureau = actor(session, builders.staff(session, role=Role.BUREAU))
    for who in (teacher, bureau):
        with pytest.raises(NotFound):
            open_here(session, who, device.room)
        with pytest.raises(NotFound):
            devices.of_class(session, who, device.room.id, "", now=NOW)


def test_the_page_of_a_device_takes_three_queries(session: Session, device: Device) -> None:
    session.commit()
    with statements() as sent:
        devices.board(session, device.cookie, now=NOW)
    assert len(sent) == 3


def test_the_throttle_of_pins_is_a_line_no_user_name_can_be(session: Session, device: Device) -> None:
    devices.note_failure(session, device.cookie, device.pupils[0].id, now=NOW)
    assert session_store.failures(session, "PIN 482957313") is not None
