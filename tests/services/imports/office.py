"""A school with an administrator, a worker, and files of pupils made line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.domain.access import Actor, Role
from app.domain.identifiers import uuid7
from app.domain.imports import Coverage, Deed
from app.domain.rosters.numbers import check_digit, number_hash
from app.services import jobs
from app.services.handlers import HANDLERS
from app.services.imports import applying, previews, receiving, undoing
from app.services.imports.previews import Preview
from app.services.imports.receiving import Upload
from app.services.jobs import Tools
from app.services.seals import Seal
from app.store.engine import Database, Session
from app.store.schema import Account, Base, Classroom, Enrolment, LedgerEntry, Login, Region, School, Student
from tests import builders, staff
from tests.clock import Clock

KEY = b"k" * 32
HEADINGS = ("学校标识码", "姓名", "年级", "班级", "学籍号")
Line = Sequence[object]


def number(serial: int) -> str:
    """A student number that nobody has, with a right check digit."""
    digits = f"140922{20150101 + serial // 1000}{serial % 1000:03d}"
    return "G" + digits + check_digit(digits)


def table(lines: Sequence[Line], headings: Sequence[str] = HEADINGS) -> bytes:
    """Lines as a CSV file the way a spreadsheet program saves it."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(headings)
    writer.writerows(lines)
    return target.getvalue().encode("utf-8-sig")


@dataclass
class Pupil:
    """A pupil as a test looks at them."""

    id: UUID
    name: str
    room: tuple[int, int] | None
    is_here: bool
    username: str | None
    can_sign_in: bool


