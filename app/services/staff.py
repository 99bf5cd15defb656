"""Members of staff: who there is, what they hold, and the deeds of whoever looks after them (see `domain/staff`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain import staff
from app.domain.access import Actor
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, NotFound
from app.domain.staff import Phase, Standing
from app.services import accounts, factors
from app.services.accounts import IssuedPassword
from app.services.holdings import (
    Holding,
    Member,
    above_schools,
    covered_by,
    grant_row,
    held_in,
    holdings,
    member_of,
    note,
    own_school,
    posting_row,
)
from app.services.passwords import Passwords
from app.store import accounts as logins
from app.store import classrooms, sessions
from app.store import staff as store
from app.store.classrooms import ClassroomRow
from app.store.engine import Session
from app.store.schema import Grant, Posting
from app.store.staff import ListedRow, PlaceRow, PostingRow

__all__ = ["ClassroomRow", "Holding", "Listing", "Member", "PlaceRow", "PostingRow", "StaffList"]
NewId = Callable[[], UUID]
PAGE = 50


@dataclass(frozen=True, slots=True)
class StaffList:
    """The staff of a school, the classes nobody has as class teacher, and everybody whose posting has ended."""

    school: str
    grade_system: str
    members: tuple[Member, ...]
    ended: tuple[Member, ...]
    rooms: tuple[ClassroomRow, ...]
    without_teacher: tuple[ClassroomRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the administrators and officers in an actor's reach."""

    rows: tuple[ListedRow, ...]
    number: int
    page: int
    last_page: int


def of_school(session: Session, actor: Actor, *, now: datetime) -> StaffList:
    """The staff of the own school. Five queries, however many there are."""
    school = own_school(session, actor)
    covered = covered_by(actor)
    rows = store.members(session, school.id)
    held = holdings(session, covered, school, store.postings(session, school.id), store.grants(session, school.id), now)
    members = [member_of(row, school, held.get(row.account_id, ()), actor) for row in rows]
    all_rooms = classrooms.in_reach(session, school.id, covered)
    taken = {
        one.room.classroom_id
        for member in members
        for one in member.holdings
        if one.room and one.room.is_homeroom and one.phase is not Phase.ENDED
    }
    shown = [one for one in members if one.holdings]
    return StaffList(
        school=school.name,
        grade_system=school.grade_system,
        members=tuple(one for one in shown if not one.is_ended),
        ended=tuple(one for one in shown if one.is_ended),
        rooms=tuple(all_rooms),
        without_teacher=tuple(room for room in all_rooms if room.id not in taken),
    )


