"""Lists that leave: whole, only for who may, and coming back without change."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.domain.access import Role
from app.domain.errors import NotFound
from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed
from app.domain.rosters.checking import Rules, check
from app.domain.rosters.lines import Line, Wanted
from app.domain.rosters.marks import unmarked
from app.domain.rosters.matching import Present
from app.domain.rosters.numbers import number_hash
from app.domain.rosters.planning import Plan, plan
from app.domain.rosters.rooms import Room
from app.exchange.rosters import opened
from app.services import rosters
from app.services.rosters import Exported, Form
from app.store.engine import Session
from app.store.schema import Classroom, Enrolment, LedgerEntry, School, Student
from tests import builders, staff

KEY = b"k" * 32
NUMBER = "G11010519491231002X"
NAMES = [
    "阿依古丽·买买提",
    "王𬀩",
    "O'Brien Anne-Marie",
    "欧阳修",
    "王芳",
    "王芳",
    "-减号",
    "@家",
    "张伟(大)",
    "Renée",
]


@dataclass
class Town:
    """Three schools of one county: with odd names; a five-four one with a kindergarten; a vocational one."""

    county_id: UUID
    odd: School
    five_four: School
    vocational: School


@pytest.fixture
def town(session: Session) -> Town:
    county = builders.county(session)
    odd = builders.school(session, county)
    room, beside = builders.classroom(session, odd, grade=3), builders.classroom(session, odd, grade=4)
    for place, name in enumerate(NAMES):
        own: dict[str, object] = {"local_id": f"00{place}"} if place % 2 else {}
        own |= {"number_hash": number_hash(KEY, NUMBER)} if place == 0 else {}
        builders.student(session, room if place < 5 else beside, name=name, **own)
    builders.student(session, builders.classroom(session, odd, grade=3, number=101, label="小太阳"), local_id="'=1")
    roomless = builders.student(session, room, name="没班级")
    gone = builders.student(session, room, name="已转出", left_on=builders.TODAY)
    for pupil in (roomless, gone):
        session.delete(session.scalars(select(Enrolment).where(Enrolment.student_id == pupil.id)).one())
    five_four = builders.school(session, county, grade_system="54")
    for grade, stage in (
        (-2, Stage.KINDERGARTEN),
        (0, Stage.KINDERGARTEN),
        (5, Stage.PRIMARY),
        (6, Stage.JUNIOR),
        (9, Stage.JUNIOR),
    ):
        builders.student(session, builders.classroom(session, five_four, grade=grade, stage=stage))
    # Some places keep the sixth year in the primary school although they count five and four.
    builders.student(session, builders.classroom(session, five_four, grade=6, stage=Stage.PRIMARY))
    vocational = builders.school(session, county)
    for grade, stage in (
        (10, Stage.VOCATIONAL),
        (10, Stage.SENIOR),
        (12, Stage.VOCATIONAL),
        (13, Stage.UNIVERSITY),
        (17, Stage.UNIVERSITY),
    ):
        builders.student(session, builders.classroom(session, vocational, grade=grade, stage=stage))
    session.commit()
    return Town(county.id, odd, five_four, vocational)


def written(session: Session, form: Form, **where: UUID) -> tuple[bytes, Exported]:
    target = io.BytesIO()
    exported = rosters.export_by_operator(session, target, form=form, number_key=KEY, **where)
    return target.getvalue(), exported


def read_back(session: Session, content: bytes, folder: Path) -> dict[str, list[Wanted]]:
    """The lines of a file by school, as an import takes them."""
    file = folder / "roster"
    file.write_bytes(content)
    systems = dict(session.execute(select(School.code, School.grade_system)).all())
    rules = Rules(KEY, systems.get, builders.TODAY)
    with opened(file) as roster:
        lines = list(roster.lines())
    found: dict[str, list[Wanted]] = {}
    for line in lines:
        assert isinstance(line, Line), line
        wanted = check(line, rules)
        assert isinstance(wanted, Wanted), wanted
        found.setdefault(wanted.school_code, []).append(wanted)
    return found


def compared(session: Session, school: School, wanted: list[Wanted]) -> Plan:
    rows = session.execute(
        select(Student.id, Student.name, Student.number_hash, Student.local_id, Enrolment.classroom_id, Student.left_on)
        .outerjoin(Enrolment, (Enrolment.student_id == Student.id) & Enrolment.to_on.is_(None))
        .where(Student.school_id == school.id)
    )
    present = [Present(*row[:5], has_left=row[5] is not None) for row in rows]
    columns = (Classroom.id, Classroom.stage, Classroom.grade, Classroom.number, Classroom.label, Classroom.local_id)
    rooms = [Room(*row) for row in session.execute(select(*columns).where(Classroom.school_id == school.id))]
    return plan(present, rooms, wanted, coverage=Coverage.SCHOOL, system=school.grade_system)


@pytest.mark.parametrize("form", Form)
def test_a_list_comes_back_without_change(session: Session, town: Town, form: Form, tmp_path: Path) -> None:
    content, exported = written(session, form, region_id=town.county_id)
    assert exported == Exported(3, len(NAMES) + 2 + 6 + 5)
    lines = read_back(session, content, tmp_path)
    for school in (town.odd, town.five_four, town.vocational):
        found = compared(session, school, lines[school.code or ""])
        assert found.faults == ()
        assert [step.deed for step in found.steps] == []
        assert found.is_empty
        assert found.count(Deed.UNTOUCHED) == len(lines[school.code or ""])


@pytest.mark.parametrize("form", Form)
def test_a_list_without_our_ids_comes_back_by_number_and_local_id(
    session: Session, town: Town, form: Form, tmp_path: Path
) -> None:
    content, _exported = written(session, form, school_id=town.odd.id)
    lines = [
        line if not (line.number_hash or line.local_id) else Wanted(**{**_fields(line), "student_id": None})
        for line in read_back(session, content, tmp_path)[town.odd.code or ""]
    ]
    assert sum(line.student_id is None for line in lines) == 7
    assert compared(session, town.odd, lines).is_empty


def _fields(line: Wanted) -> dict[str, object]:
    return {name: getattr(line, name) for name in Wanted.__dataclass_fields__}


def test_names_are_written_as_they_are(session: Session, town: Town) -> None:
    content, _exported = written(session, Form.XLSX, school_id=town.odd.id)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert {unmarked(str(row[2])) for row in rows} >= set(NAMES)
    assert "已转出" not in {row[2] for row in rows}
    assert len(rows) == len(NAMES) + 2


def test_no_number_and_nothing_of_another_school_leaves(session: Session, town: Town) -> None:
    content, _exported = written(session, Form.CSV, school_id=town.odd.id)
    text = content.decode("utf-8-sig")
    assert NUMBER not in text
    assert number_hash(KEY, NUMBER).hex() not in text
    assert (town.vocational.code or "") not in text


def test_a_school_takes_its_own_list_and_the_ledger_says_so(session: Session, town: Town) -> None:
    actor = staff.actor(session, builders.staff(session, town.odd))
    target = io.BytesIO()
    exported = rosters.export_school(session, actor, target, form=Form.CSV, number_key=KEY, now=builders.NOW)
    assert exported == Exported(1, len(NAMES) + 2)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.deed == "export_roster")).one()
    assert (entry.school_id, entry.actor_id, entry.reason) == (town.odd.id, actor.account_id, "schools=1 pupils=12")


@pytest.mark.parametrize("role", [Role.BUREAU, Role.PLATFORM])
def test_nobody_above_the_school_takes_names(session: Session, town: Town, role: Role) -> None:
    actor = staff.actor(session, builders.staff(session, role=role))
    target = io.BytesIO()
    with pytest.raises(NotFound):
        rosters.export_school(session, actor, target, form=Form.CSV, number_key=KEY, now=builders.NOW)
    assert target.getvalue() == b""


def test_a_teacher_takes_no_list(session: Session, town: Town) -> None:
    room = builders.classroom(session, town.odd)
    actor = staff.actor(session, builders.teacher(session, room))
    with pytest.raises(NotFound):
        rosters.export_school(session, actor, io.BytesIO(), form=Form.CSV, number_key=KEY, now=builders.NOW)


def test_an_unknown_place_is_not_found(session: Session) -> None:
    for where in ({"school_id": UUID(int=1)}, {"region_id": UUID(int=1)}, {}):
        with pytest.raises(NotFound):
            written(session, Form.CSV, **where)


def test_a_school_costs_one_query(session: Session, town: Town) -> None:
    with staff.statements() as sent:
        written(session, Form.CSV, school_id=town.odd.id)
    assert len(sent) == 2
