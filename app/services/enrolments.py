"""Pupils moving: to another class, out of a school and into another one. No figure of a campaign moves with them.

A roster is frozen: who was expected in a class at the census stays expected there. Within the school the pupil goes on
where the lessons stood and what is completed counts where the pupil is expected. In another school the pupil learns
without being counted; the old school may excuse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import day_of
from app.domain.classes import SchoolPlace
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.people import fold_username
from app.services.campaigns import task
from app.services.milestones import MAX_REASON
from app.store import assignments, boards, campaigns, classrooms, cohorts, ledger, progress, sessions
from app.store import enrolments as store
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.enrolments import LogIn, Pupil

NewId = Callable[[], UUID]


def transfer(
    session: Session,
    actor: Actor,
    student_id: UUID,
    to_classroom_id: UUID,
    *,
    on: date,
    now: datetime,
    new_id: NewId,
) -> None:
    """Move a pupil of the own school to another class of it. Doing it again changes nothing.

    Raises Invalid("transfer_too_early" | "transfer_later", field="on") for a day before the pupil came or after today.
    """
    require(actor, Permission.TRANSFER, Place(school_id=actor.school_id))
    room = _room(session, actor.school_id, to_classroom_id)
    pupil = _lock(session, actor.school_id, student_id)
    now_in = store.open_of(session, actor.school_id, student_id)
    if now_in is None:
        raise NotFound
    if now_in.classroom_id == room.id:
        return
    _check_day(on, now_in.from_on, now)
    store.end(session, pupil.school_id, now_in.id, on)
    store.begin(session, pupil.school_id, pupil.id, room.id, on, enrolment_id=new_id())
    _complete_tasks(session, pupil, room, now, new_id)
    progress.lock_all(session, pupil.school_id, pupil.id)
    progress.carry(session, pupil.school_id, pupil.id, from_id=now_in.classroom_id, to_id=room.id)
    _note(session, actor, "transfer", pupil.school_id, pupil.id, room.id, "", now, new_id)


def release(
    session: Session, actor: Actor, student_id: UUID, reason: str, *, on: date, now: datetime, new_id: NewId
) -> None:
    """Let a pupil of the own school go: the enrolment, the account and all its sessions end.

    Another school may then `admit` the pupil by user name. Raises Invalid("reason_missing" | "reason_long",
    field="reason") and what `transfer` does.
    """
    require(actor, Permission.TRANSFER, Place(school_id=actor.school_id))
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("reason_long" if reason else "reason_missing", field="reason", limit=MAX_REASON)
    _release(session, actor, actor.school_id, student_id, reason, on=on, now=now, new_id=new_id)


def admit(
    session: Session, actor: Actor, username: str, to_classroom_id: UUID, *, on: date, now: datetime, new_id: NewId
) -> UUID:
    """Take a pupil whom another school has released into a class of the own school; returns the pupil's id here.

    The person, the user name and the password stay the same. Doing it again changes nothing.
    Raises Invalid("pupil_not_free", field="username") for a name nobody has and for a pupil whose school has not
    let go.
    """
    require(actor, Permission.TRANSFER, Place(school_id=actor.school_id))
    room = _room(session, actor.school_id, to_classroom_id)
    found = sessions.find_login(session, fold_username(username))
    student_id = store.student_behind(session, *found) if found else None
    if found is None or student_id is None:
        raise Invalid("pupil_not_free", field="username")
    pupil = _lock(session, found[0], student_id)
    sits_in = store.open_of(session, pupil.school_id, pupil.id)
    if sits_in is not None and pupil.school_id == actor.school_id and sits_in.classroom_id == room.id:
        return pupil.id
    login = store.login_of(session, pupil.school_id, pupil.id)
    if sits_in is not None or pupil.left_on is None or login is None:
        raise Invalid("pupil_not_free", field="username")
    _check_day(on, pupil.left_on, now)
    return _enter(session, actor, pupil, login, room, "", on=on, now=now, new_id=new_id)


def bring_back(
    session: Session, actor: Actor, student_id: UUID, to_classroom_id: UUID, *, on: date, now: datetime, new_id: NewId
) -> None:
    """Take back a pupil who left the own school: the same user name and password, and the lessons where they stood.

    Doing it again changes nothing. Raises Conflict("pupil_elsewhere") where another school has admitted the pupil
    meanwhile, Invalid as `transfer` does.
    """
    require(actor, Permission.TRANSFER, Place(school_id=actor.school_id))
    room = _room(session, actor.school_id, to_classroom_id)
    pupil = _lock(session, actor.school_id, student_id)
    sits_in = store.open_of(session, pupil.school_id, pupil.id)
    if sits_in is not None and sits_in.classroom_id == room.id:
        return
    login = store.login_of(session, pupil.school_id, pupil.id)
    if sits_in is not None or pupil.left_on is None or login is None:
        raise NotFound
    if sessions.find_login(session, login.username) != (pupil.school_id, login.id):
        raise Conflict("pupil_elsewhere")
    _check_day(on, pupil.left_on, now)
    sat_in = store.last_classroom(session, pupil.school_id, pupil.id)
    _enter(session, actor, pupil, login, room, "", on=on, now=now, new_id=new_id)
    if sat_in is not None and sat_in != room.id:
        _complete_tasks(session, pupil, room, now, new_id)
        progress.lock_all(session, pupil.school_id, pupil.id)
        progress.carry(session, pupil.school_id, pupil.id, from_id=sat_in, to_id=room.id)


def move(
    session: Session,
    actor: Actor,
    from_school_id: UUID,
    student_id: UUID,
    to_school_id: UUID,
    to_classroom_id: UUID,
    *,
    on: date,
    now: datetime,
    new_id: NewId,
) -> UUID:
    """Move a pupil from one school to another, both within the actor's reach; returns the pupil's id there."""
    former = _reachable(session, actor, from_school_id)
    home = _reachable(session, actor, to_school_id)
    room = _room(session, to_school_id, to_classroom_id)
    if from_school_id == to_school_id:
        raise NotFound
    pupil, login = _release(session, actor, from_school_id, student_id, home.name, on=on, now=now, new_id=new_id)
    return _enter(session, actor, pupil, login, room, former.name, on=on, now=now, new_id=new_id)


def _reachable(session: Session, actor: Actor, school_id: UUID) -> SchoolPlace:
    school = boards.school_place(session, school_id)
    if school is None:
        raise NotFound
    require(actor, Permission.TRANSFER, Place(school_id=school.id, region_ids=school.region_ids))
    return school


def _room(session: Session, school_id: UUID, classroom_id: UUID) -> ClassroomRow:
    room = classrooms.hold(session, school_id, classroom_id)
    if room is None:
        raise NotFound
    return room


def _lock(session: Session, school_id: UUID, student_id: UUID) -> Pupil:
    pupil = store.lock(session, school_id, student_id)
    if pupil is None:
        raise NotFound
    return pupil


def _check_day(on: date, earliest: date, now: datetime) -> None:
    if on < earliest:
        raise Invalid("transfer_too_early", field="on", earliest=earliest)
    if on > day_of(now):
        raise Invalid("transfer_later", field="on")


def _complete_tasks(session: Session, pupil: Pupil, room: ClassroomRow, now: datetime, new_id: NewId) -> None:
    """Give the class the tasks of the campaigns that expect this pupil, where it has none (a class made since)."""
    running = {campaign.id: campaign for campaign in campaigns.running(session, now)}
    rows = [
        task(running[campaign_id], room.school_id, room.id, lesson_id, assignment_id=new_id(), now=now)
        for campaign_id in sorted(store.expecting(session, pupil.school_id, pupil.id, running))
        for lesson_id in running[campaign_id].lessons_for(room.grade)
    ]
    assignments.add(session, rows)


def _release(
    session: Session,
    actor: Actor,
    school_id: UUID,
    student_id: UUID,
    reason: str,
    *,
    on: date,
    now: datetime,
    new_id: NewId,
) -> tuple[Pupil, LogIn]:
    pupil = _lock(session, school_id, student_id)
    sits_in = store.open_of(session, school_id, student_id)
    login = store.login_of(session, school_id, student_id)
    if sits_in is None or login is None:
        raise NotFound
    _check_day(on, sits_in.from_on, now)
    store.end(session, school_id, sits_in.id, on)
    store.leave(session, school_id, student_id, on)
    store.end_account(session, school_id, login.id, now)
    sessions.end_all(session, school_id, login.id, now)
    _note(session, actor, "leave", school_id, student_id, sits_in.classroom_id, reason, now, new_id)
    return pupil, login


def _enter(
    session: Session,
    actor: Actor,
    pupil: Pupil,
    login: LogIn,
    room: ClassroomRow,
    reason: str,
    *,
    on: date,
    now: datetime,
    new_id: NewId,
) -> UUID:
    student_id = store.arrive(session, room.school_id, pupil, student_id=new_id())
    store.begin(session, room.school_id, student_id, room.id, on, enrolment_id=new_id())
    old, new = (pupil.school_id, login), (room.school_id, student_id)
    store.move_account(session, old, new, pupil.name, account_id=new_id(), at=now)
    _note(session, actor, "join", room.school_id, student_id, room.id, reason, now, new_id)
    return student_id


def _note(
    session: Session,
    actor: Actor,
    deed: str,
    school_id: UUID,
    student_id: UUID,
    classroom_id: UUID,
    reason: str,
    now: datetime,
    new_id: NewId,
) -> None:
    """One line, or one for each running campaign that counts somebody of the school: it stands beside its figures."""
    for campaign_id in cohorts.running(session, school_id, now) or (None,):
        ledger.append(
            session,
            entry_id=new_id(),
            school_id=school_id,
            actor_id=actor.account_id,
            deed=deed,
            at=now,
            campaign_id=campaign_id,
            student_id=student_id,
            classroom_id=classroom_id,
            reason=reason,
        )
