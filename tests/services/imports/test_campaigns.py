"""Imports while a campaign runs: its figures do not move, lines stand beside them, and what was learnt goes along."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.identifiers import uuid7
from app.services import campaigns, rollups
from app.store.schema import Assignment, Classroom, Counter, LedgerEntry, Progress, Student
from tests import builders
from tests.services.imports.office import Line, Office, hashed


def class_of(office: Office, *serials: int, room: str = "1班") -> list[Line]:
    return office.lines(*((n, f"学生{n}", "五年级", room) for n in serials))


def begin_campaign(office: Office) -> None:
    with office.session() as session:
        campaign = builders.campaign(session, session.merge(office.county))
        campaigns.freeze(session, campaign.id, now=office.clock(), new_id=uuid7)


def figures(office: Office) -> list[tuple[int, int, int]]:
    with office.database.read() as session:
        assert rollups.verify(session) == []
        rows = session.execute(select(Counter.roster, Counter.reached, Counter.completed).order_by(Counter.roster))
        return [(row[0], row[1], row[2]) for row in rows]


def test_denominators_stay_and_lines_stand_beside_them(office: Office) -> None:
    office.bring([*class_of(office, *range(1, 41)), *class_of(office, *range(41, 51), room="2班")])
    begin_campaign(office)
    before = figures(office)
    lines = [*class_of(office, *range(1, 40)), *class_of(office, *range(41, 51), 40, room="2班")]
    lines = [line for line in lines if line != lines[0]] + class_of(office, 99, room="3班")
    office.bring(lines)
    assert figures(office) == before == [(10, 0, 0), (40, 0, 0)]
    with office.database.read() as session:
        told = select(LedgerEntry.deed).where(LedgerEntry.campaign_id.is_not(None), LedgerEntry.student_id.is_not(None))
        assert sorted(session.scalars(told)) == ["join", "leave", "transfer"]


def test_a_new_class_gets_the_tasks_and_a_mover_goes_on_where_the_lesson_stood(office: Office) -> None:
    office.bring(class_of(office, *range(1, 41)))
    begin_campaign(office)
    with office.session() as session:
        task = session.scalars(select(Assignment)).one()
        pupil = session.scalars(select(Student).where(Student.number_hash == hashed(40))).one()
        key = {"school_id": pupil.school_id, "assignment_id": task.id, "student_id": pupil.id}
        session.add(Progress(**key, revision="x", started_at=office.clock(), saved_at=office.clock(), step=3))
    office.bring([*class_of(office, *range(1, 40)), *class_of(office, 40, room="2班")])
    with office.database.read() as session:
        room_id = session.scalars(select(Classroom.id).where(Classroom.number == 2)).one()
        there = session.scalars(select(Assignment.id).where(Assignment.classroom_id == room_id)).one()
        steps = session.scalars(select(Progress.step).where(Progress.assignment_id == there)).all()
    assert steps == [3]
    office.undo()
    with office.database.read() as session:
        kept = session.execute(select(Progress.assignment_id, Progress.step)).all()
    assert (task.id, 3) in [tuple(row) for row in kept]
    figures(office)
