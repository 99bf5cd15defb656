"""Files over several schools: pupils who change school, and what a file may not do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.domain.imports import SchoolState
from app.services import enrolments
from app.store.engine import Session
from app.store.schema import Student
from tests import builders
from tests.services.imports.office import LISTED, Line, Office, hashed, second_school


def class_of(office: Office, *serials: int) -> list[Line]:
    return office.lines(*((n, f"学生{n}", "三年级", "1班") for n in serials))


def release(office: Office, serial: int) -> None:
    with office.session() as session:
        pupil_id = session.scalars(select(Student.id).where(Student.number_hash == hashed(serial))).one()
        enrolments.release(
            session, office.admin, pupil_id, "随父母搬家", on=builders.TODAY, now=office.clock(), new_id=uuid7
        )


def person(session: Session, school_id: object, serial: int) -> object:
    mine = select(Student.person_id).where(Student.school_id == school_id, Student.number_hash == hashed(serial))
    return session.scalars(mine).one()


def test_a_pupil_whose_school_has_let_go_follows_with_the_log_in(office: Office) -> None:
    other, admin = second_school(office)
    office.bring(class_of(office, 1, 2))
    before = office.pupils()["学生1"]
    release(office, 1)
    lines = office.lines((1, "学生1", "三年级", "1班"), school=other)
    import_id = office.bring(lines, admin, school_id=other.id)
    assert office.figures(import_id, admin) == {"added": 1, "new_rooms": 1}
    now = office.pupils(other)["学生1"]
    assert (now.username, now.can_sign_in) == (before.username, True)
    assert office.pupils()["学生1"].username is None
    with office.database.read() as session:
        assert person(session, other.id, 1) == person(session, office.school.id, 1)


def test_a_pupil_still_enrolled_elsewhere_is_not_taken_by_a_school(office: Office) -> None:
    other, admin = second_school(office)
    office.bring(class_of(office, 1, 2))
    lines = office.lines((1, "学生1", "三年级", "1班"), (9, "学生9", "三年级", "1班"), school=other)
    import_id = office.read(lines, admin, school_id=other.id)
    assert office.faults(import_id, admin) == [("still_elsewhere", 2)]
    office.apply(import_id, admin)
    assert office.pupils(other).keys() == {"学生9"}
    assert office.pupils()["学生1"].is_here


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_county_moves_pupils_between_its_schools_in_one_file(office: Office, is_reversed: bool) -> None:
    other, _admin = second_school(office)
    whole = class_of(office, *range(1, 41))
    office.bring([*whole, *_there(office, other, *range(41, 81))], office.officer, region_id=office.county.id)
    before = office.pupils() | office.pupils(other)
    lines = [*class_of(office, *range(2, 42)), *_there(office, other, 1, *range(42, 81))]
    if is_reversed:
        lines.reverse()
    import_id = office.read(lines, office.officer, region_id=office.county.id)
    assert office.figures(import_id, office.officer) == {"moved": 2}
    assert office.preview(import_id, office.officer).states == {SchoolState.PLANNED: 2}
    office.apply(import_id, office.officer)
    assert office.preview(import_id, office.officer).states == {SchoolState.APPLIED: 2}
    here, there = office.pupils(), office.pupils(other)
    assert (here["学生41"].username, there["学生1"].username) == (before["学生41"].username, before["学生1"].username)
    assert not here["学生1"].is_here
    assert not there["学生41"].is_here
    again = office.read(lines, office.officer, region_id=office.county.id)
    assert office.figures(again, office.officer) == {}


def _there(office: Office, school: object, *serials: int) -> list[Line]:
    return office.lines(*((n, f"学生{n}", "三年级", "1班") for n in serials), school=school)  # type: ignore[arg-type]


def test_a_pupil_comes_back_from_another_school(office: Office) -> None:
    other, admin = second_school(office)
    office.bring(class_of(office, 1, 2))
    username = office.pupils()["学生1"].username
    release(office, 1)
    office.bring(_there(office, other, 1, *range(50, 80)), admin, school_id=other.id)
    import_id = office.read(class_of(office, 1, 2))
    assert office.faults(import_id) == [("still_elsewhere", 2)]
    import_id = office.bring(class_of(office, 1, 2), office.officer, region_id=office.county.id)
    assert office.figures(import_id, office.officer) == {"moved": 1}
    assert office.pupils()["学生1"].username == username
    assert not office.pupils(other)["学生1"].is_here


def test_one_pupil_in_two_schools_of_a_file_stays(office: Office) -> None:
    other, _admin = second_school(office)
    office.bring(class_of(office, 1, 2))
    lines = [*class_of(office, 1, 2), *_there(office, other, 1, 3)]
    import_id = office.bring(lines, office.officer, region_id=office.county.id)
    assert sorted(office.faults(import_id, office.officer)) == [
        ("pupil_in_two_schools", 2),
        ("pupil_in_two_schools", 4),
    ]
    assert office.pupils()["学生1"].is_here
    assert office.pupils(other).keys() == {"学生3"}


def test_a_county_may_not_speak_of_another_countys_schools(office: Office) -> None:
    with office.session() as session:
        foreign = builders.county(session)
        session.expunge_all()
    other, _admin = second_school(office, foreign)
    import_id = office.read(
        [*class_of(office, 1), *_there(office, other, 2)], office.officer, region_id=office.county.id
    )
    assert office.faults(import_id, office.officer) == [("school_unknown", 3)]
    for scope in ({"region_id": foreign.id}, {"school_id": other.id}, {"school_id": None, "region_id": None}):
        with pytest.raises(NotFound):
            office.receive(class_of(office, 1), office.officer, **scope)


def test_a_school_may_bring_only_its_own(office: Office) -> None:
    other, admin = second_school(office)
    for scope in ({"school_id": office.school.id}, {"region_id": office.county.id}, {"school_id": None}):
        with pytest.raises(NotFound):
            office.receive(class_of(office, 1), admin, **scope)
    import_id = office.read(class_of(office, 1))
    with pytest.raises(NotFound):
        office.preview(import_id, admin)
    assert other.id != office.school.id


def test_a_pupil_admitted_without_a_number_is_known_by_the_one_the_former_school_knew(office: Office) -> None:
    other, admin = second_school(office)
    office.bring(class_of(office, 1, 2))
    username = office.pupils()["学生1"].username
    assert username is not None
    release(office, 1)
    with office.session() as session:
        room = builders.classroom(session, session.merge(other), grade=3, number=1)
        on = builders.TODAY
        enrolments.admit(session, admin, username, room.id, on=on, now=office.clock(), new_id=uuid7)
    lines = office.lines((1, "学生1", "三年级", "1班"), school=other)
    import_id = office.bring(lines, admin, school_id=other.id, coverage=LISTED)
    assert office.figures(import_id, admin) == {}
    with office.database.read() as session:
        assert person(session, other.id, 1) == person(session, office.school.id, 1)


def test_many_schools_are_applied_together_and_each_as_shown(office: Office) -> None:
    others = [second_school(office)[0] for _ in range(24)]
    lines = class_of(office, *range(1, 41))
    for place, school in enumerate(others, start=1):
        lines += _there(office, school, *range(place * 100, place * 100 + 3))
    import_id = office.bring(lines, office.officer, region_id=office.county.id)
    assert office.preview(import_id, office.officer).states == {SchoolState.APPLIED: 25}
    assert [len(office.pupils(school)) for school in others] == [3] * 24
    assert office.figures(office.read(lines, office.officer, region_id=office.county.id), office.officer) == {}
