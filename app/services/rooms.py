"""The classes of a school: made, named, put together, archived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain import rooms
from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.grades import Stage
from app.domain.rosters.years import entry_year, school_year
from app.services import cohorts
from app.services.cohorts import Deed
from app.store import classrooms, schools
from app.store import cohorts as seating
from app.store import rooms as store
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.rooms import Member, RoomRow


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A class with the names of those who teach there today."""

    room: RoomRow
    teachers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoomList:
    """All classes of a school, and the grades of each stage a new one can be in, stages it has classes of first."""

    school: str
    grade_system: str
    rooms: tuple[RoomCard, ...]
    grades: tuple[tuple[Stage, tuple[int, ...]], ...]

    @property
    def pupils(self) -> int:
        """How many pupils sit in these classes today."""
        return sum(card.room.pupils for card in self.rooms)


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A class as its administrator keeps it. `others` are those of the same grade it could be merged into."""

    room: ClassroomRow
    members: tuple[Member, ...]
    teachers: tuple[str, ...]
    others: tuple[RoomRow, ...]
    today: date


def board(session: Session, actor: Actor, *, now: datetime) -> RoomList:
    """The classes of the actor's own school. Four queries, however many there are."""
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id))
    name, system = _school(session, actor.school_id)
    found = store.listed(session, actor.school_id)
    named = store.teachers(session, actor.school_id, [room.id for room in found], day_of(now))
    stages = {room.stage for room in found}
    offered = sorted(rooms.grades(system).items(), key=lambda one: one[0] not in stages)
    cards = tuple(RoomCard(room, tuple(named.get(room.id, ()))) for room in found)
    return RoomList(name, system, cards, tuple(offered))


def page(session: Session, actor: Actor, classroom_id: UUID, *, now: datetime) -> RoomPage:
    """One class of the own school with its pupils today. Five queries, however many there are."""
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = _room(session, actor.school_id, classroom_id)
    members = store.members(session, actor.school_id, room.id)
    named = store.teachers(session, actor.school_id, [room.id], day_of(now))
    others = [
        other
        for other in store.listed(session, actor.school_id)
        if (other.stage, other.grade) == (room.stage, room.grade) and other.id != room.id
    ]
    return RoomPage(room, tuple(members), tuple(named.get(room.id, ())), tuple(others), day_of(now))


def make(
    session: Session,
    actor: Actor,
    stage: Stage,
    grade: int,
    name: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> UUID:
    """A new class of this school year; running campaigns that ask its grade give it their tasks. Returns its id.

    Raises Invalid as `rooms.read_name` and `rooms.check_grade` do, Conflict("room_taken") where there is one like it.
    """
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id))
    system = _school(session, actor.school_id)[1]
    rooms.check_grade(stage, grade, system)
    year = school_year(day_of(now))
    called = rooms.read_name(name, stage, grade, system, year)
    entered = entry_year(stage, grade, year, system)
    if called.label and called.label in store.labels(session, actor.school_id, stage, entered).values():
        raise Conflict("room_taken")
    number = called.number or store.next_number(session, actor.school_id, stage, entered, above=rooms.LAST_NUMBER)
    key = {"school_id": actor.school_id, "id": new_id(), "stage": stage, "grade": grade, "entry_year": entered}
    row = key | {"number": number, "label": called.label, "archived_on": None, "local_id": None}
    if not store.add(session, row):
        raise Conflict("room_taken")
    room_id = key["id"]
    assert isinstance(room_id, UUID)  # noqa: S101 - narrows a type, checks nothing about input
    deed = Deed(actor.account_id, actor.school_id, day_of(now), now, new_id)
    cohorts.give_tasks(session, deed, room_id, grade)
    seating.note(session, cohorts.lines(deed, "room_make", None, room_id))
    return room_id


