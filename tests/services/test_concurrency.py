"""A whole school at once on PostgreSQL: whatever meets whatever, every figure is right afterwards."""

from __future__ import annotations

import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from app.domain.access import Actor
from app.domain.completions import Rate
from app.domain.errors import Refusal
from app.domain.identifiers import uuid7
from app.domain.tickets import read_sheet
from app.services import enrolments, milestones, rollups
from app.services.attempts import DrawnSheet
from app.store import assignments
from app.store.engine import Database, IntegrityError, Session
from app.store.schema import Assignment, Attempt, Enrolment, Milestone, Student
from tests import builders, databases, staff
from tests.builders import TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.learning import CRIT, KEY, PLAIN

THREADS = 16
DEEDS = 70
SECONDS = 12
GRADE = 5
LESSONS = ("fire-p56", "drowning-p56")
LIBRARY = learning.library(*(learning.publication(name) for name in LESSONS))
Deed = Callable[[Session], None]


@pytest.fixture
def crowd(postgresql_server: URL, postgresql_template: str) -> Iterator[Database]:
    """A PostgreSQL database with a connection for everybody."""
    with databases.empty_postgresql(postgresql_server, postgresql_template) as url:
        database = Database(url, durable=False, pool_size=THREADS + 1)
        yield database
        database.dispose()


@dataclass
class World:
    """Three classes of one school in a campaign of two lessons."""

    campaign_id: UUID
    rooms: list[UUID]
    pupils: list[Student]
    admin: Actor
    tasks: dict[tuple[UUID, str], UUID]
    sheets: list[tuple[Student, UUID, DrawnSheet]] = field(default_factory=list)
    outcomes: Tally[str] = field(default_factory=Tally)
    broken: list[BaseException] = field(default_factory=list)


@pytest.fixture
def world(crowd: Database) -> World:
    with crowd.write() as session:
        home = builders.school(session)
        rooms = [builders.classroom(session, home) for _ in range(3)]
        campaign = builders.campaign(session, lessons=LESSONS)
        tasks = {
            (room.id, name): builders.assignment(session, room, of=campaign, lesson_id=name).id
            for room in rooms
            for name in LESSONS
        }
        pupils = [builders.student(session, room) for room in rooms for _ in range(4)]
        for room in rooms:
            builders.roster(session, campaign, room)
        admin = staff.actor(session, builders.staff(session, home))
        session.commit()
        return World(campaign.id, [room.id for room in rooms], pupils, admin, tasks)


class Worker:
    """One of many threads, with dice and a clock of its own and a transaction for every deed."""

    def __init__(self, number: int, database: Database, world: World, deadline: float) -> None:
        self.dice = Random(number)  # noqa: S311 - a walk is to be repeatable, not secret
        self.clock = Clock(builders.NOW)
        self.database = database
        self.world = world
        self.deadline = deadline

    def work(self) -> None:
        """So many deeds, or until time is up."""
        deeds = [self.study, self.again, self.void, self.excuse, self.end_excuse, self.move]
        try:
            for _ in range(DEEDS):
                if time.monotonic() > self.deadline:
                    return
                self.dice.choices(deeds, [8, 4, 2, 2, 1, 2])[0]()
        except BaseException as error:
            self.world.broken.append(error)

    def study(self) -> None:
        """Take one lesson as far as a pupil does, step by step, sheet by sheet."""
        pupil, lesson_id = self.dice.choice(self.world.pupils), self.dice.choice(LESSONS)
        self.do("walk", lambda session: self.with_task(session, pupil, lesson_id, self.walk))
        for _ in range(3):
            self.do("sheet", lambda session: self.with_task(session, pupil, lesson_id, self.hand_in))

    def with_task(
        self, session: Session, pupil: Student, lesson_id: str, deed: Callable[[Session, Actor, UUID, Student], None]
    ) -> None:
        actor = learning.sign_in(session, pupil, self.clock)
        assert actor.classroom_id is not None
        deed(session, actor, self.world.tasks[actor.classroom_id, lesson_id], pupil)

    def walk(self, session: Session, actor: Actor, task_id: UUID, _pupil: Student) -> None:
        learning.walk(session, actor, task_id, self.clock, LIBRARY)

    def hand_in(self, session: Session, actor: Actor, task_id: UUID, pupil: Student) -> None:
        sheet = learning.maybe_due(session, actor, task_id, self.clock, LIBRARY)
        if sheet is None:  # voided since the lesson was walked: it begins anew
            return
        self.world.sheets.append((pupil, task_id, sheet))
        learning.hand_in(session, actor, task_id, sheet, self.filled(sheet), self.clock, LIBRARY)

    def filled(self, sheet: DrawnSheet) -> dict[str, str]:
        wrong = [name for name in (*CRIT, *PLAIN) if self.dice.random() < 0.12]
        return learning.answers(sheet, wrong)

    def again(self) -> None:
        """Somebody's sheet of a moment ago once more, as by a double click or from another tab."""
        if self.world.sheets:
            pupil, task_id, sheet = self.dice.choice(self.world.sheets[-THREADS:])
            self.do("again", lambda session: self.resend(session, pupil, task_id, sheet))

    def resend(self, session: Session, pupil: Student, task_id: UUID, sheet: DrawnSheet) -> None:
        actor = learning.sign_in(session, pupil, self.clock)
        learning.hand_in(session, actor, task_id, sheet, self.filled(sheet), self.clock, LIBRARY)

    def void(self) -> None:
        self.by_hand("void", lambda session, *key: milestones.void(session, *key, "r", now=self.clock()))

    def excuse(self) -> None:
        self.by_hand("excuse", lambda session, *key: milestones.excuse(session, *key, "r", now=self.clock()))

    def end_excuse(self) -> None:
        self.by_hand("end_excuse", lambda session, *key: milestones.end_excuse(session, *key, now=self.clock()))

    def by_hand(self, name: str, deed: Callable[..., None]) -> None:
        key = (self.world.admin, self.world.campaign_id, self.dice.choice(self.world.pupils).id)
        self.do(name, lambda session: deed(session, *key))

    def move(self) -> None:
        key = (self.world.admin, self.dice.choice(self.world.pupils).id, self.dice.choice(self.world.rooms))
        self.do("move", lambda session: enrolments.transfer(session, *key, on=TODAY, now=self.clock(), new_id=uuid7))

    def do(self, name: str, deed: Deed) -> None:
        """One request: one transaction, once more after a race, as `app.web.database` does it."""
        try:
            try:
                self.once(deed)
            except IntegrityError:
                self.world.outcomes["race"] += 1
                self.once(deed)
            self.world.outcomes[name] += 1
        except Refusal as refusal:
            self.world.outcomes[f"{name}: {refusal.code}"] += 1

    def once(self, deed: Deed) -> None:
        with self.database.write() as session, session.begin():
            deed(session)


