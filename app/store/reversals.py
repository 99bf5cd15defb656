"""Taking back what an import wrote: places, pupils nobody has learnt anything as, classes nobody is in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select, update

from app.store.engine import Session
from app.store.rolls import chunks
from app.store.schema import (
    Account,
    Assignment,
    Attempt,
    Base,
    BeliefCounter,
    Card,
    ClassDevice,
    Classroom,
    Counter,
    Enrolment,
    Login,
    Posting,
    Progress,
    RosterEntry,
    Student,
)
from app.store.schema import Session as SignedIn

_LOOSE = {"synchronize_session": False}


def reopen(session: Session, school_id: UUID, enrolment_ids: Iterable[UUID]) -> None:
    """Open closed enrolments again; their pupils must have no other open one."""
    for some in chunks(list(enrolment_ids)):
        mine = (Enrolment.school_id == school_id, Enrolment.id.in_(some))
        session.execute(update(Enrolment).where(*mine).values(to_on=None))


def drop_enrolments(session: Session, school_id: UUID, enrolment_ids: Iterable[UUID]) -> None:
    """Delete enrolments, as if they had never begun."""
    for some in chunks(list(enrolment_ids)):
        session.execute(delete(Enrolment).where(Enrolment.school_id == school_id, Enrolment.id.in_(some)))


def without_trace(session: Session, school_id: UUID, student_ids: Collection[UUID]) -> list[UUID]:
    """Those of the pupils who have begun no lesson, handed nothing in and are on no roster."""
    found: list[UUID] = []
    for some in chunks(list(student_ids)):
        traces = [
            exists().where(model.school_id == Student.school_id, model.student_id == Student.id)
            for model in (Progress, Attempt, RosterEntry)
        ]
        mine = (Student.school_id == school_id, Student.id.in_(some))
        found += session.scalars(select(Student.id).where(*mine, *(~trace for trace in traces)))
    return found


def erase(session: Session, school_id: UUID, student_ids: Iterable[UUID]) -> None:
    """Delete pupils without a trace, with their places, accounts, cards and log-ins."""
    for some in chunks(list(student_ids)):
        accounts = select(Account.id).where(Account.school_id == school_id, Account.student_id.in_(some))
        names = select(Account.username).where(Account.school_id == school_id, Account.student_id.in_(some))
        login = delete(Login).where(Login.username.in_(names), Login.school_id == school_id)
        session.execute(login, execution_options=_LOOSE)
        for model in (SignedIn, Card):
            theirs = (model.school_id == school_id, model.account_id.in_(accounts))
            session.execute(delete(model).where(*theirs), execution_options=_LOOSE)
        for table, column in ((Account, Account.student_id), (Enrolment, Enrolment.student_id), (Student, Student.id)):
            session.execute(delete(table).where(table.school_id == school_id, column.in_(some)))


def give_back(session: Session, school_id: UUID, pupils: Iterable[Mapping[str, Any]], on: date) -> int:
    """Give pupils back to the schools they were taken from: their log-in, and their place where that school had not
    let go. Each needs school, student, account, enrolment and left_on. Returns how many were given back; those who have
    gone on to a third school, or whose school has changed them since, stay.
    """
    return sum(_give_back(session, school_id, one, on) for one in pupils if one.get("account"))


def drop_empty_rooms(session: Session, school_id: UUID, room_ids: Collection[UUID]) -> int:
    """Delete those of the classes in which nobody ever sat, taught or was counted; returns how many."""
    used: list[type[Base]] = [Enrolment, Posting, Counter, BeliefCounter, ClassDevice]
    free = select(Classroom.id).where(
        Classroom.school_id == school_id,
        Classroom.id.in_(room_ids),
        *(~_names_room(model) for model in used),
        ~exists().where(
            Assignment.school_id == Classroom.school_id,
            Assignment.classroom_id == Classroom.id,
            Progress.school_id == Assignment.school_id,
            Progress.assignment_id == Assignment.id,
        ),
    )
    ids = list(session.scalars(free))
    for some in chunks(ids):
        session.execute(delete(Assignment).where(Assignment.school_id == school_id, Assignment.classroom_id.in_(some)))
        session.execute(delete(Classroom).where(Classroom.school_id == school_id, Classroom.id.in_(some)))
    return len(ids)


def _names_room(model: Any) -> ColumnElement[bool]:
    return exists().where(model.school_id == Classroom.school_id, model.classroom_id == Classroom.id)


def _give_back(session: Session, school_id: UUID, one: Mapping[str, Any], on: date) -> bool:
    from_id, student_id, account_id = (UUID(one[key]) for key in ("school", "student", "account"))
    former = (Account.school_id == from_id, Account.id == account_id)
    username = session.scalar(select(Account.username).where(*former))
    directory = (Login.username == username, Login.school_id == school_id)
    if username is None or session.execute(select(Login.account_id).where(*directory)).first() is None:
        return False
    here = (Account.school_id == school_id, Account.username == username)
    secret = session.execute(select(Account.password_hash, Account.must_change_password).where(*here)).one()
    kept = {"password_hash": secret[0], "must_change_password": secret[1]}
    pupil = (Student.school_id == from_id, Student.id == student_id)
    is_theirs = one["left_on"] is None and session.scalar(select(Student.left_on).where(*pupil)) == on
    if is_theirs:
        kept["ended_at"] = None
        session.execute(update(Student).where(*pupil).values(left_on=None))
        if one["enrolment"]:
            reopen(session, from_id, [UUID(one["enrolment"])])
    session.execute(update(Account).where(*former).values(kept))
    session.execute(update(Account).where(*here).values(password_hash=None))
    session.execute(update(Login).where(*directory).values(school_id=from_id, account_id=account_id))
    return True
