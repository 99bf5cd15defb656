"""Files that would take away too many: they stop until somebody has typed how many."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from sqlalchemy import select

from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.imports import ImportState, SchoolState
from app.services.imports import guard
from app.store.schema import ImportSchool
from tests.services.imports.office import HEADINGS, Line, Office, second_school


def class_of(office: Office, *serials: int, room: str = "1班") -> list[Line]:
    return office.lines(*((n, f"学生{n}", "三年级", room) for n in serials))


def confirm(office: Office, import_id: object, typed: str) -> None:
    with office.session() as session:
        guard.confirm(
            session,
            office.admin,
            import_id,  # type: ignore[arg-type]
            office.school.id,
            typed,
            now=office.clock(),
            new_id=uuid7,
        )


def test_five_in_a_hundred_may_go_and_six_may_not(office: Office) -> None:
    office.bring(class_of(office, *range(1, 101)))
    import_id = office.read(class_of(office, *range(6, 101)))
    assert office.preview(import_id).states == {SchoolState.PLANNED: 1}
    import_id = office.read(class_of(office, *range(7, 101)))
    assert office.preview(import_id).states == {SchoolState.HELD: 1}
    assert office.preview(import_id).schools[0].at_stake == 6


def test_a_held_school_waits_for_the_very_number(office: Office) -> None:
    office.bring(class_of(office, *range(1, 21)))
    import_id = office.read(class_of(office, *range(1, 11)))
    with pytest.raises(Conflict, match="import_nothing_to_apply"):
        office.order(import_id)
    for typed in ("", "9", "11", "zehn", "10.0", "１０"):
        with pytest.raises(Invalid, match="guard_number"):
            confirm(office, import_id, typed)
    confirm(office, import_id, " 10 ")
    with pytest.raises(Conflict, match="import_not_held"):
        confirm(office, import_id, "10")
    office.apply(import_id)
    assert sum(pupil.is_here for pupil in office.pupils().values()) == 10
    assert office.preview(import_id).status.state is ImportState.APPLIED
    assert ("import_confirm", "10") in office.deeds()
    with office.database.read() as session:
        mine = select(ImportSchool.confirmed_by).where(ImportSchool.import_id == import_id)
        assert session.scalars(mine).one() == office.admin.account_id


def test_a_whole_class_that_moves_is_stopped_too(office: Office) -> None:
    office.bring(class_of(office, *range(1, 21)))
    import_id = office.read(class_of(office, *range(1, 21), room="2班"))
    assert office.figures(import_id) == {"moved": 20, "new_rooms": 1}
    assert office.preview(import_id).states == {SchoolState.HELD: 1}


def test_a_school_that_would_lose_many_to_another_stops_the_other(office: Office) -> None:
    other, _admin = second_school(office)
    office.bring(class_of(office, *range(1, 21)))
    lines = office.lines(*((n, f"学生{n}", "三年级", "1班") for n in range(1, 11)), school=other)
    import_id = office.read(lines, office.officer, region_id=office.county.id)
    found = office.preview(import_id, office.officer)
    assert [(line.school_id, line.state, line.at_stake) for line in found.schools] == [(other.id, SchoolState.HELD, 10)]
    with pytest.raises(Conflict, match="import_nothing_to_apply"):
        office.order(import_id, office.officer)


def test_the_schools_that_are_ready_do_not_wait_for_the_others(office: Office) -> None:
    other, _admin = second_school(office)
    office.bring(class_of(office, *range(1, 21)))
    lines = class_of(office, *range(1, 11))
    lines += office.lines((200, "新生", "一年级", "1班"), school=other)
    import_id = office.read(lines, office.officer, region_id=office.county.id)
    office.apply(import_id, office.officer)
    found = office.preview(import_id, office.officer)
    assert found.states == {SchoolState.HELD: 1, SchoolState.APPLIED: 1}
    assert found.status.state is ImportState.CHECKED
    with office.session() as session:
        args = (office.officer, import_id, office.school.id, "10")
        guard.confirm(session, *args, now=office.clock(), new_id=uuid7)
    office.apply(import_id, office.officer)
    assert office.preview(import_id, office.officer).status.state is ImportState.APPLIED


def test_only_whom_the_import_belongs_to_confirms_it(office: Office) -> None:
    _other, stranger = second_school(office)
    office.bring(class_of(office, *range(1, 21)))
    import_id = office.read(class_of(office, *range(1, 11)))
    args = (import_id, office.school.id, "10")
    for who in (stranger, office.officer):
        with office.database.write() as session, pytest.raises(NotFound):
            guard.confirm(session, who, *args, now=office.clock(), new_id=uuid7)


def test_who_may_stand_on_a_hidden_sheet_has_not_left(office: Office) -> None:
    lines = class_of(office, *range(1, 101))
    office.bring(lines)
    found = office.read([], content=workbook(shown=lines[2:], hidden=lines[:2]))
    assert office.figures(found) == {}
    assert [one.code for one in office.preview(found).status.notices] == ["sheet_hidden"]
    office.bring([], content=workbook(shown=[*lines[2:], *class_of(office, 200)], hidden=lines[:2]))
    assert {pupil.is_here for pupil in office.pupils().values()} == {True}


def workbook(*, shown: list[Line], hidden: list[Line]) -> bytes:
    """An .xlsx of two sheets, of which a reader sees one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, lines in (("1", shown), ("2", hidden)):
            sheet = book.add_worksheet(name)
            for number, line in enumerate([HEADINGS, *lines]):
                sheet.write_row(number, 0, [str(one) for one in line])
        sheet.hide()
    return target.getvalue()
