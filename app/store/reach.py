"""Permission into WHERE: the only place that turns a reach into SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from app.domain.access import Reach
from app.store.schema import Classroom, School


def school_in_reach(reach: Reach) -> ColumnElement[bool]:
    """Schools inside a reach, on School's columns: named ones, and those administered by one of the regions."""
    if reach.everything:
        return true()
    parts: list[ColumnElement[bool]] = []
    if reach.school_ids:
        parts.append(School.id.in_(reach.school_ids))
    if reach.region_ids:
        columns = (School.province_id, School.city_id, School.county_id)
        parts += [column.in_(reach.region_ids) for column in columns]
    return or_(*parts) if parts else false()


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
