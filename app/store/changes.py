"""The pupils of a school on a day beside the frozen roster of a campaign. Reads only: a roster never changes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, union

from app.domain.changes import Changes
from app.domain.completions import Rate
from app.store.engine import Session
from app.store.schema import Assignment, Counter, Enrolment, Milestone, Progress, RosterEntry


def since_census(session: Session, school_id: UUID, campaign_id: UUID, day: date) -> Changes:
    """How the list of a day differs from the roster. Two queries."""
    earned = exists().where(
        Milestone.campaign_id == RosterEntry.campaign_id,
        Milestone.school_id == RosterEntry.school_id,
        Milestone.student_id == RosterEntry.student_id,
        Milestone.rate == Rate.COMPLETED,
        Milestone.voided_at.is_(None),
    )
    is_here = Enrolment.id.is_not(None)
    is_counted = and_(is_here, RosterEntry.excused_at.is_(None))
    sits = and_(Enrolment.school_id == RosterEntry.school_id, Enrolment.student_id == RosterEntry.student_id, _on(day))
    roster = session.execute(
        select(
            func.count(),
            _sum(is_here),
            _sum(and_(is_here, Enrolment.classroom_id != RosterEntry.classroom_id)),
            _sum(and_(is_here, RosterEntry.excused_at.is_not(None))),
            _sum(and_(is_counted, earned)),
        )
        .select_from(RosterEntry)
        .outerjoin(Enrolment, sits)
        .where(RosterEntry.campaign_id == campaign_id, RosterEntry.school_id == school_id)
    ).one()
    joined, done = session.execute(_newcomers(school_id, campaign_id, day)).one()
    whole, here, moved, excused, completed = (int(one or 0) for one in roster)
    return Changes(whole, int(joined), whole - here, moved, excused, completed + int(done or 0))


def _newcomers(school_id: UUID, campaign_id: UUID, day: date) -> Any:
    """How many sit in classes that the campaign asks and are not on its roster, and how many of them are done."""
    expected = exists().where(
        RosterEntry.campaign_id == campaign_id,
        RosterEntry.school_id == school_id,
        RosterEntry.student_id == Enrolment.student_id,
    )
    counted = select(Counter.classroom_id).where(Counter.school_id == school_id, Counter.campaign_id == campaign_id)
    given = select(Assignment.classroom_id).where(
        Assignment.school_id == school_id, Assignment.campaign_id == campaign_id
    )
    taken = exists().where(
        Progress.school_id == Assignment.school_id,
        Progress.assignment_id == Assignment.id,
        Progress.student_id == Enrolment.student_id,
        Progress.completed_at.is_not(None),
    )
    of_class = (
        Assignment.school_id == school_id,
        Assignment.campaign_id == campaign_id,
        Assignment.classroom_id == Enrolment.classroom_id,
    )
    is_done = and_(exists().where(*of_class), ~exists().where(*of_class, ~taken))
    return select(func.count(), _sum(is_done)).where(
        Enrolment.school_id == school_id,
        Enrolment.classroom_id.in_(union(counted, given)),
        _on(day),
        ~expected,
    )


def _on(day: date) -> ColumnElement[bool]:
    return and_(Enrolment.from_on <= day, or_(Enrolment.to_on.is_(None), Enrolment.to_on > day))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))
