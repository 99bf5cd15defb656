"""Members of staff with what they hold: of one school, or of the offices and schools in a reach."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true, update
from sqlalchemy.orm import aliased

from app.domain.access import Reach, Role
from app.domain.grades import Stage
from app.store.engine import Session
from app.store.reach import grant_in_reach, school_in_reach
from app.store.schema import (
    Account,
    Classroom,
    Grant,
    Posting,
    Region,
    School,
    SchoolKind,
    SecondFactor,
)
from app.store.schema import Session as SessionRow
from app.store.writes import insert_new

_LAST_SIGN_IN = (
    select(func.max(SessionRow.created_at))
    .where(
        SessionRow.school_id == Account.school_id,
        SessionRow.account_id == Account.id,
        SessionRow.awaits_factor.is_(False),
    )
    .correlate(Account)
    .scalar_subquery()
)
_HAS_FACTOR = exists().where(
    SecondFactor.school_id == Account.school_id,
    SecondFactor.account_id == Account.id,
    SecondFactor.confirmed_at.is_not(None),
)
_MEMBER = (Account.school_id, Account.id, Account.name, Account.username, _HAS_FACTOR, _LAST_SIGN_IN)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An account of staff."""

    school_id: UUID
    account_id: UUID
    name: str
    username: str
    has_factor: bool
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A class that somebody has, had or will have."""

    id: UUID
    account_id: UUID
    classroom_id: UUID
    stage: Stage
    grade: int
    number: int
    label: str | None
    is_homeroom: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role that somebody has, had or will have."""

    id: UUID
    account_id: UUID
    role: Role
    region_id: UUID | None
    from_on: date
    to_on: date | None

    @property
    def last_on(self) -> date | None:
        """The last day on which it is held."""
        return self.to_on - timedelta(days=1) if self.to_on else None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A grant with its holder and the organisation, as a bureau lists it."""

    member: MemberRow
    place: str
    grant: GrantRow


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An organisation that can have staff. `id` is a school's, or (a bureau need not exist yet) a region's."""

    id: UUID
    is_school: bool
    name: str
    above: str


def members(session: Session, school_id: UUID, account_id: UUID | None = None) -> list[MemberRow]:
    """The accounts of an organisation that are nobody's who learns; or the one asked for."""
    mine = [Account.school_id == school_id, Account.student_id.is_(None), Account.ended_at.is_(None)]
    if account_id is not None:
        mine.append(Account.id == account_id)
    return [
        MemberRow(*row) for row in session.execute(select(*_MEMBER).where(*mine).order_by(Account.name, Account.id))
    ]


