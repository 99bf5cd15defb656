"""Organisations: schools, and the rows in the same table for bureaus and for the platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.store.engine import Session
from app.store.schema import Level, Region, School, SchoolKind

_PATH = {Level.PROVINCE: "province_id", Level.CITY: "city_id", Level.COUNTY: "county_id"}


def school_by_code(session: Session, code: str) -> School | None:
    """The school with this code, or None."""
    return session.scalars(select(School).where(School.code == code, School.kind == SchoolKind.SCHOOL)).first()


def platform_id(session: Session, *, new_id: Callable[[], UUID]) -> UUID:
    """The organisation of the people who run the platform; made where there is none yet."""
    found = known_platform_id(session)
    return found or _add(session, School(id=new_id(), code=None, name="平台运行", kind=SchoolKind.PLATFORM))


def known_platform_id(session: Session) -> UUID | None:
    """The organisation of the people who run the platform, if there is one."""
    return session.scalars(select(School.id).where(School.kind == SchoolKind.PLATFORM).order_by(School.id)).first()


def bureau_id(session: Session, path: Sequence[Region], *, new_id: Callable[[], UUID]) -> UUID:
    """The bureau of the region at the end of a path; made where there is none yet."""
    place: dict[str, Any] = dict.fromkeys(_PATH.values()) | {_PATH[region.level]: region.id for region in path}
    where = [getattr(School, name) == region_id for name, region_id in place.items() if region_id]
    where += [getattr(School, name).is_(None) for name, region_id in place.items() if not region_id]
    known = select(School.id).where(School.kind == SchoolKind.BUREAU, *where).order_by(School.id)
    found = session.scalars(known).first()
    office = "教育厅" if path[-1].level is Level.PROVINCE else "教育局"
    bureau = School(id=new_id(), code=None, name=path[-1].name + office, kind=SchoolKind.BUREAU, **place)
    return found or _add(session, bureau)


def _add(session: Session, row: School) -> UUID:
    session.add(row)
    session.flush()
    return row.id
