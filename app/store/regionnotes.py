"""What regions say for themselves: the notes that hold, what held before, and who changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from app.domain.regionnotes import Note, NoteKind, Wanted
from app.store.engine import Session
from app.store.schema import Account, RegionNote, School
from app.store.writes import insert_new

HISTORY = 50


@dataclass(frozen=True, slots=True)
class Past:
    """One note with when it was set and ended, and by whom; no name where the account is gone."""

    kind: NoteKind
    topic: str
    text: str
    number: str
    set_at: datetime
    set_by: str
    ended_at: datetime | None
    ended_by: str


def stamp(session: Session) -> tuple[object, ...]:
    """What differs whenever a note was set or ended since."""
    moments = select(func.count(), func.max(RegionNote.set_at), func.max(RegionNote.ended_at)).select_from(RegionNote)
    return tuple(session.execute(moments.add_columns(func.count(RegionNote.ended_at))).one())


def current(session: Session, region_ids: list[UUID] | None = None) -> list[Note]:
    """The notes that hold now, of some regions or of all."""
    columns = select(
        RegionNote.region_id,
        RegionNote.kind,
        RegionNote.topic,
        RegionNote.text,
        RegionNote.text_tw,
        RegionNote.text_en,
        RegionNote.number,
    ).where(RegionNote.ended_at.is_(None))
    if region_ids is not None:
        columns = columns.where(RegionNote.region_id.in_(region_ids))
    return [
        Note(region_id, kind, topic, {"zh_CN": text, "zh_TW": text_tw, "en": text_en}, number)
        for region_id, kind, topic, text, text_tw, text_en, number in session.execute(columns)
    ]


def history(session: Session, region_id: UUID) -> list[Past]:
    """What a region has said, the newest first."""
    newest = func.coalesce(RegionNote.ended_at, RegionNote.set_at).desc()
    rows = session.scalars(
        select(RegionNote)
        .where(RegionNote.region_id == region_id)
        .order_by(newest, RegionNote.id.desc())
        .limit(HISTORY)
    ).all()
    people = {(row.set_in, row.set_by) for row in rows} | {(row.ended_in, row.ended_by) for row in rows}
    names = _names(session, {(place, one) for place, one in people if place is not None and one is not None})
    return [
        Past(
            row.kind,
            row.topic,
            row.text,
            row.number,
            row.set_at,
            names.get(row.set_by, ""),
            row.ended_at,
            names.get(row.ended_by, "") if row.ended_by else "",
        )
        for row in rows
    ]


def _names(session: Session, people: set[tuple[UUID, UUID]]) -> dict[UUID, str]:
    """Names of accounts, by id."""
    if not people:
        return {}
    places, ids = {place for place, _ in people}, {one for _, one in people}
    rows = session.execute(select(Account.id, Account.name).where(Account.school_id.in_(places), Account.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def end(session: Session, region_id: UUID, kind: NoteKind, topic: str, *, by: tuple[UUID, UUID], at: datetime) -> bool:
    """Let a note end; False where there is none. `by` is the organisation and the account."""
    is_meant = (RegionNote.region_id == region_id, RegionNote.kind == kind, RegionNote.topic == topic)
    changes = {"ended_at": at, "ended_in": by[0], "ended_by": by[1]}
    statement = update(RegionNote).where(*is_meant, RegionNote.ended_at.is_(None)).values(changes)
    return session.connection().execute(statement).rowcount == 1


def begin(
    session: Session,
    note_id: UUID,
    region_id: UUID,
    note: Wanted,
    text_tw: str,
    *,
    by: tuple[UUID, UUID],
    at: datetime,
) -> bool:
    """Keep a new note; False where another one holds already."""
    row = {
        "id": note_id,
        "region_id": region_id,
        "kind": note.kind,
        "topic": note.topic,
        "text": note.text,
        "text_tw": text_tw,
        "text_en": note.text_en,
        "number": note.number,
        "set_at": at,
        "set_in": by[0],
        "set_by": by[1],
    }
    return insert_new(session, RegionNote, row) == 1


def authorities(session: Session, school_id: UUID) -> tuple[UUID, ...]:
    """The authorities of an organisation, from the province down."""
    row = session.execute(
        select(School.province_id, School.city_id, School.county_id).where(School.id == school_id)
    ).first()
    return tuple(one for one in row if one is not None) if row else ()
