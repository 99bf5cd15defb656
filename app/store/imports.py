"""Imports as a whole: the file in passing, what is wrong with it, and where each school of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from app.domain.imports import Coverage, Dialect, ImportState
from app.domain.rosters.lines import Fault
from app.store import bulk
from app.store.engine import Session
from app.store.schema import ImportFault, ImportFile, RosterImport, School

BUSY = (ImportState.WAITING, ImportState.READING, ImportState.APPLYING)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import."""

    school_id: UUID
    id: UUID
    ordered_by: UUID
    created_at: datetime
    expires_at: datetime
    file_name: str
    coverage: Coverage
    target_school_id: UUID | None
    region_id: UUID | None
    dialect: Dialect | None
    state: ImportState
    rows: int
    faults: int
    notices: list[Any]
    problem: str
    facts: dict[str, Any]
    applied_at: datetime | None


_RECORD = tuple(getattr(RosterImport, name) for name in ImportRecord.__dataclass_fields__)


def lock_organisation(session: Session, school_id: UUID) -> None:
    """Let nobody else begin an import in this organisation until the transaction ends."""
    session.execute(select(School.id).where(School.id == school_id).with_for_update(key_share=True)).all()


def is_busy(session: Session, school_id: UUID) -> bool:
    """True while a file of this organisation is read or applied."""
    busy = select(RosterImport.id).where(RosterImport.school_id == school_id, RosterImport.state.in_(BUSY))
    return session.execute(busy.limit(1)).first() is not None


def add(session: Session, row: dict[str, Any]) -> None:
    """Keep a new import."""
    session.add(RosterImport(**row))
    session.flush()


def get(session: Session, school_id: UUID, import_id: UUID, *, lock: bool = False) -> ImportRecord | None:
    """One import of an organisation; with `lock` nobody else changes its state until the transaction ends."""
    statement = select(*_RECORD).where(*_is(school_id, import_id))
    row = session.execute(statement.with_for_update(key_share=True) if lock else statement).first()
    return ImportRecord(*row) if row else None


def recent(session: Session, school_id: UUID, limit: int) -> list[ImportRecord]:
    """The latest imports of an organisation."""
    statement = select(*_RECORD).where(RosterImport.school_id == school_id)
    rows = session.execute(statement.order_by(RosterImport.created_at.desc(), RosterImport.id.desc()).limit(limit))
    return [ImportRecord(*row) for row in rows]


def change(session: Session, school_id: UUID, import_id: UUID, **values: Any) -> None:
    """Set columns of an import."""
    session.execute(update(RosterImport).where(*_is(school_id, import_id)).values(values))


def add_part(session: Session, school_id: UUID, import_id: UUID, purpose: str, part: int, content: bytes) -> None:
    """Keep one sealed part of a file."""
    row = {"school_id": school_id, "import_id": import_id, "purpose": purpose, "part": part, "content": content}
    bulk.insert_many(session, ImportFile, [row])


def part(session: Session, school_id: UUID, import_id: UUID, purpose: str, number: int) -> bytes | None:
    """One sealed part of a file, or None behind the last one."""
    key = _is_file(school_id, import_id, purpose)
    return session.scalar(select(ImportFile.content).where(*key, ImportFile.part == number))


def parts(session: Session, school_id: UUID, import_id: UUID, purpose: str) -> Iterator[bytes]:
    """All sealed parts of a file, one at a time."""
    number = 0
    while (content := part(session, school_id, import_id, purpose, number)) is not None:
        yield content
        number += 1


def drop_file(session: Session, school_id: UUID, import_id: UUID, purpose: str) -> None:
    """Delete a file."""
    session.execute(delete(ImportFile).where(*_is_file(school_id, import_id, purpose)))


def has_file(session: Session, school_id: UUID, import_id: UUID, purpose: str) -> bool:
    """True where there is such a file."""
    key = _is_file(school_id, import_id, purpose)
    return session.execute(select(ImportFile.part).where(*key).limit(1)).first() is not None


def add_faults(session: Session, school_id: UUID, import_id: UUID, first: int, faults: Sequence[Fault]) -> None:
    """Keep faults, numbered from `first`."""
    rows: list[Mapping[str, Any]] = [
        {
            "school_id": school_id,
            "import_id": import_id,
            "position": position,
            "code": fault.code,
            "sheet": fault.sheet[:100],
            "line": fault.line,
            "column": fault.column[:60],
            "facts": dict(fault.facts),
        }
        for position, fault in enumerate(faults, start=first)
    ]
    if rows:
        bulk.insert_many(session, ImportFault, rows)


def faults(session: Session, school_id: UUID, import_id: UUID, *, offset: int, limit: int) -> list[Fault]:
    """Kept faults in the order of the file."""
    columns = (ImportFault.code, ImportFault.sheet, ImportFault.line, ImportFault.column, ImportFault.facts)
    mine = select(*columns).where(ImportFault.school_id == school_id, ImportFault.import_id == import_id)
    rows = session.execute(mine.order_by(ImportFault.position).offset(offset).limit(limit))
    return [Fault(*row) for row in rows]


def kept_faults(session: Session, school_id: UUID, import_id: UUID) -> int:
    """How many faults are kept; of very many only the first ones are."""
    mine = select(func.count()).select_from(ImportFault)
    where = (ImportFault.school_id == school_id, ImportFault.import_id == import_id)
    return session.execute(mine.where(*where)).scalar_one()


def drop_faults(session: Session, school_id: UUID, import_id: UUID) -> None:
    """Delete all faults of an import."""
    where = (ImportFault.school_id == school_id, ImportFault.import_id == import_id)
    session.execute(delete(ImportFault).where(*where))


def _is(school_id: UUID, import_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return RosterImport.school_id == school_id, RosterImport.id == import_id


def _is_file(school_id: UUID, import_id: UUID, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return ImportFile.school_id == school_id, ImportFile.import_id == import_id, ImportFile.purpose == purpose
