"""The move up of a school, or of all schools of a region, on 1 September.

One transaction for each school. Frozen rosters and counters are not touched: they keep the grade and the class of their
census.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.domain import promotions
from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import Campaign, day_of
from app.domain.classes import SchoolPlace
from app.domain.errors import Invalid, NotFound
from app.domain.promotions import Choice, Move, Plan, Room, Way
from app.domain.rosters.years import entry_year
from app.services import cohorts
from app.services.cohorts import Deed
from app.services.operators import OPERATOR
from app.services.rooms import check_count
from app.store import boards, campaigns, rooms, schools
from app.store import cohorts as seating
from app.store import promotions as store
from app.store.cohorts import Seat
from app.store.engine import Session
from app.store.rooms import Member

Choices = Mapping[UUID, Choice]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen to a school on a day. `stays` are the pupils who repeat the year, by id; `open` is a class
    whose pupils are shown to choose from. `is_ahead`: the day has not come."""

    school: str
    grade_system: str
    plan: Plan
    on: date
    is_ahead: bool
    stays: frozenset[UUID]
    staying: int
    leaving: int
    running: tuple[Campaign, ...]
    opened: UUID | None
    members: tuple[Member, ...]


@dataclass(slots=True)
class Outcome:
    """What a promotion did: numbers of classes, and of pupils who leave, change class and repeat the year."""

    school: str = ""
    classes: int = 0
    raised: int = 0
    leaving: int = 0
    moving: int = 0
    staying: int = 0
    archived: int = 0
    remarks: dict[str, int] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Add what happened in another school."""
        for name in ("classes", "raised", "leaving", "moving", "staying", "archived"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for remark, times in other.remarks.items():
            self.remarks[remark] = self.remarks.get(remark, 0) + times


def preview(
    session: Session,
    actor: Actor,
    choices: Choices,
    stays: Collection[UUID],
    *,
    opened: UUID | None = None,
    now: datetime,
) -> Preview:
    """What would happen to the actor's own school today, or (where nothing is due) on the next 1 September.

    Raises Invalid("promotion_choice") for a way a class cannot go, Invalid("promotion_stay") for a pupil who cannot
    repeat the year.
    """
    require(actor, Permission.YEAR_PROMOTE, Place(school_id=_place(session, actor.school_id).id))
    name, system = _school(session, actor.school_id)
    found = store.rooms(session, actor.school_id)
    archived = store.archived_keys(session, actor.school_id)
    today = day_of(now)
    plan = promotions.plan(found, on=today, system=system, archived=archived)
    on = today if plan.due else promotions.next_day(today)
    plan = promotions.plan(found, on=on, system=system, choices=choices, archived=archived)
    seats = seating.seats_of(session, actor.school_id, stays)
    _check_stays(plan, seats, stays)
    is_known = opened is None or any(move.room.id == opened and move.is_due for move in plan.moves)
    if not is_known:
        raise NotFound
    return Preview(
        school=name,
        grade_system=system,
        plan=plan,
        on=on,
        is_ahead=on > today,
        stays=frozenset(stays),
        staying=len(seats),
        leaving=_leaving(plan, seats),
        running=tuple(campaigns.running_in(session, actor.school_id, now)),
        opened=opened,
        members=tuple(rooms.members(session, actor.school_id, opened)) if opened else (),
    )


def promote(
    session: Session,
    actor: Actor,
    choices: Choices,
    stays: Collection[UUID],
    confirmed: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> Outcome:
    """Move the actor's own school up. Done again in the same school year it changes nothing.

    Raises Invalid("count_differs", field="confirmed") unless `confirmed` is the number of pupils who leave, and what
    `preview` raises.
    """
    require(actor, Permission.YEAR_PROMOTE, Place(school_id=_place(session, actor.school_id).id))
    deed = Deed(actor.account_id, actor.school_id, day_of(now), now, new_id)
    return _promote(session, deed, choices, stays, confirmed)


def promote_school(
    session: Session, actor: Actor | None, school_id: UUID, *, on: date, now: datetime, new_id: Callable[[], UUID]
) -> Outcome:
    """Move a school of the actor's region up in the usual ways; `actor` is None for the operator at the command line.

    Raises Invalid("promotion_later", field="on") for a day that has not come.
    """
    place = _place(session, school_id)
    if actor is not None:
        require(actor, Permission.YEAR_PROMOTE, Place(school_id=place.id, region_ids=place.region_ids))
    actor_id = actor.account_id if actor else OPERATOR
    return promote_as(session, actor_id, school_id, on=on, now=now, new_id=new_id)


def promote_as(
    session: Session, actor_id: UUID, school_id: UUID, *, on: date, now: datetime, new_id: Callable[[], UUID]
) -> Outcome:
    """Move a school up in the usual ways for somebody whose right to it was checked before: the job of a region."""
    if on > day_of(now):
        raise Invalid("promotion_later", field="on")
    return _promote(session, Deed(actor_id, school_id, on, now, new_id), {}, (), None)


def foresee(session: Session, school_id: UUID, *, on: date) -> Plan:
    """What `promote_school` would do on a day: for the operator's dry run."""
    system = _school(session, school_id)[1]
    archived = store.archived_keys(session, school_id)
    return promotions.plan(store.rooms(session, school_id), on=on, system=system, archived=archived)


