"""Taking the last import of a school back, deed by deed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.errors import Conflict, NotFound
from app.domain.identifiers import uuid7
from app.domain.imports import Deed
from app.services import enrolments
from app.services.imports import undoing
from app.store.schema import Classroom, Progress, Student
from tests import builders
from tests.services.imports.office import Line, Office, hashed, second_school

BOOKS = ("job", "roster_import", "import_school", "ledger_entry", "import_change")


def class_of(office: Office, *serials: int) -> list[Line]:
    return office.lines(*((n, f"学生{n}", "三年级", "1班") for n in serials))


def test_added_pupils_without_a_trace_are_gone_with_their_classes(office: Office) -> None:
    before = office.sizes(*BOOKS)
    office.bring(class_of(office, 1, 2, 3))
    assert office.undo() == {Deed.ADDED: 3}
    assert office.sizes(*BOOKS) == before
    assert office.deeds()[-1] == ("undo_import", "added=3 skipped=0")


def test_every_deed_is_put_back(office: Office) -> None:
    office.bring(class_of(office, *range(1, 61)))
    office.bring(class_of(office, *range(1, 60)))
    before = office.pupils()
    lines = class_of(office, *range(1, 59))
    lines[0] = office.lines((1, "学生甲", "三年级", "1班"))[0]
    lines[1] = office.lines((2, "学生2", "三年级", "2班"))[0]
    lines += office.lines((60, "学生60", "三年级", "1班"), (99, "新来", "三年级", "2班"))
    office.clock.advance(days=1)
    import_id = office.bring(lines)
    figures = {"added": 1, "returned": 1, "changed": 1, "moved": 1, "left": 1, "new_rooms": 1}
    assert office.figures(import_id) == figures
    undone = {Deed.ADDED: 1, Deed.RETURNED: 1, Deed.CHANGED: 1, Deed.MOVED: 1, Deed.LEFT: 1}
    assert office.undo() == undone
    assert office.pupils() == before
    assert office.figures(office.read(class_of(office, *range(1, 60)))) == {}


def test_who_has_learnt_something_leaves_instead(office: Office) -> None:
    office.bring(class_of(office, 1, 2))
    with office.session() as session:
        pupil = session.scalars(select(Student).where(Student.number_hash == hashed(1))).one()
        room = session.scalars(select(Classroom)).one()
        task = builders.assignment(session, room)
        key = {"school_id": pupil.school_id, "assignment_id": task.id, "student_id": pupil.id}
        session.add(Progress(**key, revision="x", started_at=office.clock(), saved_at=office.clock()))
    assert office.undo() == {Deed.ADDED: 2}
    pupils = office.pupils()
    assert pupils.keys() == {"学生1"}
    assert not pupils["学生1"].is_here
    assert not pupils["学生1"].can_sign_in


def test_what_somebody_changed_since_stays(office: Office) -> None:
    office.bring(class_of(office, 1, 2))
    office.bring(office.lines((1, "学生甲", "三年级", "1班"), (2, "学生2", "三年级", "1班")))
    with office.session() as session:
        session.execute(update(Student).where(Student.name == "学生甲").values(name="学生乙"))
    with office.session() as session:
        undone = undoing.undo(session, office.admin, office.school.id, now=office.clock(), new_id=uuid7)
    assert undone == undoing.Undone({}, 1)
    assert "学生乙" in office.pupils()


def test_who_was_transferred_since_stays_there(office: Office) -> None:
    office.bring(class_of(office, 1, 2))
    with office.session() as session:
        room = builders.classroom(session, session.merge(office.school), grade=3)
        pupil_id = session.scalars(select(Student.id).where(Student.number_hash == hashed(1))).one()
        on = builders.TODAY
        enrolments.transfer(session, office.admin, pupil_id, room.id, on=on, now=office.clock(), new_id=uuid7)
    with office.session() as session:
        undone = undoing.undo(session, office.admin, office.school.id, now=office.clock(), new_id=uuid7)
    assert undone == undoing.Undone({Deed.ADDED: 1}, 1)
    assert office.pupils().keys() == {"学生1"}


def test_a_pupil_taken_from_another_school_goes_back_with_the_log_in(office: Office) -> None:
    other, _admin = second_school(office)
    office.bring(class_of(office, *range(1, 31)))
    before = office.pupils()
    lines = office.lines((1, "学生1", "三年级", "5班"), school=other)
    office.bring(lines, office.officer, region_id=office.county.id)
    assert office.pupils(other)["学生1"].username == before["学生1"].username
    assert office.undo(other, office.officer) == {Deed.ADDED: 1}
    assert office.pupils() == before
    assert not office.pupils(other)["学生1"].is_here


def test_only_the_last_import_and_only_for_thirty_days(office: Office) -> None:
    office.bring(class_of(office, 1, 2))
    office.bring(class_of(office, 1, 2, 3))
    office.bring(class_of(office, 1, 2, 3))
    with office.database.read() as session:
        found = undoing.undoable(session, office.admin, office.school.id, now=office.clock())
    assert found is not None
    assert (found.counts.added, found.until - found.applied_at) == (1, timedelta(days=30))
    assert office.undo() == {Deed.ADDED: 1}
    with pytest.raises(Conflict, match="import_not_undoable"):
        office.undo()
    office.bring(class_of(office, 1, 2, 3))
    office.clock.advance(days=31)
    with pytest.raises(Conflict, match="import_not_undoable"):
        office.undo()


def test_nobody_undoes_in_a_foreign_school(office: Office) -> None:
    _other, stranger = second_school(office)
    office.bring(class_of(office, 1, 2))
    with pytest.raises(NotFound):
        office.undo(actor=stranger)
