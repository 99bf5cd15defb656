"""The pupils of a school one by one: found, added by hand, and everything their school's administrator may know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.pupils import read_terms
from app.domain.rosters.names import clean_name
from app.services import cohorts, sounds, usernames
from app.services.cohorts import Deed
from app.store import accounts, classrooms, schools
from app.store import cohorts as seating
from app.store import enrolments as places
from app.store import pupils as store
from app.store import rooms as room_store
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.pupils import Expectation, Found, Line, PupilRow, Stay
from app.store.rooms import RoomRow
from app.store.schema import Account

PER_PAGE = 50
MAX_LOCAL_ID = 64
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Search:
    """A page of the pupils that were looked for. `number` counts pages from 1."""

    grade_system: str
    pupils: tuple[Found, ...]
    total: int
    number: int
    rooms: tuple[RoomRow, ...]
    today: date

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class PupilPage:
    """A pupil of the own school. `rooms` are the classes to choose from, the present one left out; `is_elsewhere` where
    another school has admitted the pupil."""

    pupil: PupilRow
    grade_system: str
    stays: tuple[Stay, ...]
    expectations: tuple[Expectation, ...]
    ledger: tuple[Line, ...]
    rooms: tuple[RoomRow, ...]
    today: date

    @property
    def sits_in(self) -> Stay | None:
        """The class of today."""
        return next((stay for stay in self.stays if stay.to_on is None), None)


@dataclass(frozen=True, slots=True)
class NewPupil:
    """What is known of a pupil who is added by hand. `is_namesake`: somebody else of this name sits in the class."""

    classroom_id: UUID
    name: str
    local_id: str = ""
    is_namesake: bool = False


def search(session: Session, actor: Actor, text: str, number: int, *, now: datetime) -> Search:
    """Pupils of the own school, those who left included. Five queries; NotFound for a page there is none of."""
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    system = _system(session, actor.school_id)
    terms = read_terms(text)
    total = store.count(session, actor.school_id, terms.name, terms.username)
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= total):
        raise NotFound
    found = store.search(
        session, actor.school_id, terms.name, terms.username, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    rooms = room_store.listed(session, actor.school_id)
    return Search(system, tuple(found), total, number, tuple(rooms), day_of(now))


def page(session: Session, actor: Actor, student_id: UUID, *, now: datetime) -> PupilPage:
    """Everything about one pupil of the own school. Seven queries."""
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    pupil = store.get(session, actor.school_id, student_id)
    if pupil is None:
        raise NotFound
    stays = store.stays(session, actor.school_id, student_id)
    now_in = next((stay.classroom_id for stay in stays if stay.to_on is None), None)
    return PupilPage(
        pupil=pupil,
        grade_system=_system(session, actor.school_id),
        stays=tuple(stays),
        expectations=tuple(store.expectations(session, actor.school_id, student_id)),
        ledger=tuple(store.ledger(session, actor.school_id, student_id)),
        rooms=tuple(room for room in room_store.listed(session, actor.school_id) if room.id != now_in),
        today=day_of(now),
    )


def add(
    session: Session,
    actor: Actor,
    new: NewPupil,
    *,
    now: datetime,
    dice: Callable[[int], int],
    new_id: Callable[[], UUID],
) -> UUID:
    """A new pupil in a class of the own school from today, with a user name and no password yet. Returns the id.

    Raises Invalid with the codes of `clean_name`, Invalid("namesake", field="is_namesake") unless it is said that this
    is somebody else, Invalid("local_id_long") and Conflict("local_id_taken").
    """
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    room = classrooms.hold(session, actor.school_id, new.classroom_id)
    if room is None:
        raise NotFound
    name, local_id = _name(new.name), " ".join(new.local_id.split()) or None
    if local_id and len(local_id) > MAX_LOCAL_ID:
        raise Invalid("local_id_long", field="local_id", limit=MAX_LOCAL_ID)
    if not new.is_namesake and store.has_namesake(session, actor.school_id, room.id, name):
        raise Invalid("namesake", field="is_namesake")
    student_id, today = new_id(), day_of(now)
    row = {"school_id": actor.school_id, "id": student_id, "person_id": new_id(), "name": name}
    row |= {"sort_key": sounds.sort_key(name), "left_on": None, "number_hash": None, "local_id": local_id}
    if not store.add(session, row | {"erased_at": None}):
        raise Conflict("local_id_taken")
    places.begin(session, actor.school_id, student_id, room.id, today, enrolment_id=new_id())
    _open_account(session, actor.school_id, student_id, name, now=now, dice=dice, new_id=new_id)
    _note(session, Deed(actor.account_id, actor.school_id, today, now, new_id), student_id, room)
    return student_id


def _open_account(
    session: Session,
    school_id: UUID,
    student_id: UUID,
    name: str,
    *,
    now: datetime,
    dice: Callable[[int], int],
    new_id: Callable[[], UUID],
) -> None:
    for _ in range(_TRIES):
        (username,) = usernames.fresh(session, 1, dice=dice)
        account = Account(
            school_id=school_id, id=new_id(), username=username, name=name, created_at=now, student_id=student_id
        )
        if accounts.add(session, account):
            return
    raise Conflict("username_taken")


def _note(session: Session, deed: Deed, student_id: UUID, room: ClassroomRow) -> None:
    running = seating.running(session, deed.school_id, deed.now)
    seating.note(session, cohorts.lines(deed, "join", student_id, room.id, running))


def _name(text: str) -> str:
    try:
        return clean_name(text)
    except Invalid as invalid:
        raise Invalid(invalid.code, **(invalid.facts | {"field": "name"})) from invalid


def _system(session: Session, school_id: UUID) -> str:
    found = schools.name_and_system(session, school_id)
    if found is None:
        raise NotFound
    return found[1]
