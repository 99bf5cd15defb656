"""A whole school's pupils and classes, read at once and changed in bulk. Every function does a fixed number of
statements for a thousand pupils, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.orm import aliased

from app.domain.grades import Stage
from app.store.engine import Session
from app.store.schema import Account, Classroom, Enrolment, Login, School, Student
from app.store.writes import dialect_of, one_of

CHUNK = 1000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RollPupil:
    """A pupil of a school, with the class where there is one."""

    id: UUID
    name: str
    sort_key: str
    number_hash: bytes | None
    local_id: str | None
    person_id: UUID
    left_on: date | None
    enrolment_id: UUID | None
    classroom_id: UUID | None


@dataclass(frozen=True, slots=True)
class RollRoom:
    """A class of a school. Archived ones are kept apart by `is_archived`."""

    id: UUID
    stage: Stage
    grade: int
    entry_year: int
    number: int
    label: str | None
    local_id: str | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A pupil as another school knows it. `enrolment_id` is None where that school has let go."""

    school_id: UUID
    id: UUID
    person_id: UUID
    number_hash: bytes | None
    left_on: date | None
    enrolment_id: UUID | None
    classroom_id: UUID | None


def pupils(session: Session, school_id: UUID) -> list[RollPupil]:
    """Everybody a school knows who has not been erased, those who left as well. One query."""
    statement = (
        select(
            Student.id,
            Student.name,
            Student.sort_key,
            Student.number_hash,
            Student.local_id,
            Student.person_id,
            Student.left_on,
            Enrolment.id,
            Enrolment.classroom_id,
        )
        .outerjoin(Enrolment, _sits(Student))
        .where(Student.school_id == school_id, Student.erased_at.is_(None))
    )
    return [RollPupil(*row) for row in session.execute(statement)]


def rooms(session: Session, school_id: UUID) -> list[RollRoom]:
    """All classes of a school, archived ones too."""
    columns = (Classroom.id, Classroom.stage, Classroom.grade, Classroom.entry_year, Classroom.number, Classroom.label)
    statement = select(*columns, Classroom.local_id, Classroom.archived_on.is_not(None))
    return [RollRoom(*row) for row in session.execute(statement.where(Classroom.school_id == school_id))]


