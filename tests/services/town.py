"""Two schools of one county in a campaign, and a pupil who is about to move."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.domain.access import Actor
from app.domain.identifiers import uuid7
from app.services import enrolments, rollups, sessions
from app.services.passwords import Passwords
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Campaign,
    Classroom,
    Counter,
    LedgerEntry,
    Region,
    RosterEntry,
    School,
    Student,
)
from tests import builders, staff
from tests.builders import PASSWORD, TODAY
from tests.clock import Clock

CHEAP = Passwords(memory_kib=8, rounds=1)


@dataclass
class Town:
    """Two schools of one county in a campaign, two classes in the first, one in the second."""

    session: Session
    clock: Clock
    campaign: Campaign
    county: Region
    schools: list[School]
    rooms: list[Classroom]
    tasks: list[Assignment]
    pupil: Student
    admins: list[Actor]

    def transfer(self, room: Classroom, actor: Actor | None = None, student_id: UUID | None = None) -> None:
        who, whom = actor or self.admins[0], student_id or self.pupil.id
        enrolments.transfer(self.session, who, whom, room.id, on=TODAY, now=self.clock(), new_id=uuid7)

    def move(self, actor: Actor) -> UUID:
        ids = (self.schools[0].id, self.pupil.id, self.schools[1].id, self.rooms[2].id)
        return enrolments.move(self.session, actor, *ids, on=TODAY, now=self.clock(), new_id=uuid7)

    def release(self, actor: Actor) -> None:
        enrolments.release(self.session, actor, self.pupil.id, "随父母搬家", on=TODAY, now=self.clock(), new_id=uuid7)

    def admit(self, actor: Actor, room: Classroom, username: str) -> UUID:
        return enrolments.admit(self.session, actor, username, room.id, on=TODAY, now=self.clock(), new_id=uuid7)

    def username(self) -> str:
        return builders.account_of(self.session, self.pupil).username

    def sign_in(self, username: str, password: str = PASSWORD) -> Actor:
        candidate = sessions.look_up(self.session, username, now=self.clock())
        sessions.verify(candidate, password, passwords=CHEAP)
        assert candidate.school_id is not None
        assert candidate.account_id is not None
        cookie = sessions.open_session(
            self.session, candidate.school_id, candidate.account_id, now=self.clock(), new_secret=lambda: uuid7().hex
        )
        resumed = sessions.resume(self.session, cookie, now=self.clock())
        assert resumed is not None
        return resumed.actor

    def figures(self) -> list[tuple[object, ...]]:
        names = ("classroom_id", "roster", "excused", "reached", "completed", "mastered", "retained")
        rows = self.session.execute(select(*(getattr(Counter, name) for name in names)).order_by(Counter.classroom_id))
        assert rollups.verify(self.session) == []
        return [tuple(row) for row in rows]

    def rosters(self) -> list[tuple[object, ...]]:
        columns = (RosterEntry.student_id, RosterEntry.classroom_id)
        return [tuple(row) for row in self.session.execute(select(*columns).order_by(RosterEntry.student_id))]

    def lines(self) -> list[tuple[str, UUID]]:
        rows = self.session.execute(select(LedgerEntry.deed, LedgerEntry.school_id).order_by(LedgerEntry.deed))
        return [(row[0], row[1]) for row in rows]


def build(session: Session, clock: Clock) -> Town:
    """Two classes in the first school, one in the second, each with its roster and its task."""
    county = builders.county(session)
    schools = [builders.school(session, county) for _ in range(2)]
    rooms = [builders.classroom(session, schools[place]) for place in (0, 0, 1)]
    pupil = builders.student(session, rooms[0])
    for room in rooms:
        builders.student(session, room)
    campaign = builders.campaign(session, county)
    tasks = [builders.assignment(session, room, of=campaign) for room in rooms]
    for room in rooms:
        builders.roster(session, campaign, room)
    admins = [staff.actor(session, builders.staff(session, school)) for school in schools]
    return Town(session, clock, campaign, county, schools, rooms, tasks, pupil, admins)
