"""Devices of a class: a teacher opens a browser for her class, and its pupils sign in there with a PIN."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain import pins
from app.domain.access import Actor, Permission, Place, require
from app.domain.errors import Conflict, Invalid, NotFound, Throttled
from app.domain.sessions import Means, delay_before_next, tag, token_hash
from app.services.sessions import open_session
from app.store import cards, classrooms, ledger, sessions
from app.store import devices as store
from app.store.classrooms import ClassroomRow
from app.store.devices import DevicePupil
from app.store.engine import Session
from app.store.schema import ClassDevice

TAIL = 3


@dataclass(frozen=True, slots=True)
class OpenDevice:
    """A device as the class's teacher sees it. `key` names it for `close`; nobody can open it with that."""

    key: str
    opened_by: str
    opened_at: datetime
    expires_at: datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class Devices:
    """The open devices of a class. `takes_pins` is False for grades that do not sign in with a PIN."""

    classroom: ClassroomRow
    open: tuple[OpenDevice, ...]
    takes_pins: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A pupil to tap on. `tail` holds the last digits of the user name where two in the class have one name."""

    student_id: UUID
    name: str
    tail: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Board:
    """What an open device shows."""

    classroom: ClassroomRow
    tiles: tuple[Tile, ...]


def of_class(session: Session, actor: Actor, classroom_id: UUID, cookie: str, *, now: datetime) -> Devices:
    """The devices open for a class; `cookie` is that of the asking browser. Two queries."""
    room = _room(session, actor, classroom_id)
    here = _read_cookie(cookie)
    rows = store.of_class(session, room.school_id, room.id, now)
    found = tuple(
        OpenDevice(
            key=tag(row.token_hash).hex(),
            opened_by=row.opened_by,
            opened_at=row.opened_at,
            expires_at=row.expires_at,
            is_this_one=here is not None and here[1] == row.token_hash,
        )
        for row in rows
    )
    return Devices(room, found, pins.is_for(room.grade))


def open_here(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
    new_secret: Callable[[], str],
) -> str:
    """Open this browser for a class for twelve hours; returns the device cookie's value, of which a hash is kept.

    The caller signs the teacher out of the browser in the same step. Raises Conflict("device_grade", grade=3) for the
    grades that sign in with a card or a password.
    """
    room = _room(session, actor, classroom_id)
    if not pins.is_for(room.grade):
        raise Conflict("device_grade", grade=pins.LAST_GRADE)
    secret = new_secret()
    device = ClassDevice(
        school_id=room.school_id,
        token_hash=token_hash(secret),
        classroom_id=room.id,
        opened_by=actor.account_id,
        opened_at=now,
        expires_at=now + pins.DEVICE_LIFE,
    )
    store.add(session, device)
    _note(session, actor, "open_device", room, now, new_id)
    return f"{room.school_id.hex}.{secret}"


def close(
    session: Session, actor: Actor, classroom_id: UUID, key: str, *, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """End a device of a class. Pupils of the class who signed in with a PIN are signed out, on its other devices too.

    A key that names no open device of the class changes nothing.
    """
    room = _room(session, actor, classroom_id)
    wanted = [row for row in store.of_class(session, room.school_id, room.id, now) if tag(row.token_hash).hex() == key]
    if not wanted:
        return
    for row in wanted:
        store.end(session, room.school_id, row.token_hash, now)
    account_ids = [pupil.account_id for pupil in store.pupils(session, room.school_id, room.id)]
    cards.end_sessions(session, room.school_id, account_ids, (Means.PIN,), now)
    _note(session, actor, "end_device", room, now, new_id)


def board(session: Session, cookie: str, *, now: datetime) -> Board | None:
    """The names to tap on; None where the browser is not open for a class, or not any more. Three queries."""
    room = _room_here(session, cookie, now)
    if room is None:
        return None
    pupils = store.pupils(session, room.school_id, room.id)
    names = Counter(pupil.name for pupil in pupils)
    return Board(room, tuple(_tile(pupil, is_alone=names[pupil.name] == 1) for pupil in pupils))


def pupil_here(session: Session, cookie: str, student_id: UUID, *, now: datetime) -> Tile:
    """The pupil somebody tapped on. NotFound for one of another class, Conflict("device_closed") where this browser is
    not open for a class, or not any more."""
    found, _room = _pupil(session, cookie, student_id, now)
    return _tile(found, is_alone=True)


def check_pin(session: Session, cookie: str, student_id: UUID, pin: str, *, now: datetime, pin_key: bytes) -> None:
    """Check a PIN on an open device; the caller counts the failure of an Invalid("wrong_pin") with `note_failure`.

    Raises what `pupil_here` raises, Throttled("pin_throttled") where this pupil has to wait after five wrong tries (a
    minute at most), Invalid("pin_form") for what are not four digits, Invalid("pin_none") where no PIN was issued.
    """
    found, room = _pupil(session, cookie, student_id, now)
    if not pins.is_well_formed(pin):
        raise Invalid("pin_form", field="pin")
    if found.pin_hash is None:
        raise Invalid("pin_none", field="pin")
    tries = sessions.failures(session, _throttle_name(found.username))
    delay = delay_before_next(*tries, now) if tries else 0
    if delay:
        raise Throttled("pin_throttled", seconds=delay)
    if not pins.is_right(pin_key, room.school_id, found.account_id, pin, found.pin_hash):
        raise Invalid("wrong_pin", field="pin")


def enter(session: Session, cookie: str, student_id: UUID, *, now: datetime, new_secret: Callable[[], str]) -> str:
    """Open a pupil's session after `check_pin`; returns the session cookie's value."""
    found, room = _pupil(session, cookie, student_id, now)
    sessions.clear_failures(session, _throttle_name(found.username))
    return open_session(session, room.school_id, found.account_id, now=now, new_secret=new_secret, means=Means.PIN)


def note_failure(session: Session, cookie: str, student_id: UUID, *, now: datetime) -> None:
    """Count a wrong PIN, in a transaction of its own. It does not slow the pupil's password or card."""
    found, _room = _pupil(session, cookie, student_id, now)
    sessions.note_failure(session, _throttle_name(found.username), now)