@dataclass
class Office:
    """One school of a county, its administrator, its county's officer, and a worker who does what they order."""

    database: Database
    clock: Clock
    school: School
    county: Region
    admin: Actor
    officer: Actor
    tools: Tools = field(init=False)
    _dice: Random = field(default_factory=lambda: Random(5))  # noqa: S311 - repeatable, not secret

    def __post_init__(self) -> None:
        self.tools = Tools(self.database, Seal(KEY), KEY, 5, self.clock, uuid7, self._dice.randrange)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A short transaction."""
        with self.database.write() as session, session.begin():
            yield session

    def lines(self, *pupils: tuple[int, str, str, str], school: School | None = None) -> list[Line]:
        """(serial, name, grade, class) as lines of a file."""
        code = (school or self.school).code
        return [(code, name, grade, room, number(serial)) for serial, name, grade, room in pupils]

    def receive(self, lines: Sequence[Line], actor: Actor | None = None, **other: Any) -> UUID:
        """Bring a file; the worker has not seen it yet."""
        who = actor or self.admin
        content = other.pop("content", None) or table(lines, other.pop("headings", HEADINGS))
        if not other.keys() & {"school_id", "region_id"}:
            other["school_id"] = self.school.id
        with self.session() as session:
            upload = Upload("list.csv", io.BytesIO(content), **other)
            args: dict[str, Any] = {"now": self.clock(), "seal": self.tools.seal, "new_id": uuid7}
            return receiving.receive(session, who, upload, **args)

    def work(self, **changed: Any) -> int:
        """Let the worker do everything that waits; returns how many jobs that were."""
        tools, done = replace(self.tools, **changed), 0
        while jobs.work_once(tools, HANDLERS):
            done += 1
        return done

    def read(self, lines: Sequence[Line], actor: Actor | None = None, **other: Any) -> UUID:
        """Bring a file and let it be read."""
        import_id = self.receive(lines, actor, **other)
        self.work()
        return import_id

    def preview(self, import_id: UUID, actor: Actor | None = None) -> Preview:
        """What the import would do."""
        with self.database.read() as session:
            return previews.preview(session, actor or self.admin, import_id, now=self.clock())

    def figures(self, import_id: UUID, actor: Actor | None = None) -> dict[str, int]:
        """The counts that are not 0, without those that nothing happens to."""
        counts = self.preview(import_id, actor).counts
        names = ("added", "returned", "changed", "moved", "left", "new_rooms")
        return {name: getattr(counts, name) for name in names if getattr(counts, name)}

    def faults(self, import_id: UUID, actor: Actor | None = None) -> list[tuple[str, int | None]]:
        """(code, line) of what is wrong."""
        with self.database.read() as session:
            found = previews.faults(session, actor or self.admin, import_id, now=self.clock())
            return [(fault.code, fault.line) for fault in found.faults]

    def order(self, import_id: UUID, actor: Actor | None = None) -> None:
        """Order that an import be applied."""
        with self.session() as session:
            applying.apply(session, actor or self.admin, import_id, now=self.clock(), new_id=uuid7)

    def apply(self, import_id: UUID, actor: Actor | None = None) -> None:
        """Apply an import."""
        self.order(import_id, actor)
        self.work()

    def bring(self, lines: Sequence[Line], actor: Actor | None = None, **other: Any) -> UUID:
        """Bring a file, read it and apply it."""
        import_id = self.read(lines, actor, **other)
        self.apply(import_id, actor)
        return import_id

    def undo(self, school: School | None = None, actor: Actor | None = None) -> dict[Deed, int]:
        """Undo the last import of a school."""
        with self.session() as session:
            school_id = (school or self.school).id
            undone = undoing.undo(session, actor or self.admin, school_id, now=self.clock(), new_id=uuid7)
            assert undone.skipped == 0
            return {deed: count for deed, count in undone.counts.items() if count}

    def pupils(self, school: School | None = None) -> dict[str, Pupil]:
        """The pupils of a school by name; of two with one name the later one."""
        where = (school or self.school).id
        with self.database.read() as session:
            rows = session.execute(
                select(
                    Student.id,
                    Student.name,
                    Classroom.grade,
                    Classroom.number,
                    Student.left_on,
                    Login.username,
                    Account.ended_at,
                )
                .outerjoin(
                    Enrolment,
                    (Enrolment.school_id == Student.school_id)
                    & (Enrolment.student_id == Student.id)
                    & Enrolment.to_on.is_(None),
                )
                .outerjoin(
                    Classroom,
                    (Classroom.school_id == Enrolment.school_id) & (Classroom.id == Enrolment.classroom_id),
                )
                .outerjoin(Account, (Account.school_id == Student.school_id) & (Account.student_id == Student.id))
                .outerjoin(Login, (Login.school_id == Account.school_id) & (Login.account_id == Account.id))
                .where(Student.school_id == where)
                .order_by(Student.id)
            )
            return {
                row[1]: Pupil(
                    row[0],
                    row[1],
                    (row[2], row[3]) if row[2] is not None else None,
                    row[4] is None,
                    row[5],
                    row[5] is not None and row[6] is None,
                )
                for row in rows
            }

    def sizes(self, *but: str) -> dict[str, int]:
        """How many rows every table has."""
        with self.database.read() as session:
            return {
                name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in Base.metadata.tables.items()
                if name not in but
            }

    def deeds(self, school: School | None = None) -> list[tuple[str, str]]:
        """(deed, reason) of the ledger of a school, oldest first."""
        mine = select(LedgerEntry.deed, LedgerEntry.reason).where(LedgerEntry.school_id == (school or self.school).id)
        with self.database.read() as session:
            return [(row[0], row[1]) for row in session.execute(mine.order_by(LedgerEntry.at, LedgerEntry.id))]


def hashed(serial: int) -> bytes:
    """What the database keeps of a number."""
    return number_hash(KEY, number(serial))


def open_office(database: Database, clock: Clock) -> Office:
    """An empty school with an administrator."""
    with database.write() as session, session.begin():
        county = builders.county(session)
        school = builders.school(session, county)
        admin = staff.actor(session, builders.staff(session, school))
        officer = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=county))
        session.expunge_all()
    return Office(database, clock, school, county, admin, officer)


def second_school(office: Office, county: Region | None = None) -> tuple[School, Actor]:
    """One more school, of the same county by default, and its administrator."""
    with office.database.write() as session, session.begin():
        authority = session.merge(county or office.county)
        school = builders.school(session, authority)
        admin = staff.actor(session, builders.staff(session, school))
        session.expunge_all()
    return school, admin


GRADES = Coverage.GRADES
LISTED = Coverage.LISTED
