"""Lists of pupils going out: in the columns in which they come in, so that a list imports back without change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.domain.rosters.gradewords import grade_text, stage_text
from app.domain.rosters.labels import room_text
from app.domain.rosters.lines import Field
from app.domain.rosters.numbers import number_token, student_code
from app.exchange.tables import Column, Sheet, write_csv, write_xlsx
from app.exchange.templates import HEADINGS
from app.services import operators
from app.store import regions
from app.store import rosters as store
from app.store.engine import Session
from app.store.rosters import ListedPupil, ListedSchool

# The school's name is for people only. The token stands for the national number, which we do not have.
_COLUMNS = (
    Column(HEADINGS[Field.SCHOOL_CODE], 14),
    Column("学校名称", 26),
    Column(HEADINGS[Field.NAME], 16),
    Column(HEADINGS[Field.STAGE], 8),
    Column(HEADINGS[Field.GRADE], 12),
    Column(HEADINGS[Field.ROOM], 12),
    Column(HEADINGS[Field.LOCAL_ID], 16),
    Column(HEADINGS[Field.STUDENT_ID], 34),
    Column("学籍标识", 66),
)
_SHEET = "学生名单"


class Form(StrEnum):
    """What kind of file a list is written as."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """How much a list holds."""

    schools: int
    pupils: int


def export_school(
    session: Session,
    actor: Actor,
    target: BinaryIO,
    *,
    form: Form,
    number_key: bytes,
    now: datetime,
    folder: Path | None = None,
    new_id: Callable[[], UUID] = uuid7,
) -> Exported:
    """Write the list of the actor's own school into an open file, and a line into its ledger."""
    require(actor, Permission.ROSTER_EXPORT, Place(school_id=actor.school_id))
    listed = store.school(session, actor.school_id)
    if listed is None:
        raise NotFound
    exported = _write(session, [listed], target, form, number_key, folder)
    note(session, actor, exported, now=now, school_id=listed.id, new_id=new_id)
    return exported


def export_by_operator(
    session: Session,
    target: BinaryIO,
    *,
    form: Form,
    number_key: bytes,
    school_id: UUID | None = None,
    region_id: UUID | None = None,
    folder: Path | None = None,
) -> Exported:
    """Write the lists of a school, or of all schools that a region administers, for whoever has the server's shell.

    It only reads, for as long as it takes; `note` writes the ledger's line afterwards, in a transaction of its own.
    """
    if school_id is not None:
        found = store.school(session, school_id)
        listed = [found] if found else []
    else:
        known = regions.region(session, region_id) if region_id else None
        listed = store.schools_of_region(session, known.id) if known else []
    if not listed:
        raise NotFound
    return _write(session, listed, target, form, number_key, folder)


def note(
    session: Session,
    actor: Actor | None,
    exported: Exported,
    *,
    now: datetime,
    school_id: UUID | None = None,
    new_id: Callable[[], UUID] = uuid7,
) -> None:
    """Write into the ledger that a list left; None is the operator, whose lists of regions stand under the platform."""
    reason = f"schools={exported.schools} pupils={exported.pupils}"
    operators.note(session, actor, "export_roster", now=now, school_id=school_id, reason=reason, new_id=new_id)


def _write(
    session: Session,
    schools: Sequence[ListedSchool],
    target: BinaryIO,
    form: Form,
    number_key: bytes,
    folder: Path | None,
) -> Exported:
    count = 0

    def rows() -> Iterator[Sequence[object]]:
        nonlocal count
        for school in schools:
            for pupil in store.pupils(session, school.id):
                count += 1
                yield _row(school, pupil, number_key)

    if form is Form.XLSX:
        write_xlsx(target, [Sheet(_SHEET, _COLUMNS, rows())], folder=folder)
    else:
        write_csv(target, [column.heading for column in _COLUMNS], rows())
    return Exported(len(schools), count)


def _row(school: ListedSchool, pupil: ListedPupil, number_key: bytes) -> Sequence[object]:
    stage = grade = room = ""
    if pupil.stage is not None and pupil.grade is not None and pupil.number is not None:
        stage, grade = stage_text(pupil.stage), grade_text(pupil.stage, pupil.grade)
        room = room_text(pupil.number, pupil.label)
    return (
        school.code,
        school.name,
        pupil.name,
        stage,
        grade,
        room,
        pupil.local_id,
        student_code(pupil.student_id),
        number_token(number_key, pupil.number_hash) if pupil.number_hash else "",
    )
