"""Organisations: schools, and the rows in the same table for bureaus and for the platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from app.store.engine import Session
from app.store.schema import Level, Region, School, SchoolKind

__all__ = ["KnownSchool", "NewSchool", "Region"]

_PATH = {Level.PROVINCE: "province_id", Level.CITY: "city_id", Level.COUNTY: "county_id"}
_PATH_UP = ("county_id", "city_id", "province_id")


def school_by_code(session: Session, code: str) -> School | None:
    """The school with this code, or None."""
    return session.scalars(select(School).where(School.code == code, School.kind == SchoolKind.SCHOOL)).first()


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school that is there, with the authority right above it."""

    id: UUID
    name: str
    grade_system: str
    authority_id: UUID | None


@dataclass(frozen=True, slots=True)
class NewSchool:
    """A school to be added below the region at the end of a path."""

    id: UUID
    code: str
    name: str
    grade_system: str
    path: Sequence[Region]


def schools_by_code(session: Session, codes: Sequence[str]) -> dict[str, KnownSchool]:
    """Those of the schools with these codes that are there."""
    columns = select(
        School.code, School.id, School.name, School.grade_system, *(getattr(School, one) for one in _PATH_UP)
    )
    wanted, found = set(codes), {}
    for code, school_id, name, system, *above in session.execute(columns.where(School.kind == SchoolKind.SCHOOL)):
        if code in wanted:
            authority_id = next((one for one in above if one is not None), None)
            found[code] = KnownSchool(school_id, name, system, authority_id)
    return found


def add_schools(session: Session, schools: Sequence[NewSchool]) -> None:
    """Add schools whose codes nobody has."""
    rows = [
        {
            "id": one.id,
            "code": one.code,
            "name": one.name,
            "kind": SchoolKind.SCHOOL,
            "grade_system": one.grade_system,
            "is_synthetic": False,
        }
        | dict.fromkeys(_PATH.values())
        | {_PATH[region.level]: region.id for region in one.path}
        for one in schools
    ]
    if rows:
        session.connection().execute(insert(School), rows)


def rename_schools(session: Session, names: Mapping[UUID, str]) -> None:
    """Give schools new names."""
    statement = update(School.__table__).where(School.id == bindparam("school")).values(name=bindparam("new_name"))  # type: ignore[arg-type]
    if names:
        session.connection().execute(statement, [{"school": key, "new_name": name} for key, name in names.items()])


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
