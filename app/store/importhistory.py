"""The lists an organisation has brought so far: who, when, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from app.domain.imports import ImportState
from app.store.engine import Session
from app.store.schema import Account, ImportSchool, RosterImport

COUNTED = ("added", "returned", "changed", "moved", "left")


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """One list. `by` is empty where the operator brought it; `deeds` are the sums of COUNTED over its schools."""

    id: UUID
    file_name: str
    created_at: datetime
    state: ImportState
    rows: int
    faults: int
    by: str
    deeds: tuple[int, ...]


def brought(session: Session, school_id: UUID, limit: int) -> list[BroughtRow]:
    """The latest lists of an organisation, in two queries."""
    names = ("id", "file_name", "created_at", "state", "rows", "faults")
    account = and_(Account.school_id == RosterImport.school_id, Account.id == RosterImport.ordered_by)
    statement = select(*(getattr(RosterImport, name) for name in names), func.coalesce(Account.name, "").label("by"))
    mine = statement.outerjoin(Account, account).where(RosterImport.school_id == school_id)
    rows = session.execute(mine.order_by(RosterImport.created_at.desc(), RosterImport.id.desc()).limit(limit)).all()
    figures = [func.sum(getattr(ImportSchool, name)) for name in COUNTED]
    among = ImportSchool.import_id.in_([row.id for row in rows])
    sums = session.execute(select(ImportSchool.import_id, *figures).where(among).group_by(ImportSchool.import_id))
    done = {one[0]: tuple(int(figure) for figure in one[1:]) for one in sums}
    nothing = (0,) * len(COUNTED)
    return [
        BroughtRow(
            one.id, one.file_name, one.created_at, one.state, one.rows, one.faults, one.by, done.get(one.id, nothing)
        )
        for one in rows
    ]
