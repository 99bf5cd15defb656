"""Workers that are stopped or killed, and people who change things while an import is applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.identifiers import uuid7
from app.domain.imports import ImportState, SchoolState
from app.domain.jobs import JobState
from app.services import enrolments, jobs
from app.services.handlers import HANDLERS
from app.services.imports import applying
from app.store import imports as store
from app.store.enrolments import open_of
from app.store.schema import Classroom, ImportFile, Job, Student
from tests import builders
from tests.services.imports.office import Line, Office, hashed, second_school


class Killed(BaseException):
    """What a SIGKILL looks like from inside: nothing after it runs."""


def class_of(office: Office, *serials: int, room: str = "1班") -> list[Line]:
    return office.lines(*((n, f"学生{n}", "三年级", room) for n in serials))


def killing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, after: int) -> None:
    """Let the worker die when it calls a function once more than `after` times."""
    whole: Callable[..., Any] = getattr(module, name)
    calls = [0]

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == after + 1:
            raise Killed
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, dying)


def test_a_worker_killed_between_schools_is_followed_by_one_that_does_the_rest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    schools = [office.school, *(second_school(office)[0] for _ in range(3))]
    lines = [
        line
        for place, school in enumerate(schools)
        for line in office.lines((place * 10 + 1, "甲", "三年级", "1班"), school=school)
    ]
    import_id = office.read(lines, office.officer, region_id=office.county.id)
    office.order(import_id, office.officer)
    with monkeypatch.context() as patched:
        killing(patched, applying, "_apply_school", 2)
        with pytest.raises(Killed):
            office.work()
    states = office.preview(import_id, office.officer).states
    assert states == {SchoolState.APPLIED: 2, SchoolState.PLANNED: 2}
    assert office.work() == 0
    office.clock.advance(seconds=61)
    assert office.work() == 1
    assert office.preview(import_id, office.officer).states == {SchoolState.APPLIED: 4}
    assert [len(office.pupils(school)) for school in schools] == [1, 1, 1, 1]


def test_a_worker_killed_inside_a_school_leaves_nothing_of_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = office.read(class_of(office, 1, 2, 3))
    before = office.sizes("job", "roster_import")
    office.order(import_id)
    with monkeypatch.context() as patched:
        killing(patched, applying.ledger, "append", 0)
        with pytest.raises(Killed):
            office.work()
    assert office.sizes("job", "roster_import") == before
    office.clock.advance(seconds=61)
    office.work()
    assert len(office.pupils()) == 3


def test_reading_begins_again_after_a_kill(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = class_of(office, 1, 2, 3)
    lines.append((office.school.code, "", "三年级", "1班", ""))
    import_id = office.receive(lines)
    with monkeypatch.context() as patched:
        killing(patched, store, "add_faults", 0)
        with pytest.raises(Killed):
            office.work()
    with office.database.read() as session:
        assert session.scalars(select(ImportFile.purpose)).all() == ["upload"]
    office.clock.advance(seconds=61)
    office.work()
    assert office.figures(import_id) == {"added": 3, "new_rooms": 1}
    assert office.preview(import_id).status.faults > 0


def test_a_file_that_kills_every_worker_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = office.receive(class_of(office, 1))
    for _ in range(3):
        with monkeypatch.context() as patched:
            killing(patched, store, "parts", 0)
            with pytest.raises(Killed):
                office.work()
        office.clock.advance(seconds=61)
    office.work()
    status = office.preview(import_id).status
    assert (status.state, status.problem) == (ImportState.REFUSED, "import_broken")
    assert office.sizes()["import_file"] == 0
    office.read(class_of(office, 1))


def test_a_broken_apply_can_be_ordered_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = office.read(class_of(office, 1))
    office.order(import_id)
    with monkeypatch.context() as patched:
        patched.setattr(applying, "carry_out", lambda *_args: 1 / 0)
        office.work()
    assert office.preview(import_id).status.state is ImportState.CHECKED
    office.apply(import_id)
    assert len(office.pupils()) == 1


def test_a_stopped_worker_puts_its_import_back(office: Office) -> None:
    import_id = office.receive(class_of(office, 1, 2))
    assert jobs.work_once(_stopping(office), HANDLERS)
    with office.database.read() as session:
        assert session.scalars(select(Job.state)).one() is JobState.WAITING
    office.work()
    assert office.figures(import_id) == {"added": 2, "new_rooms": 1}


def test_a_school_that_changed_since_the_preview_is_left_alone(office: Office) -> None:
    office.bring(class_of(office, *range(1, 41)))
    import_id = office.read([*class_of(office, *range(2, 41)), *class_of(office, 1, room="2班")])
    transfer(office, 5)
    before = office.pupils()
    office.apply(import_id)
    assert office.preview(import_id).states == {SchoolState.OUTDATED: 1}
    assert office.pupils() == before


def test_a_transfer_between_looking_and_locking_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only PostgreSQL lets somebody write while a school is being applied."""
    if office.database.engine.dialect.name == "sqlite":
        return
    office.bring(class_of(office, *range(1, 41)))
    import_id = office.read([*class_of(office, *range(2, 41)), *class_of(office, 1, room="2班")])
    whole = applying.look
    looks = [0]

    def look(*args: Any) -> Any:
        looks[0] += 1
        found = whole(*args)
        if looks[0] == 1:
            transfer(office, 1)
        return found

    monkeypatch.setattr(applying, "look", look)
    office.apply(import_id)
    assert looks == [2]
    assert office.preview(import_id).states == {SchoolState.APPLIED: 1}
    with office.database.read() as session:
        room = select(Classroom.number).where(Classroom.id == _room_of(office, 1))
        assert session.scalars(room).one() == 2


def transfer(office: Office, serial: int) -> UUID:
    with office.session() as session:
        room = builders.classroom(session, session.merge(office.school), grade=3, number=77)
        pupil_id = session.scalars(select(Student.id).where(Student.number_hash == hashed(serial))).one()
        on = builders.TODAY
        enrolments.transfer(session, office.admin, pupil_id, room.id, on=on, now=office.clock(), new_id=uuid7)
        return room.id


def _room_of(office: Office, serial: int) -> UUID | None:
    with office.database.read() as session:
        pupil_id = session.scalars(select(Student.id).where(Student.number_hash == hashed(serial))).one()
        found = open_of(session, office.school.id, pupil_id)
    return found.classroom_id if found else None


def _stopping(office: Office) -> jobs.Tools:
    return jobs.Tools(
        office.database,
        office.tools.seal,
        office.tools.number_key,
        5,
        office.clock,
        uuid7,
        office.tools.dice,
        should_stop=lambda: True,
    )
