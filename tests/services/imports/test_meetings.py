"""Imports on PostgreSQL while a school studies: lists that shuffle the classes meet pupils who hand in and
administrators who transfer, excuse and void. Every figure is right afterwards."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import URL

from app.domain.identifiers import uuid7
from app.domain.imports import SchoolState
from app.services import jobs, rollups
from app.services.handlers import HANDLERS
from app.services.imports import applying, receiving
from app.services.imports.receiving import Upload
from app.services.jobs import Tools
from app.services.seals import Seal
from app.store.engine import Database
from app.store.schema import Classroom, Enrolment, ImportSchool, Job, School, Student
from tests import databases
from tests.builders import NOW
from tests.clock import Clock
from tests.services import test_concurrency as together
from tests.services.imports.office import KEY, Line, hashed, number, table

SECONDS = 10
PEOPLE = 6


@pytest.fixture
def crowd(postgresql_server: URL, postgresql_template: str) -> Iterator[Database]:
    """A PostgreSQL database with a connection for everybody."""
    with databases.empty_postgresql(postgresql_server, postgresql_template) as url:
        database = Database(url, durable=False, pool_size=PEOPLE + 2)
        yield database
        database.dispose()


world = together.world


class Registrar:
    """Brings one list after the other, in which pupils sit in other classes each time."""

    def __init__(self, database: Database, school_world: together.World, deadline: float) -> None:
        self.world, self.deadline, self.database = school_world, deadline, database
        self.dice = Random(3)  # noqa: S311 - a walk is to be repeatable, not secret
        self.tools = Tools(database, Seal(KEY), KEY, 100, Clock(NOW), uuid7, self.dice.randrange)
        self.imports = 0
        with database.write() as session, session.begin():
            self.code = session.scalars(select(School.code).where(School.id == school_world.pupils[0].school_id)).one()
            for place, room_id in enumerate(school_world.rooms, start=1):
                session.execute(update(Classroom).where(Classroom.id == room_id).values(number=place))
            for serial, pupil in enumerate(school_world.pupils):
                values = {"number_hash": hashed(serial)}
                session.execute(update(Student).where(Student.id == pupil.id).values(values))

    def work(self) -> None:
        """One list after the other until time is up."""
        try:
            while time.monotonic() < self.deadline:
                self.bring()
        except BaseException as error:
            self.world.broken.append(error)

    def bring(self) -> None:
        lines: list[Line] = []
        for serial, pupil in enumerate(self.world.pupils):
            lines.append((self.code, pupil.name, "五年级", f"{self.dice.randrange(3) + 1}班", number(serial)))
        with self.database.write() as session, session.begin():
            args = {"now": NOW, "seal": self.tools.seal, "new_id": uuid7}
            upload = Upload("list.csv", BytesIO(table(lines)), school_id=self.world.pupils[0].school_id)
            import_id = receiving.receive(session, self.world.admin, upload, **args)  # type: ignore[arg-type]
        assert jobs.work_once(self.tools, HANDLERS)
        with self.database.write() as session, session.begin():
            applying.apply(session, self.world.admin, import_id, now=NOW, new_id=uuid7)
        while jobs.work_once(self.tools, HANDLERS):
            pass
        self.imports += 1


def test_every_figure_is_right_after_lists_met_lessons(crowd: Database, world: together.World) -> None:
    deadline = time.monotonic() + SECONDS
    registrar = Registrar(crowd, world, deadline)
    people = [together.Worker(place, crowd, world, deadline) for place in range(PEOPLE)]
    together.run([registrar.work, *(one.work for one in people)])
    assert world.broken == [], f"{world.broken[:3]} {world.outcomes}"
    with crowd.read() as session:
        assert rollups.verify(session) == []
        assert together.everybody_has_what_was_earned(session, world) == []
        open_now = session.scalars(select(Enrolment.student_id).where(Enrolment.to_on.is_(None))).all()
        assert sorted(open_now) == sorted(pupil.id for pupil in world.pupils)
        states = Tally(session.scalars(select(ImportSchool.state)))
        problems = set(session.scalars(select(Job.problem)))
    assert problems == {""}
    assert states[SchoolState.APPLIED] > 0
    assert states.keys() <= {SchoolState.APPLIED, SchoolState.OUTDATED}
    assert world.outcomes["sheet"] > 0