def sizes(session: Session, school_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pupils these schools have now."""
    found: dict[UUID, int] = {}
    for some in chunks(list(school_ids)):
        here = (Student.school_id.in_(some), Student.left_on.is_(None), Student.erased_at.is_(None))
        rows = session.execute(select(Student.school_id, func.count()).where(*here).group_by(Student.school_id))
        found.update((row[0], row[1]) for row in rows)
    return found


def known_elsewhere(session: Session, school_id: UUID, hashes: Collection[bytes]) -> list[Elsewhere]:
    """Pupils of other schools with one of these hashed numbers, by number only."""
    found: list[Elsewhere] = []
    for some in chunks(list(hashes)):
        mine = _elsewhere().where(one_of(session, Student.number_hash, some), Student.school_id != school_id)
        found += [Elsewhere(*row) for row in session.execute(mine.where(Student.erased_at.is_(None)))]
    return found


def moved_away(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> dict[UUID, Elsewhere]:
    """Of these pupils of a school, those whose log-in another school has now, with the pupil there."""
    found: dict[UUID, Elsewhere] = {}
    here, there = aliased(Account), aliased(Account)
    for some in chunks(list(student_ids)):
        statement = (
            _elsewhere()
            .add_columns(here.student_id)
            .join(there, and_(there.school_id == Student.school_id, there.student_id == Student.id))
            .join(Login, and_(Login.school_id == there.school_id, Login.account_id == there.id))
            .join(here, and_(here.username == Login.username, here.school_id == school_id))
            .where(here.student_id.in_(some), Login.school_id != school_id)
        )
        found.update((row[-1], Elsewhere(*row[:-1])) for row in session.execute(statement))
    return found


def paths(session: Session, school_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The regions that administer these schools."""
    columns = select(School.id, School.province_id, School.city_id, School.county_id)
    found: dict[UUID, frozenset[UUID]] = {}
    for some in chunks(list(school_ids)):
        for row in session.execute(columns.where(School.id.in_(some))):
            found[row[0]] = frozenset(one for one in row[1:] if one is not None)
    return found


def lock_organisation(session: Session, school_id: UUID) -> str | None:
    """Let no other import or promotion change this school until the transaction ends; its system of grades."""
    mine = select(School.grade_system).where(School.id == school_id)
    return session.scalar(mine.with_for_update(key_share=True))


def must_lock(session: Session) -> bool:
    """True where others may write during our transaction; SQLite lets in one writer at a time."""
    return dialect_of(session) != "sqlite"


def lock(session: Session, school_id: UUID, student_ids: Iterable[UUID]) -> None:
    """Let nobody else move these pupils until the transaction ends; always in the same order. They go on handing in."""
    for some in chunks(sorted(student_ids)):
        mine = select(Student.id).where(Student.school_id == school_id, Student.id.in_(some)).order_by(Student.id)
        session.execute(mine.with_for_update(key_share=True)).all()


def come_back(session: Session, school_id: UUID, student_ids: Iterable[UUID]) -> None:
    """Take note that pupils who left are here again; their accounts open again."""
    for some in chunks(list(student_ids)):
        mine = (Student.school_id == school_id, Student.id.in_(some))
        session.execute(update(Student).where(*mine).values(left_on=None))
        accounts = (Account.school_id == school_id, Account.student_id.in_(some))
        session.execute(update(Account).where(*accounts).values(ended_at=None))


_RENAME = (
    update(Student)
    .where(Student.school_id == bindparam("b_school_id"), Student.id == bindparam("b_id"))
    .values({name: bindparam(f"new_{name}") for name in ("name", "sort_key", "number_hash", "local_id")})
)
_RENAME_ACCOUNT = (
    update(Account)
    .where(Account.school_id == bindparam("b_school_id"), Account.student_id == bindparam("b_id"))
    .values(name=bindparam("new_name"))
)


def describe(session: Session, school_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set name, sort_key, number_hash and local_id of pupils (`id` says whose); accounts carry the name too."""
    if not rows:
        return
    values = [
        {"b_school_id": school_id, "b_id": row["id"]}
        | {f"new_{name}": row[name] for name in ("name", "sort_key", "number_hash", "local_id")}
        for row in rows
    ]
    session.connection().execute(_RENAME, values)
    names = [{name: row[name] for name in ("b_school_id", "b_id", "new_name")} for row in values]
    session.connection().execute(_RENAME_ACCOUNT, names)


def last_rooms(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The class each of these pupils was in last; they sit in none now."""
    found: dict[UUID, UUID] = {}
    for some in chunks(list(student_ids)):
        mine = (Enrolment.school_id == school_id, Enrolment.student_id.in_(some))
        columns = select(Enrolment.student_id, Enrolment.classroom_id).where(*mine)
        for row in session.execute(columns.order_by(Enrolment.to_on, Enrolment.from_on, Enrolment.id)):
            found[row[0]] = row[1]
    return found


def persons(session: Session, school_id: UUID, person_ids: Collection[UUID]) -> set[UUID]:
    """Which of these persons the school has a row of, even an erased one."""
    found: set[UUID] = set()
    for some in chunks(list(person_ids)):
        mine = (Student.school_id == school_id, Student.person_id.in_(some))
        found.update(session.scalars(select(Student.person_id).where(*mine)))
    return found


_OPEN_ROOM = (
    update(Classroom)
    .where(Classroom.school_id == bindparam("b_school_id"), Classroom.id == bindparam("b_id"))
    .values(archived_on=None, grade=bindparam("new_grade"))
)
_CALL_ROOM = (
    update(Classroom)
    .where(Classroom.school_id == bindparam("b_school_id"), Classroom.id == bindparam("b_id"))
    .values(local_id=bindparam("new_local_id"))
)


def open_rooms(session: Session, school_id: UUID, grades: Mapping[UUID, int]) -> None:
    """Take classes out of the archive, with the grade they have now."""
    rows = [{"b_school_id": school_id, "b_id": room_id, "new_grade": grade} for room_id, grade in grades.items()]
    if rows:
        session.connection().execute(_OPEN_ROOM, rows)


def call_rooms(session: Session, school_id: UUID, local_ids: Mapping[UUID, str]) -> None:
    """Note what the school's own system calls its classes. A class in the archive gives its name up."""
    if not local_ids:
        return
    archived = (Classroom.school_id == school_id, Classroom.archived_on.is_not(None))
    taken = (*archived, Classroom.local_id.in_(list(local_ids.values())))
    session.execute(update(Classroom).where(*taken).values(local_id=None))
    rows = [{"b_school_id": school_id, "b_id": key, "new_local_id": name} for key, name in local_ids.items()]
    session.connection().execute(_CALL_ROOM, rows)


def chunks(items: Sequence[_T], size: int = CHUNK) -> Iterator[Sequence[_T]]:
    """The same items, at most `size` at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def _sits(of: type[Student]) -> Any:
    return and_(Enrolment.school_id == of.school_id, Enrolment.student_id == of.id, Enrolment.to_on.is_(None))


def _elsewhere() -> Any:
    columns = (Student.school_id, Student.id, Student.person_id, Student.number_hash, Student.left_on)
    return select(*columns, Enrolment.id, Enrolment.classroom_id).outerjoin(Enrolment, _sits(Student))