def _promote(session: Session, deed: Deed, choices: Choices, stays: Collection[UUID], confirmed: str | None) -> Outcome:
    store.lock(session, deed.school_id)
    name, system = _school(session, deed.school_id)
    archived = store.archived_keys(session, deed.school_id)
    found = store.rooms(session, deed.school_id)
    plan = promotions.plan(found, on=deed.on, system=system, choices=choices, archived=archived)
    outcome = Outcome(school=name, classes=len(plan.due), remarks=remarks(plan))
    if not plan.due:
        return outcome
    staying = seating.seats_of(session, deed.school_id, stays)
    _check_stays(plan, staying, stays)
    emptied = [move.room.id for move in plan.due if move.way is not Way.UP]
    seats = seating.seats(session, deed.school_id, sorted({*emptied, *(seat.classroom_id for seat in staying)}))
    wanted = frozenset(stays)
    kept = [seat for seat in seats if seat.student_id in wanted]
    if confirmed is not None:
        check_count(confirmed, _leaving(plan, kept))
    store.raise_grades(session, deed.school_id, {move.room.id: move.grade for move in plan.due if move.way is Way.UP})
    for room_id, group in _repeating(plan, kept):
        cohorts.move(session, deed, group, room_id, next(move.grade for move in plan.moves if move.room.id == room_id))
    for move in plan.due:
        going = [seat for seat in seats if seat.classroom_id == move.room.id and seat.student_id not in wanted]
        _go(session, deed, move, going, outcome, system, plan.year)
    seating.archive(session, deed.school_id, emptied, deed.on, deed.now)
    _note(session, deed, plan)
    outcome.archived, outcome.staying = len(emptied), len(kept)
    return outcome


def _go(
    session: Session, deed: Deed, move: Move, seats: Sequence[Seat], outcome: Outcome, system: str, year: int
) -> None:
    """Do to one class what the plan says; its grade was raised before."""
    if move.way is Way.UP:
        outcome.raised += 1
    elif move.way is Way.LEAVE:
        cohorts.let_go(session, deed, seats, "graduate")
        outcome.leaving += len(seats)
    else:
        room_id = move.into_id or _open_room(session, deed, move, year, system)
        cohorts.move(session, deed, seats, room_id, move.grade)
        outcome.moving += len(seats)


def _open_room(session: Session, deed: Deed, move: Move, year: int, system: str) -> UUID:
    """The class of the next stage that a class goes on into."""
    room_id = deed.new_id()
    entered = entry_year(move.stage, move.grade, year, system)
    key = {"school_id": deed.school_id, "id": room_id, "stage": move.stage, "grade": move.grade, "entry_year": entered}
    more = {"number": move.number, "label": move.room.label, "archived_on": None, "local_id": None}
    store.add_room(session, key | more)
    return room_id


def _repeating(plan: Plan, seats: Sequence[Seat]) -> Iterator[tuple[UUID, list[Seat]]]:
    """(class, pupils) of those who repeat the year, by the class they go to."""
    known = {move.room.id: move.room for move in plan.moves}
    found: dict[UUID, list[Seat]] = {}
    for seat in seats:
        room_id = plan.class_below(known[seat.classroom_id])
        if room_id is not None:
            found.setdefault(room_id, []).append(seat)
    yield from sorted(found.items(), key=lambda one: one[0])


def _check_stays(plan: Plan, seats: Sequence[Seat], stays: Collection[UUID]) -> None:
    """Everybody who is to repeat the year sits in a class that goes up, and there is a class to repeat it in."""
    due: dict[UUID, Room] = {move.room.id: move.room for move in plan.due}
    if len(seats) != len(frozenset(stays)) or any(seat.classroom_id not in due for seat in seats):
        raise Invalid("promotion_stay", field="stays")
    if any(plan.class_below(due[seat.classroom_id]) is None for seat in seats):
        raise Invalid("promotion_stay_nowhere", field="stays")


def remarks(plan: Plan) -> dict[str, int]:
    """How often each remark stands in a plan."""
    return dict(Counter(str(remark) for move in plan.moves for remark in move.remarks))


def _leaving(plan: Plan, staying: Sequence[Seat]) -> int:
    leaves = {move.room.id for move in plan.due if move.way is Way.LEAVE}
    return plan.pupils(Way.LEAVE) - sum(seat.classroom_id in leaves for seat in staying)


def _note(session: Session, deed: Deed, plan: Plan) -> None:
    """One line for each class: from which grade to which."""
    rows = []
    for move in plan.due:
        reason = f"{move.room.grade} > {move.grade}" if move.way is not Way.LEAVE else f"{move.room.grade}"
        rows += cohorts.lines(deed, f"promote_{move.way}", None, move.room.id, reason=reason)
    seating.note(session, rows)


def _school(session: Session, school_id: UUID) -> tuple[str, str]:
    found = schools.name_and_system(session, school_id)
    if found is None:
        raise NotFound
    return found


def _place(session: Session, school_id: UUID) -> SchoolPlace:
    place = boards.school_place(session, school_id)
    if place is None:
        raise NotFound
    return place