def postings(session: Session, school_id: UUID, account_id: UUID | None = None) -> list[PostingRow]:
    """The classes that staff of a school have, had or will have, in the order of grades and numbers."""
    mine = [Posting.school_id == school_id]
    if account_id is not None:
        mine.append(Posting.account_id == account_id)
    columns = (Classroom.stage, Classroom.grade, Classroom.number, Classroom.label)
    statement = (
        select(
            Posting.id,
            Posting.account_id,
            Posting.classroom_id,
            *columns,
            Posting.is_homeroom,
            Posting.from_on,
            Posting.to_on,
        )
        .join(Classroom, and_(Classroom.school_id == Posting.school_id, Classroom.id == Posting.classroom_id))
        .where(*mine)
        .order_by(Classroom.grade, Classroom.stage, Classroom.number, Posting.from_on, Posting.id)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [PostingRow(*row) for row in rows]


_GRANT = (Grant.id, Grant.account_id, Grant.role, Grant.region_id, Grant.from_on, Grant.to_on)


def grants(session: Session, school_id: UUID, account_id: UUID | None = None) -> list[GrantRow]:
    """The roles that staff of an organisation have, had or will have."""
    mine = [Grant.school_id == school_id]
    if account_id is not None:
        mine.append(Grant.account_id == account_id)
    return [GrantRow(*row) for row in session.execute(select(*_GRANT).where(*mine).order_by(Grant.from_on, Grant.id))]


def listed(
    session: Session, reach: Reach, *, query: str, today: date, with_ended: bool, limit: int, offset: int
) -> tuple[list[ListedRow], int]:
    """The administrators and officers in a reach, by organisation, and how many there are. Two queries."""
    region, middle, top = aliased(Region), aliased(Region), aliased(Region)
    where = [grant_in_reach(reach, region, middle, top), Account.ended_at.is_(None)]
    if not with_ended:
        where.append(Grant.to_on.is_(None) | (Grant.to_on > today))
    if query:
        where.append(_like(query, School.name, School.code, Account.name))

    def joined(statement: Select[Any]) -> Select[Any]:
        return (
            statement.join(Account, and_(Account.school_id == Grant.school_id, Account.id == Grant.account_id))
            .join(School, School.id == Grant.school_id)
            .outerjoin(region, region.id == Grant.region_id)
            .outerjoin(middle, middle.id == region.parent_id)
            .outerjoin(top, top.id == middle.parent_id)
            .where(*where)
        )

    number = session.scalar(joined(select(func.count()).select_from(Grant))) or 0
    order = (School.kind, School.name, School.id, Account.name, Grant.from_on, Grant.id)
    columns: list[Any] = [*_MEMBER, School.name, *_GRANT]
    wanted = select(*columns).select_from(Grant)
    rows: Sequence[Any] = session.execute(joined(wanted).order_by(*order).limit(limit).offset(offset)).all()
    return [ListedRow(MemberRow(*row[:6]), row[6], GrantRow(*row[7:])) for row in rows], number


def places(session: Session, reach: Reach, query: str, limit: int = 20) -> list[PlaceRow]:
    """Schools and regions in a reach by a part of the name or the code, regions first."""
    region, middle, top = aliased(Region), aliased(Region), aliased(Region)
    inside = or_(false(), *(one.id.in_(reach.region_ids) for one in (region, middle, top) if reach.region_ids))
    statement = (
        select(region.id, region.name, middle.name, top.name)
        .outerjoin(middle, middle.id == region.parent_id)
        .outerjoin(top, top.id == middle.parent_id)
        .where(true() if reach.everything else inside, _like(query, region.name, region.code))
        .order_by(region.code.nulls_last(), region.id)
        .limit(limit)
    )
    found = [
        PlaceRow(row[0], False, row[1], " ".join(name for name in (row[3], row[2]) if name))
        for row in session.execute(statement)
    ]
    county, city = aliased(Region), aliased(Region)
    schools = (
        select(School.id, School.name, city.name, county.name)
        .outerjoin(county, county.id == School.county_id)
        .outerjoin(city, city.id == School.city_id)
        .where(School.kind == SchoolKind.SCHOOL, school_in_reach(reach), _like(query, School.name, School.code))
        .order_by(School.code, School.id)
        .limit(limit)
    )
    found += [
        PlaceRow(row[0], True, row[1], " ".join(name for name in (row[2], row[3]) if name))
        for row in session.execute(schools)
    ]
    return found


def organisation(session: Session, school_id: UUID) -> School | None:
    """An organisation with its path."""
    return session.get(School, school_id)


def add_postings(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep new postings."""
    insert_new(session, Posting, rows)


def add_grant(session: Session, row: dict[str, Any]) -> None:
    """Keep a new role."""
    insert_new(session, Grant, row)


def end(session: Session, kind: type[Posting] | type[Grant], school_id: UUID, row_id: UUID, to_on: date) -> None:
    """Let a posting or a grant end: `to_on` is the first day without it."""
    session.execute(update(kind).where(kind.school_id == school_id, kind.id == row_id).values(to_on=to_on))


def hold_grants(session: Session, school_id: UUID) -> None:
    """Keep the grants of an organisation as they are until the transaction ends, so that not both of the last two
    administrators leave at once. SQLite has one writer anyway."""
    session.execute(select(Grant.id).where(Grant.school_id == school_id).with_for_update()).all()


def namesakes(session: Session, school_id: UUID, names: Collection[str]) -> list[MemberRow]:
    """The members of staff of a school with one of these names."""
    mine = (Account.school_id == school_id, Account.student_id.is_(None), Account.ended_at.is_(None))
    statement = select(*_MEMBER).where(*mine, Account.name.in_(names)).order_by(Account.username)
    return [MemberRow(*row) for row in session.execute(statement)]


def _like(query: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.contains(query, autoescape=True) for column in columns))
