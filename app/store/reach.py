"""Permission into WHERE: the only place that turns a reach into SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from app.domain.access import Reach
from app.store.schema import Classroom


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
