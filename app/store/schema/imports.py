"""Imports of pupils: the file while it is read, its rows while they wait for "apply", and what undoing needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed, Dialect, ImportState, SchoolState
from app.store.schema.base import BY_SCHOOL, Base, Id, IdKey, Moment, Name, choice_of

IMPORT = ["school_id", "import_id"]


class RosterImport(Base):
    """One file, from its upload to its end. `school_id` is the organisation of whoever brought it.

    It may speak of `target_school_id` only, or of the schools that `region_id` administers, or (both NULL) of all.
    `problem` is the code of what is wrong with the file as a whole. Rows and faults are deleted at `expires_at`.
    """

    __tablename__ = "roster_import"
    __table_args__ = (Index("ix_roster_import_created", "school_id", "created_at"), {"info": BY_SCHOOL})

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[IdKey]
    ordered_by: Mapped[Id]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    file_name: Mapped[Name]
    coverage: Mapped[Coverage] = mapped_column(choice_of(Coverage))
    target_school_id: Mapped[Id | None] = mapped_column(default=None)
    region_id: Mapped[Id | None] = mapped_column(default=None)
    dialect: Mapped[Dialect | None] = mapped_column(choice_of(Dialect), default=None)
    state: Mapped[ImportState] = mapped_column(choice_of(ImportState), default=ImportState.WAITING)
    rows: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    notices: Mapped[list[Any]] = mapped_column(default_factory=list)
    problem: Mapped[str] = mapped_column(String(64), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    applied_at: Mapped[Moment | None] = mapped_column(default=None)


class ImportFile(Base):
    """A part of a file that came or goes with an import, sealed with the installation's key. Deleted once used."""

    __tablename__ = "import_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["school_id", "import_id"], ["roster_import.school_id", "roster_import.id"], use_alter=True
        ),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    import_id: Mapped[IdKey]
    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportFault(Base):
    """What is wrong at one place of the file. `facts` fill the sentence; a student number is never among them."""

    __tablename__ = "import_fault"
    __table_args__ = (
        ForeignKeyConstraint(
            ["school_id", "import_id"], ["roster_import.school_id", "roster_import.id"], use_alter=True
        ),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    import_id: Mapped[IdKey]
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    sheet: Mapped[Name]
    line: Mapped[int | None] = mapped_column(default=None)
    column: Mapped[str] = mapped_column(String(60), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class ImportSchool(Base):
    """An import in one of its schools (`school_id`), with the counts of its plan. `order_id` is the organisation that
    holds the import itself. Applied and undone one school at a time; `room_ids` are the classrooms it made."""

    __tablename__ = "import_school"
    __table_args__ = (
        Index("ix_import_school_import", "import_id"),
        Index("ix_import_school_applied", "school_id", "applied_at"),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    import_id: Mapped[IdKey]
    order_id: Mapped[Id]
    state: Mapped[SchoolState] = mapped_column(choice_of(SchoolState))
    present: Mapped[int]
    added: Mapped[int]
    returned: Mapped[int]
    changed: Mapped[int]
    moved: Mapped[int]
    left: Mapped[int]
    untouched: Mapped[int]
    new_rooms: Mapped[int]
    room_ids: Mapped[list[Any]] = mapped_column(default_factory=list)
    confirmed_by: Mapped[Id | None] = mapped_column(default=None)
    applied_at: Mapped[Moment | None] = mapped_column(default=None)
    applied_by: Mapped[Id | None] = mapped_column(default=None)
    undone_at: Mapped[Moment | None] = mapped_column(default=None)


class ImportRow(Base):
    """A pupil as the file names them, waiting for "apply" in the school it belongs to."""

    __tablename__ = "import_row"
    __table_args__ = {"info": BY_SCHOOL}

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    import_id: Mapped[IdKey]
    position: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[Name]
    line: Mapped[int]
    name: Mapped[Name]
    sort_key: Mapped[str] = mapped_column(String(200))
    stage: Mapped[Stage | None] = mapped_column(choice_of(Stage), default=None)
    grade: Mapped[int | None] = mapped_column(default=None)
    room: Mapped[str | None] = mapped_column(String(20), default=None)
    room_local_id: Mapped[str | None] = mapped_column(String(64), default=None)
    student_id: Mapped[Id | None] = mapped_column(default=None)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    local_id: Mapped[str | None] = mapped_column(String(64), default=None)
    is_leaving: Mapped[bool] = mapped_column(default=False)


class ImportChange(Base):
    """What an applied import did to one pupil, with what was before: enough to undo it within thirty days."""

    __tablename__ = "import_change"
    __table_args__ = (
        ForeignKeyConstraint(["school_id", "student_id"], ["student.school_id", "student.id"], use_alter=True),
        {"info": BY_SCHOOL},
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    import_id: Mapped[IdKey]
    student_id: Mapped[IdKey]
    deed: Mapped[Deed] = mapped_column(choice_of(Deed))
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
