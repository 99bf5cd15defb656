"""The tree of education authorities: keeping it and reading it, one small query each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.store.engine import Session
from app.store.schema import Region
from app.store.writes import insert_for


def add(session: Session, rows: Sequence[dict[str, object]]) -> int:
    """Insert the regions that are not there yet, parents first; returns how many were."""
    known = set(session.scalars(select(Region.id)))
    missing = [row for row in rows if row["id"] not in known]
    if missing:
        session.connection().execute(insert_for(session, Region).on_conflict_do_nothing(), missing)
    return len(missing)


def region(session: Session, region_id: UUID) -> Region | None:
    """One region, or None."""
    return session.get(Region, region_id)


def by_code(session: Session, code: str) -> Region | None:
    """The region with this six-digit code, or None."""
    return session.scalars(select(Region).where(Region.code == code)).first()


def by_codes(session: Session, codes: Sequence[str]) -> dict[str, Region]:
    """The regions with these codes, by code."""
    found = session.scalars(select(Region).where(Region.code.in_(codes)))
    return {one.code: one for one in found if one.code is not None}


def children(session: Session, region_id: UUID | None) -> list[Region]:
    """The regions right below one, by code, zones without a code last; the provinces for None."""
    is_below = Region.parent_id.is_(None) if region_id is None else Region.parent_id == region_id
    return list(session.scalars(select(Region).where(is_below).order_by(Region.code.nulls_last(), Region.name)))


def path(session: Session, region_id: UUID) -> tuple[Region, ...]:
    """The region with all above it, from the province down; () for an unknown one."""
    above, top = aliased(Region), aliased(Region)
    row = session.execute(
        select(top, above, Region)
        .outerjoin(above, above.id == Region.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(Region.id == region_id)
    ).first()
    return tuple(one for one in row if one is not None) if row else ()


def path_to(session: Session, key: str) -> tuple[Region, ...]:
    """The path to the region with this six-digit code, or (a zone has none) with this id; () for an unknown one."""
    if len(key) == 6:
        found = by_code(session, key)
        return path(session, found.id) if found else ()
    try:
        return path(session, UUID(key))
    except ValueError:
        return ()