def _throttle_name(username: str) -> str:
    """The line of the throttle for PINs: in capitals and with a blank, so no typed user name is ever the same."""
    return f"PIN {username}"[:64]


def _room(session: Session, actor: Actor, classroom_id: UUID) -> ClassroomRow:
    require(actor, Permission.DEVICE_OPEN, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = classrooms.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    return room


def _room_here(session: Session, cookie: str, now: datetime) -> ClassroomRow | None:
    key = _read_cookie(cookie)
    classroom_id = store.live(session, *key, now) if key else None
    return classrooms.get(session, key[0], classroom_id) if key and classroom_id else None


def _pupil(session: Session, cookie: str, student_id: UUID, now: datetime) -> tuple[DevicePupil, ClassroomRow]:
    room = _room_here(session, cookie, now)
    if room is None:
        raise Conflict("device_closed")
    found = store.pupils(session, room.school_id, room.id, student_id)
    if not found:
        raise NotFound
    return found[0], room


def _tile(pupil: DevicePupil, *, is_alone: bool) -> Tile:
    return Tile(pupil.student_id, pupil.name, "" if is_alone else pupil.username[-TAIL:], pupil.pin_hash is not None)


def _read_cookie(cookie: str) -> tuple[UUID, bytes] | None:
    school, _, secret = cookie.partition(".")
    if len(school) != 32 or not secret or len(secret) > 64:
        return None
    try:
        return UUID(hex=school), token_hash(secret)
    except ValueError:
        return None


def _note(
    session: Session, actor: Actor, deed: str, room: ClassroomRow, now: datetime, new_id: Callable[[], UUID]
) -> None:
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=room.school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        classroom_id=room.id,
    )
