"""Permission into WHERE: the only place that turns a reach into SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.domain.access import Reach, Role
from app.store.schema import Classroom, Grant, School


def classroom_in_reach(reach: Reach) -> ColumnElement[bool]:
    """Classrooms inside a reach, on Classroom's columns: those of a teacher, and all of a school.

    Regions give nothing here: above the school nobody reads a class.
    """
    parts: list[ColumnElement[bool]] = []
    if reach.school_ids:
        parts.append(Classroom.school_id.in_(reach.school_ids))
    if reach.classroom_ids:
        parts.append(Classroom.id.in_(reach.classroom_ids))
    return or_(*parts) if parts else false()


def school_in_reach(reach: Reach) -> ColumnElement[bool]:
    """Organisations inside a reach, on School's columns: those that a region of it administers."""
    if reach.everything:
        return true()
    path = (School.province_id, School.city_id, School.county_id)
    return or_(false(), *(column.in_(reach.region_ids) for column in path if reach.region_ids))


def grant_in_reach(reach: Reach, region: Any, middle: Any, top: Any) -> ColumnElement[bool]:
    """Roles inside a reach, on Grant's and School's columns, and those of a grant's region and the two above it."""
    if reach.everything:
        return true()
    if not reach.region_ids:
        return false()
    over = or_(*(one.id.in_(reach.region_ids) for one in (region, middle, top)))
    return or_(and_(Grant.role == Role.SCHOOL_ADMIN, school_in_reach(reach)), and_(Grant.role == Role.BUREAU, over))
