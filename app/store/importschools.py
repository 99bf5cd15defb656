"""Where an import stands in each of its schools, and what it did to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update

from app.domain.imports import Deed, SchoolState
from app.domain.rosters.lines import Wanted
from app.store import bulk
from app.store.engine import Session
from app.store.schema import ImportChange, ImportRow, ImportSchool, School, SchoolKind

COUNTS = ("present", "added", "returned", "changed", "moved", "left", "untouched", "new_rooms")


@dataclass(frozen=True, slots=True)
class Target:
    """A school that an import may speak of."""

    id: UUID
    code: str | None
    system: str


@dataclass(frozen=True, slots=True)
class SchoolRecord:
    """An import in one school."""

    school_id: UUID
    import_id: UUID
    order_id: UUID
    code: str | None
    name: str
    state: SchoolState
    present: int
    added: int
    returned: int
    changed: int
    moved: int
    left: int
    untouched: int
    new_rooms: int
    room_ids: list[Any]
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Staged:
    """The staged lines of a school. `spared` are its faulty ones: they have no name, and their pupils are to stay as
    they are. `sort_keys` go with the positions of `lines`."""

    lines: list[Wanted]
    spared: list[Wanted]
    sort_keys: dict[int, str]


_NAMED = {"code": School.code, "name": School.name}
_RECORD = tuple(_NAMED.get(name) or getattr(ImportSchool, name) for name in SchoolRecord.__dataclass_fields__)
_FIELDS = [name for name in Wanted.__dataclass_fields__ if name != "school_code"]
_SCHOOL_CODE_AT = list(Wanted.__dataclass_fields__).index("school_code")
_STAGED = select(*(getattr(ImportRow, name) for name in _FIELDS), ImportRow.sort_key)


def targets(session: Session, *, school_id: UUID | None = None, region: tuple[str, UUID] | None = None) -> list[Target]:
    """The schools an import may speak of: one, those that a region (its level and id) administers, or all."""
    statement = select(School.id, School.code, School.grade_system).where(School.kind == SchoolKind.SCHOOL)
    if school_id is not None:
        statement = statement.where(School.id == school_id)
    if region is not None:
        level, region_id = region
        statement = statement.where(getattr(School, f"{level}_id") == region_id)
    return [Target(*row) for row in session.execute(statement.order_by(School.id))]


def stage(session: Session, rows: list[Mapping[str, Any]]) -> None:
    """Keep checked lines until they are applied."""
    bulk.insert_many(session, ImportRow, rows)


def blank(session: Session, school_id: UUID, import_id: UUID, position: int) -> None:
    """Turn a staged line into a faulty one: nothing is done with it, and its pupil stays as it is."""
    key = (ImportRow.school_id == school_id, ImportRow.import_id == import_id, ImportRow.position == position)
    session.execute(update(ImportRow).where(*key).values(name="", sort_key="", room=None, room_local_id=None))


def staged(session: Session, school_id: UUID, import_id: UUID) -> Staged:
    """The lines of one school, in the order of the file."""
    mine = (ImportRow.school_id == school_id, ImportRow.import_id == import_id)
    found = Staged([], [], {})
    for row in session.execute(_STAGED.where(*mine).order_by(ImportRow.position)):
        line = _wanted(row)
        (found.lines if line.name else found.spared).append(line)
        found.sort_keys[line.position] = row[-1]
    return found


def staged_at(session: Session, school_id: UUID, import_id: UUID, position: int) -> Wanted | None:
    """The staged line at a position of the file."""
    mine = (ImportRow.school_id == school_id, ImportRow.import_id == import_id, ImportRow.position == position)
    row = session.execute(_STAGED.where(*mine)).first()
    return _wanted(row) if row else None


def numbers(session: Session, school_ids: Collection[UUID], import_id: UUID) -> set[bytes]:
    """The hashes of all numbers in the staged lines of these schools."""
    mine = (ImportRow.school_id.in_(school_ids), ImportRow.import_id == import_id, ImportRow.name != "")
    return set(session.scalars(select(ImportRow.number_hash).where(*mine, ImportRow.number_hash.is_not(None))))


def drop_staged(session: Session, school_ids: Collection[UUID], import_id: UUID) -> None:
    """Delete the staged lines of these schools."""
    session.execute(delete(ImportRow).where(ImportRow.school_id.in_(school_ids), ImportRow.import_id == import_id))


def add(session: Session, rows: list[Mapping[str, Any]]) -> None:
    """Keep the plans of some schools."""
    bulk.insert_many(session, ImportSchool, rows)


def drop(session: Session, import_id: UUID) -> None:
    """Delete the plans of an import."""
    session.execute(delete(ImportSchool).where(ImportSchool.import_id == import_id))


def school_ids(session: Session, import_id: UUID, *states: SchoolState) -> list[UUID]:
    """The schools of an import, all or those in these states."""
    statement = select(ImportSchool.school_id).where(ImportSchool.import_id == import_id)
    if states:
        statement = statement.where(ImportSchool.state.in_(states))
    return list(session.scalars(statement.order_by(ImportSchool.school_id)))


def hold(session: Session, ids: Collection[UUID], import_id: UUID) -> None:
    """Let these schools wait for a confirmation."""
    mine = (ImportSchool.school_id.in_(ids), ImportSchool.import_id == import_id)
    session.execute(update(ImportSchool).where(*mine).values(state=SchoolState.HELD))


def get(session: Session, school_id: UUID, import_id: UUID, *, lock: bool = False) -> SchoolRecord | None:
    """An import in one school; with `lock` nobody else changes it until the transaction ends."""
    key = _is(school_id, import_id)
    if lock:
        session.execute(select(ImportSchool.state).where(*key).with_for_update()).all()
    row = session.execute(_records().where(*key)).first()
    return SchoolRecord(*row) if row else None


def page(session: Session, import_id: UUID, *, offset: int, limit: int) -> list[SchoolRecord]:
    """The schools of an import, first those that wait for somebody, then by code."""
    waits = case((ImportSchool.state.in_((SchoolState.HELD, SchoolState.OUTDATED)), 0), else_=1)
    rows = _records().where(ImportSchool.import_id == import_id).order_by(waits, School.code, ImportSchool.school_id)
    return [SchoolRecord(*row) for row in session.execute(rows.offset(offset).limit(limit))]


def sums(session: Session, import_id: UUID) -> list[tuple[SchoolState, int, Sequence[int]]]:
    """(state, how many schools, the counts of COUNTS summed) for every state there is."""
    figures = [func.sum(getattr(ImportSchool, name)) for name in COUNTS]
    statement = select(ImportSchool.state, func.count(), *figures).where(ImportSchool.import_id == import_id)
    rows = session.execute(statement.group_by(ImportSchool.state))
    return [(row[0], row[1], [int(figure) for figure in row[2:]]) for row in rows]


def change(session: Session, school_id: UUID, import_id: UUID, **values: Any) -> None:
    """Set columns of an import in one school."""
    session.execute(update(ImportSchool).where(*_is(school_id, import_id)).values(values))


def last_applied(session: Session, school_id: UUID, since: datetime, *, lock: bool = False) -> SchoolRecord | None:
    """The latest import that changed anybody in a school, if it was applied after `since` and not undone."""
    did = [getattr(ImportSchool, name) > 0 for name in COUNTS if name not in ("present", "untouched")]
    was_applied = (ImportSchool.school_id == school_id, ImportSchool.applied_at > since, or_(*did))
    row = session.execute(
        _records().where(*was_applied).order_by(ImportSchool.applied_at.desc(), ImportSchool.import_id.desc()).limit(1)
    ).first()
    found = SchoolRecord(*row) if row else None
    if found is None or found.state is not SchoolState.APPLIED:
        return None
    return get(session, school_id, found.import_id, lock=True) if lock else found


def note_changes(session: Session, rows: list[Mapping[str, Any]]) -> None:
    """Keep what was done to whom, with what was before."""
    if rows:
        bulk.insert_many(session, ImportChange, rows)


def changes(session: Session, school_id: UUID, import_id: UUID) -> Iterator[tuple[UUID, Deed, dict[str, Any]]]:
    """(student id, deed, what was before) of an applied import in one school."""
    mine = (ImportChange.school_id == school_id, ImportChange.import_id == import_id)
    columns = select(ImportChange.student_id, ImportChange.deed, ImportChange.before)
    for row in session.execute(columns.where(*mine).order_by(ImportChange.student_id)):
        yield row[0], row[1], row[2]


def drop_changes(session: Session, school_id: UUID, import_id: UUID) -> None:
    """Delete what an import noted about pupils."""
    mine = (ImportChange.school_id == school_id, ImportChange.import_id == import_id)
    session.execute(delete(ImportChange).where(*mine))


def _wanted(row: Any) -> Wanted:
    values = (*row[:_SCHOOL_CODE_AT], "", *row[_SCHOOL_CODE_AT:-1])
    return Wanted(*values)


def _records() -> Any:
    return select(*_RECORD).join(School, School.id == ImportSchool.school_id)


def _is(school_id: UUID, import_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return ImportSchool.school_id == school_id, ImportSchool.import_id == import_id