def test_every_figure_is_right_after_everybody_did_everything_at_once(crowd: Database, world: World) -> None:
    deadline = time.monotonic() + SECONDS
    workers = [Worker(number, crowd, world, deadline) for number in range(THREADS)]
    run([worker.work for worker in workers])
    assert world.broken == [], f"{world.broken[:3]} {world.outcomes}"
    with crowd.read() as session:
        found = rollups.verify(session)
        assert found == [], f"differences: {len(found)} {found[:5]} {world.outcomes}"
        assert everybody_has_what_was_earned(session, world) == []
        handed = session.execute(select(func.count(), func.count(Attempt.token.distinct())).select_from(Attempt)).one()
        assert handed[0] == handed[1] <= len({read_sheet(sheet.token, KEY).id for _p, _t, sheet in world.sheets})
        completed = select(Milestone.student_id).where(Milestone.rate == Rate.COMPLETED)
        pupils = session.scalars(completed).all()
        assert len(pupils) == len(set(pupils))
        open_now = select(Enrolment.student_id).where(Enrolment.to_on.is_(None))
        assert sorted(session.scalars(open_now)) == sorted(pupil.id for pupil in world.pupils)
    for deed in ("walk", "sheet", "again", "void", "excuse", "end_excuse", "move"):
        assert world.outcomes[deed] > 0, f"{deed} never succeeded: {world.outcomes}"
    print(f"differences: {len(found)}; {dict(world.outcomes)}")


def everybody_has_what_was_earned(session: Session, world: World) -> list[tuple[UUID, bool, set[Rate]]]:
    """Pupils who finished both lessons without holding the completion, or hold it without having finished."""
    valid = select(Milestone.student_id).where(Milestone.rate == Rate.COMPLETED, Milestone.voided_at.is_(None))
    holders = set(session.scalars(valid))
    wrong: list[tuple[UUID, bool, set[Rate]]] = []
    for pupil in world.pupils:
        rates = assignments.campaign_rates(session, pupil.school_id, pupil.id, world.campaign_id, GRADE)
        if (Rate.COMPLETED in rates) != (pupil.id in holders):
            wrong.append((pupil.id, pupil.id in holders, rates))
    return wrong


@pytest.mark.parametrize("turn", range(5))
def test_two_lessons_handed_in_at_the_same_moment_complete_the_campaign(
    crowd: Database, world: World, turn: int
) -> None:
    pupil, clock = world.pupils[turn], Clock(builders.NOW)
    barrier = threading.Barrier(2)
    with crowd.write() as session:
        actor = learning.sign_in(session, pupil, clock)
        session.commit()
    assert actor.classroom_id is not None

    def hand_in(lesson_id: str) -> None:
        task_id = world.tasks[actor.classroom_id, lesson_id]  # type: ignore[index]
        with crowd.write() as session, session.begin():
            learning.walk(session, actor, task_id, Clock(builders.NOW), LIBRARY)
        with crowd.write() as session, session.begin():
            sheet = learning.due(session, actor, task_id, clock, LIBRARY)
            barrier.wait()
            learning.hand_in(session, actor, task_id, sheet, learning.answers(sheet), clock, LIBRARY)

    run([lambda lesson_id=lesson_id: hand_in(lesson_id) for lesson_id in LESSONS])  # type: ignore[misc]
    with crowd.read() as session:
        assert set(session.scalars(select(Milestone.rate))) == {Rate.REACHED, Rate.COMPLETED, Rate.MASTERED}
        assert rollups.verify(session) == []


def test_one_sheet_from_sixteen_browsers_is_one_attempt(crowd: Database, world: World) -> None:
    pupil, clock = world.pupils[0], Clock(builders.NOW)
    with crowd.write() as session, session.begin():
        actor = learning.sign_in(session, pupil, clock)
        assert actor.classroom_id is not None
        task_id = world.tasks[actor.classroom_id, LESSONS[0]]
        learning.walk(session, actor, task_id, clock, LIBRARY)
        sheet = learning.due(session, actor, task_id, clock, LIBRARY)
    barrier = threading.Barrier(THREADS)
    given: list[UUID] = []

    def click() -> None:
        with crowd.write() as session, session.begin():
            barrier.wait()
            given.append(
                learning.hand_in(session, actor, task_id, sheet, learning.answers(sheet), Clock(builders.NOW), LIBRARY)
            )

    run([click] * THREADS)
    with crowd.read() as session:
        assert session.scalars(select(Attempt.id)).all() == [given[0]]
        assert given == [given[0]] * THREADS
        assert session.scalars(select(Assignment.lesson_id).where(Assignment.id == task_id)).one() == LESSONS[0]


def run(deeds: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
