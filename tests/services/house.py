"""A school of one class in each of some grades, on the 1 September on which it moves up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.domain.access import Actor
from app.domain.identifiers import uuid7
from app.domain.promotions import Choice
from app.services import promotions
from app.services.promotions import Outcome
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Campaign,
    Classroom,
    Counter,
    Enrolment,
    RosterEntry,
    School,
    Student,
)
from tests import builders
from tests.clock import Clock

SEPTEMBER = datetime(2027, 9, 1, 1, 0, tzinfo=UTC)
DAY = date(2027, 9, 1)


@dataclass
class House:
    """A school of one class in each of some grades, two pupils in each."""

    session: Session
    clock: Clock
    school: School
    actor: Actor
    rooms: dict[str, Classroom] = field(default_factory=dict)
    pupils: dict[str, list[Student]] = field(default_factory=dict)

    def add(self, name: str, grade: int, number: int = 1, *, pupils: int = 2, **other: object) -> Classroom:
        room = builders.classroom(self.session, self.school, grade=grade, number=number, **other)
        self.rooms[name] = room
        self.pupils[name] = [builders.student(self.session, room) for _ in range(pupils)]
        return room

    def promote(self, confirmed: str = "0", *stays: Student, **choices: Choice) -> Outcome:
        chosen = {self.rooms[name].id: choice for name, choice in choices.items()}
        ids = [pupil.id for pupil in stays]
        return promotions.promote(self.session, self.actor, chosen, ids, confirmed, now=self.clock(), new_id=uuid7)

    def room(self, name: str) -> Classroom:
        self.session.expire_all()
        return self.session.get_one(Classroom, (self.school.id, self.rooms[name].id))

    def task(self, classroom_id: UUID) -> UUID:
        return self.session.scalars(select(Assignment.id).where(Assignment.classroom_id == classroom_id)).one()

    def sits_in(self, pupil: Student) -> UUID | None:
        mine = (Enrolment.school_id == self.school.id, Enrolment.student_id == pupil.id, Enrolment.to_on.is_(None))
        return self.session.scalar(select(Enrolment.classroom_id).where(*mine))


def figures(session: Session) -> list[tuple[object, ...]]:
    """Every counter and every roster row, all columns."""
    counters = session.execute(select(*Counter.__table__.c).order_by(Counter.campaign_id, Counter.classroom_id)).all()
    entries = session.execute(select(*RosterEntry.__table__.c).order_by(RosterEntry.student_id)).all()
    return [tuple(row) for row in (*counters, *entries)]


def campaign(house: House, **other: object) -> Campaign:
    """A campaign that runs now, with everybody of the school on its roster."""
    window = {"opens_at": SEPTEMBER - timedelta(days=5), "closes_at": SEPTEMBER + timedelta(days=20)} | other
    county = builders.county(house.session)
    found = builders.campaign(house.session, county, **window)
    for room in house.rooms.values():
        builders.roster(house.session, found, room)
        builders.assignment(house.session, room, of=found)
    return found
