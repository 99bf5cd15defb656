"""New accounts of staff: a place for them, a user name nobody has, a one-time password that is shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain import staff
from app.domain.access import Actor, Role
from app.domain.campaigns import day_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.people import MAX_NAME, one_time_password
from app.domain.staff import Held, Phase, Standing
from app.services import usernames
from app.services.accounts import IssuedPassword
from app.services.holdings import covered_by, grant_row, held_in, held_over, note, own_school, posting_row
from app.services.passwords import Passwords
from app.store import accounts, classrooms, organisations, regions
from app.store import staff as store
from app.store.engine import Session
from app.store.schema import Account
from app.store.staff import GrantRow, PostingRow

NewId = Callable[[], UUID]
Dice = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A one-time password with its hash, made before any transaction because hashing takes long."""

    password: str
    password_hash: str

    def __repr__(self) -> str:
        return "Prepared(...)"


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be. The place is a class of the own school, or an organisation: `place_id` is that of a school or of
    a bureau's region, None for the own organisation."""

    name: str
    from_on: date
    last_on: date | None = None
    classroom_id: UUID | None = None
    is_homeroom: bool = True
    place_id: UUID | None = None


def prepare(count: int, *, passwords: Passwords, dice: Dice) -> list[Prepared]:
    """One-time passwords with their hashes. Raises Busy where very many people are logging in just now."""
    drawn = [one_time_password(dice) for _ in range(count)]
    return [Prepared(password, passwords.hash(password)) for password in drawn]


def add(
    session: Session, actor: Actor, new: NewMember, prepared: Prepared, *, now: datetime, dice: Dice, new_id: NewId
) -> IssuedPassword:
    """Make an account for one member of staff, with one class or one role.

    Raises Invalid("staff_name_missing" | "staff_name_long", field="name"), Invalid("day_far" | "days_reversed"),
    NotFound for a place that is not the actor's to staff, Conflict("member_known", field="name") where somebody of that
    name holds just that already: the form was sent twice.
    """
    covered = covered_by(actor)
    name = checked_name(new.name)
    to_on = staff.check_days(new.from_on, new.last_on, day_of(now))
    if new.classroom_id is not None:
        school = own_school(session, actor)
        held, school_id = Held(Role.TEACHER, school_id=school.id), school.id
        if classrooms.hold(session, school.id, new.classroom_id) is None:
            raise NotFound
    else:
        held, school_id = _place(session, actor, new.place_id, new_id)
    if staff.standing(covered, held) is Standing.NONE:
        raise NotFound
    if _is_known(session, school_id, name, held, new, now):
        raise Conflict("member_known", field="name")
    account = make_accounts(session, school_id, [name], [prepared], now=now, dice=dice, new_id=new_id)[0]
    days = (new.from_on, to_on)
    if new.classroom_id is not None:
        row = posting_row(school_id, account.id, new.classroom_id, days, new.is_homeroom, new_id())
        store.add_postings(session, [row])
    else:
        store.add_grant(session, grant_row(school_id, account.id, held, days, new_id()))
    note(session, actor, "account_create", school_id, account.id, now, new.classroom_id)
    return IssuedPassword(account.name, account.username, prepared.password, new.classroom_id)


def checked_name(typed: str) -> str:
    """A name without needless blanks. Raises Invalid("staff_name_missing" | "staff_name_long", field="name")."""
    name = " ".join(typed.split())
    if not name or len(name) > MAX_NAME:
        raise Invalid("staff_name_long" if name else "staff_name_missing", field="name", limit=MAX_NAME)
    return name


def _place(session: Session, actor: Actor, place_id: UUID | None, new_id: NewId) -> tuple[Held, UUID]:
    """The role that a place has to give, and the organisation whose account it goes to."""
    school = store.organisation(session, place_id or actor.school_id)
    if school is not None:
        return held_in(session, school), school.id
    held = held_over(session, place_id)
    if staff.standing(covered_by(actor), held) is Standing.NONE:
        raise NotFound  # before a bureau is made for the region
    path = regions.path(session, held.region_id) if held.region_id else ()
    return held, organisations.bureau_id(session, path, new_id=new_id)


def make_accounts(
    session: Session,
    school_id: UUID,
    names: Sequence[str],
    prepared: Sequence[Prepared],
    *,
    now: datetime,
    dice: Dice,
    new_id: NewId,
) -> list[Account]:
    """New accounts with user names of their own. Raises Conflict("staff_again") where somebody took one just now."""
    made = []
    free = usernames.fresh_staff(session, len(names), dice=dice)
    for name, username, one in zip(names, free, prepared, strict=True):
        account = Account(
            school_id=school_id,
            id=new_id(),
            username=username,
            name=name,
            created_at=now,
            password_hash=one.password_hash,
            must_change_password=True,
        )
        if not accounts.add(session, account):
            raise Conflict("staff_again")
        made.append(account)
    return made


def _is_known(session: Session, school_id: UUID, name: str, held: Held, new: NewMember, now: datetime) -> bool:
    for member in store.namesakes(session, school_id, [name]):
        rows: Sequence[PostingRow | GrantRow]
        if new.classroom_id is not None:
            postings = store.postings(session, school_id, member.account_id)
            rows = [row for row in postings if row.classroom_id == new.classroom_id]
        else:
            rows = [row for row in store.grants(session, school_id, member.account_id) if row.role is held.role]
        if any(staff.phase(row.from_on, row.to_on, day_of(now)) is not Phase.ENDED for row in rows):
            return True
    return False


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where somebody is to be added: its name and the role it has to give."""

    name: str
    role: Role


def place(session: Session, actor: Actor, place_id: UUID | None) -> NewPlace:
    """A place the actor may add somebody to: an organisation, a region (for its bureau), None for the own one. NotFound
    for every other."""
    school = store.organisation(session, place_id or actor.school_id)
    held = held_in(session, school) if school else held_over(session, place_id)
    if staff.standing(covered_by(actor), held) is Standing.NONE:
        raise NotFound
    if school is not None:
        return NewPlace(school.name, held.role)
    region = regions.region(session, held.region_id) if held.region_id else None
    return NewPlace(region.name if region else "", held.role)