def in_reach(session: Session, actor: Actor, *, query: str, page: int, with_ended: bool, now: datetime) -> Listing:
    """Administrators and officers in the actor's reach, by a part of a name or a school's code. Two queries."""
    covered = above_schools(actor)
    at = max(1, page)
    words = " ".join(query.split())[:50]
    rows, number = store.listed(
        session,
        covered,
        query=words,
        today=day_of(now),
        with_ended=with_ended,
        limit=PAGE,
        offset=(at - 1) * PAGE,
    )
    return Listing(tuple(rows), number, at, max(1, -(-number // PAGE)))


def places(session: Session, actor: Actor, query: str) -> tuple[PlaceRow, ...]:
    """Schools and bureaus in the actor's reach that are called so, or have this code; at most twenty of each."""
    covered = above_schools(actor)
    words = " ".join(query.split())[:50]
    return tuple(store.places(session, covered, words)) if words else ()


def member(session: Session, actor: Actor, school_id: UUID, account_id: UUID, *, now: datetime) -> Member:
    """One member of staff. NotFound for a foreign place, and for whoever is higher than the actor."""
    covered = covered_by(actor)
    school = store.organisation(session, school_id)
    rows = store.members(session, school_id, account_id) if school else []
    if school is None or not rows:
        raise NotFound
    postings = store.postings(session, school_id, account_id)
    held = holdings(session, covered, school, postings, store.grants(session, school_id, account_id), now)
    found = member_of(rows[0], school, held.get(account_id, ()), actor)
    if found.standing is Standing.NONE:
        raise NotFound
    return found


def rooms(session: Session, actor: Actor) -> tuple[ClassroomRow, ...]:
    """The classes of the own school that somebody could have."""
    school = own_school(session, actor)
    return tuple(classrooms.in_reach(session, school.id, covered_by(actor)))


def give_posting(
    session: Session,
    actor: Actor,
    account_id: UUID,
    classroom_id: UUID,
    *,
    from_on: date,
    last_on: date | None,
    is_homeroom: bool,
    now: datetime,
    new_id: NewId,
) -> None:
    """Give a member of the own school's staff a class from a day (to a last day). It revives an ended account.

    Raises Invalid("day_far" | "days_reversed"), Conflict("already_posted") where the days meet a posting there.
    """
    school = own_school(session, actor)
    found = member(session, actor, school.id, account_id, now=now)
    room = classrooms.hold(session, school.id, classroom_id)
    if room is None:
        raise NotFound
    to_on = staff.check_days(from_on, last_on, day_of(now))
    for one in found.holdings:
        if one.room and one.room.classroom_id == room.id and _meet(one, from_on, to_on):
            raise Conflict("already_posted")
    store.add_postings(session, [posting_row(school.id, account_id, room.id, (from_on, to_on), is_homeroom, new_id())])
    note(session, actor, "posting_give", school.id, account_id, now, classroom_id=room.id)


def give_grant(
    session: Session,
    actor: Actor,
    school_id: UUID,
    account_id: UUID,
    *,
    from_on: date,
    last_on: date | None,
    now: datetime,
    new_id: NewId,
) -> None:
    """Give somebody the role that the organisation has to give: administrator, officer, platform staff. Nobody gives
    one to oneself. Raises Invalid as above, Conflict("already_granted")."""
    found = member(session, actor, school_id, account_id, now=now)
    school = store.organisation(session, school_id)
    if school is None or found.is_self:
        raise NotFound
    held = held_in(session, school)
    if staff.standing(covered_by(actor), held) is Standing.NONE:
        raise NotFound
    to_on = staff.check_days(from_on, last_on, day_of(now))
    if any(one.role is held.role and _meet(one, from_on, to_on) for one in found.holdings):
        raise Conflict("already_granted")
    store.add_grant(session, grant_row(school_id, account_id, held, (from_on, to_on), new_id()))
    note(session, actor, "grant_give", school_id, account_id, now)


def end(
    session: Session,
    actor: Actor,
    school_id: UUID,
    account_id: UUID,
    holding_id: UUID,
    *,
    last_on: date | None,
    now: datetime,
) -> None:
    """Let a class or a role end with a last day; None: at once. Where nothing is left, all sessions end too.

    Raises Invalid("day_far" | "days_reversed", field="last_on"), Conflict("already_ended"), and Conflict("last_one")
    where nobody of the place would be left to do the work and nobody above has said so.
    """
    store.hold_grants(session, school_id)
    found = member(session, actor, school_id, account_id, now=now)
    held = next((one for one in found.holdings if one.id == holding_id), None)
    if held is None or held.standing is Standing.NONE:
        raise NotFound
    if held.phase is Phase.ENDED:
        raise Conflict("already_ended")
    today = day_of(now)
    to_on = today if last_on is None else staff.check_last_day(last_on, held.from_on, today)
    if held.standing is Standing.PEER and not _is_anybody_left(session, school_id, account_id, held, to_on, today):
        raise Conflict("last_one")
    store.end(session, Posting if held.room else Grant, school_id, held.id, to_on)
    if to_on <= today and not sessions.staff_grants(session, school_id, account_id, today):
        sessions.end_all(session, school_id, account_id, now)
    classroom_id = held.room.classroom_id if held.room else None
    note(session, actor, "posting_end" if held.room else "grant_end", school_id, account_id, now, classroom_id)


def reset_password(
    session: Session,
    actor: Actor,
    school_id: UUID,
    account_id: UUID,
    *,
    now: datetime,
    passwords: Passwords,
    dice: Callable[[int], int],
) -> IssuedPassword:
    """A new one-time password for somebody the actor stands above; NotFound for everybody else."""
    if not member(session, actor, school_id, account_id, now=now).may_reset:
        raise NotFound
    account = logins.get(session, school_id, account_id)
    if account is None:
        raise NotFound
    note(session, actor, "reset_password", school_id, account_id, now)
    return accounts.issue(session, account, None, now=now, passwords=passwords, dice=dice)


def reset_factor(session: Session, actor: Actor, school_id: UUID, account_id: UUID, *, now: datetime) -> None:
    """End the lost second factor of somebody the actor stands above; NotFound for everybody else."""
    if not member(session, actor, school_id, account_id, now=now).may_reset:
        raise NotFound
    factors.reset(session, actor, school_id, account_id, now=now)


def _meet(held: Holding, from_on: date, to_on: date | None) -> bool:
    """True where the days of what is held and the new days have one in common."""
    begins_later = held.to_on is not None and held.to_on <= from_on
    is_before = to_on is not None and to_on <= held.from_on
    return held.phase is not Phase.ENDED and not begins_later and not is_before


def _is_anybody_left(
    session: Session, school_id: UUID, account_id: UUID, held: Holding, to_on: date, today: date
) -> bool:
    """True where somebody else has the same role today and keeps it for longer."""
    return any(
        grant.account_id != account_id
        and (grant.role, grant.region_id) == (held.role, held.region_id)
        and staff.phase(grant.from_on, grant.to_on, today) is Phase.LIVE
        and (grant.to_on is None or grant.to_on > to_on)
        for grant in store.grants(session, school_id)
    )