def rename(
    session: Session, actor: Actor, classroom_id: UUID, name: str, *, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Give a class a name that is shown in place of its number; its own number (or nothing) takes the name away again.

    Raises Invalid("room_name_missing") for an empty name of a class that has no number of its own,
    Invalid("room_number_fixed") for another number, Conflict("room_taken").
    """
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = _locked(session, actor.school_id, classroom_id)
    year = school_year(day_of(now))
    is_numbered = room.number <= rooms.LAST_NUMBER
    label = None
    if name.strip() or not is_numbered:
        called = rooms.read_name(name, room.stage, room.grade, room.grade_system, year)
        if called.number is not None and called.number != room.number:
            raise Invalid("room_number_fixed", field="name")
        label = called.label
    entered = entry_year(room.stage, room.grade, year, room.grade_system)
    taken = store.labels(session, actor.school_id, room.stage, entered)
    if label and any(other != room.id and label == theirs for other, theirs in taken.items()):
        raise Conflict("room_taken")
    if label == room.label:
        return
    store.call(session, actor.school_id, room.id, label)
    deed = Deed(actor.account_id, actor.school_id, day_of(now), now, new_id)
    seating.note(session, cohorts.lines(deed, "room_rename", None, room.id))


def merge(
    session: Session,
    actor: Actor,
    from_id: UUID,
    into_id: UUID,
    confirmed: str,
    *,
    on: date,
    now: datetime,
    new_id: Callable[[], UUID],
) -> int:
    """Put all pupils of a class into another one of the same grade on a day, and archive the first. Returns how many.

    Raises Invalid("merge_other_grade", field="into"), Invalid("count_differs", field="confirmed") unless `confirmed` is
    the number of pupils who move, and Invalid("transfer_later", field="on").
    """
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id, classroom_id=from_id))
    require(actor, Permission.TRANSFER, Place(school_id=actor.school_id))
    first, second = sorted((from_id, into_id))
    both = {room_id: _locked(session, actor.school_id, room_id) for room_id in (first, second)}
    room, into = both[from_id], both[into_id]
    if from_id == into_id or (room.stage, room.grade) != (into.stage, into.grade):
        raise Invalid("merge_other_grade", field="into")
    if on > day_of(now):
        raise Invalid("transfer_later", field="on")
    seats = seating.seats(session, actor.school_id, [from_id])
    check_count(confirmed, len(seats))
    deed = Deed(actor.account_id, actor.school_id, on, now, new_id)
    cohorts.move(session, deed, seats, into.id, into.grade)
    seating.archive(session, actor.school_id, [from_id], on, now)
    seating.note(session, cohorts.lines(deed, "room_merge", None, from_id, reason=str(len(seats))))
    return len(seats)


def archive(session: Session, actor: Actor, classroom_id: UUID, *, now: datetime, new_id: Callable[[], UUID]) -> None:
    """Put an empty class into the archive; its teachers lose it. Raises Conflict("room_not_empty")."""
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = _locked(session, actor.school_id, classroom_id)
    if not store.is_empty(session, actor.school_id, room.id):
        raise Conflict("room_not_empty")
    deed = Deed(actor.account_id, actor.school_id, day_of(now), now, new_id)
    seating.archive(session, actor.school_id, [room.id], deed.on, now)
    seating.note(session, cohorts.lines(deed, "room_archive", None, room.id))


def check_count(confirmed: str, expected: int) -> None:
    """Raise Invalid("count_differs", field="confirmed") unless the text is this number."""
    typed = confirmed.strip()
    if not typed.isdecimal() or len(typed) > 6 or int(typed) != expected:
        raise Invalid("count_differs", field="confirmed", expected=expected)


def _school(session: Session, school_id: UUID) -> tuple[str, str]:
    found = schools.name_and_system(session, school_id)
    if found is None:
        raise NotFound
    return found


def _room(session: Session, school_id: UUID, classroom_id: UUID) -> ClassroomRow:
    room = classrooms.get(session, school_id, classroom_id)
    if room is None:
        raise NotFound
    return room


def _locked(session: Session, school_id: UUID, classroom_id: UUID) -> ClassroomRow:
    """A class that nobody else changes meanwhile, read after it was locked."""
    if not store.lock(session, school_id, classroom_id):
        raise NotFound
    return _room(session, school_id, classroom_id)
