"""What members of staff hold, and how whoever looks after them stands to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain import staff
from app.domain.access import Actor, Permission, Reach, Role, reach, require
from app.domain.campaigns import day_of
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.domain.staff import Held, Phase, Standing
from app.store import ledger, regions
from app.store import staff as store
from app.store.engine import Session
from app.store.schema import School, SchoolKind
from app.store.staff import GrantRow, MemberRow, PostingRow

_ROLES = {
    SchoolKind.SCHOOL: Role.SCHOOL_ADMIN,
    SchoolKind.BUREAU: Role.BUREAU,
    SchoolKind.PLATFORM: Role.PLATFORM,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """A class or a role that somebody has, had or will have, and how the actor stands to it."""

    id: UUID
    role: Role
    from_on: date
    to_on: date | None
    phase: Phase
    standing: Standing
    room: PostingRow | None = None
    region: str = ""
    region_id: UUID | None = None

    @property
    def last_on(self) -> date | None:
        """The last day on which it is held."""
        return self.to_on - timedelta(days=1) if self.to_on else None

    @property
    def may_end(self) -> bool:
        """True where the actor may let it end."""
        return self.standing is not Standing.NONE and self.phase is not Phase.ENDED


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as whoever looks after them sees it. `place_role` is the role that the place has to give."""

    row: MemberRow
    place: str
    place_role: Role
    grade_system: str
    holdings: tuple[Holding, ...]
    is_self: bool

    @property
    def current(self) -> tuple[Holding, ...]:
        """What is held today or later; where there is nothing, what was held."""
        return tuple(one for one in self.holdings if one.phase is not Phase.ENDED) or self.holdings

    @property
    def is_ended(self) -> bool:
        """True where nothing is held today or later."""
        return all(one.phase is Phase.ENDED for one in self.holdings)

    @property
    def standing(self) -> Standing:
        """How the actor stands to this person: as to the roles, and where there is none as to the classes."""
        roles = [one for one in self.current if one.role is not Role.TEACHER]
        return staff.least([one.standing for one in roles or self.current])

    @property
    def may_reset(self) -> bool:
        """True where a new password or the end of a lost second factor is the actor's to give."""
        return self.standing is Standing.ABOVE and not self.is_self


def covered_by(actor: Actor) -> Reach:
    """Everything whose staff the actor looks after."""
    return reach(require(actor, Permission.STAFF_MANAGE), Permission.STAFF_MANAGE)


def above_schools(actor: Actor) -> Reach:
    """The same for a bureau or the platform; NotFound for a school."""
    covered = covered_by(actor)
    if not (covered.everything or covered.region_ids):
        raise NotFound
    return covered


def own_school(session: Session, actor: Actor) -> School:
    """The school the actor administers; NotFound for everybody else."""
    if actor.school_id not in covered_by(actor).school_ids:
        raise NotFound
    school = store.organisation(session, actor.school_id)
    if school is None:
        raise NotFound
    return school


def region_of(school: School) -> UUID | None:
    """The region a bureau is the office of: the last one of its path."""
    return school.county_id or school.city_id or school.province_id


def held_in(session: Session, school: School) -> Held:
    """The role that an organisation has to give: administrator, officer, platform staff."""
    if school.kind is SchoolKind.PLATFORM:
        return Held(Role.PLATFORM)
    if school.kind is SchoolKind.BUREAU:
        return held_over(session, region_of(school))
    return Held(Role.SCHOOL_ADMIN, school_id=school.id, above=_path(school))


def held_over(session: Session, region_id: UUID | None) -> Held:
    """The role of an officer over a region. NotFound for an unknown one."""
    path = regions.path(session, region_id) if region_id else ()
    if not path:
        raise NotFound
    return Held(Role.BUREAU, region_id=region_id, above=frozenset(one.id for one in path))


def holdings(
    session: Session,
    covered: Reach,
    school: School,
    postings: Sequence[PostingRow],
    grants: Sequence[GrantRow],
    now: datetime,
) -> Mapping[UUID, tuple[Holding, ...]]:
    """account id -> what it holds in an organisation, roles first. A query for each region of a bureau's grants."""
    today = day_of(now)
    found: defaultdict[UUID, list[Holding]] = defaultdict(list)
    names: dict[UUID, str] = {}
    over: dict[UUID | None, Held] = {}
    for region_id in {one.region_id for one in grants if one.region_id}:
        path = regions.path(session, region_id)
        over[region_id] = Held(Role.BUREAU, region_id=region_id, above=frozenset(one.id for one in path))
        names[region_id] = path[-1].name if path else ""
    own = {
        Role.SCHOOL_ADMIN: Held(Role.SCHOOL_ADMIN, school_id=school.id, above=_path(school)),
        Role.PLATFORM: Held(Role.PLATFORM),
    }
    for grant in grants:
        held = over[grant.region_id] if grant.region_id else own[grant.role]
        found[grant.account_id].append(
            Holding(
                id=grant.id,
                role=grant.role,
                from_on=grant.from_on,
                to_on=grant.to_on,
                phase=staff.phase(grant.from_on, grant.to_on, today),
                standing=staff.standing(covered, held),
                region=names.get(grant.region_id, "") if grant.region_id else "",
                region_id=grant.region_id,
            )
        )
    taught = staff.standing(covered, Held(Role.TEACHER, school_id=school.id))
    for row in postings:
        lasting = staff.phase(row.from_on, row.to_on, today)
        found[row.account_id].append(Holding(row.id, Role.TEACHER, row.from_on, row.to_on, lasting, taught, room=row))
    return {account_id: tuple(held) for account_id, held in found.items()}


def member_of(row: MemberRow, school: School, held: tuple[Holding, ...], actor: Actor) -> Member:
    """A member of staff with what is held."""
    is_self = (row.school_id, row.account_id) == (actor.school_id, actor.account_id)
    return Member(row, school.name, _ROLES[school.kind], school.grade_system, held, is_self)


def posting_row(
    school_id: UUID,
    account_id: UUID,
    classroom_id: UUID,
    days: tuple[date, date | None],
    is_homeroom: bool,
    posting_id: UUID,
) -> dict[str, Any]:
    """A new posting; `days` are the first one and the first one without it."""
    return {
        "school_id": school_id,
        "id": posting_id,
        "account_id": account_id,
        "classroom_id": classroom_id,
        "from_on": days[0],
        "to_on": days[1],
        "is_homeroom": is_homeroom,
    }


def grant_row(
    school_id: UUID, account_id: UUID, held: Held, days: tuple[date, date | None], grant_id: UUID
) -> dict[str, Any]:
    """A new grant of a role."""
    return {
        "school_id": school_id,
        "id": grant_id,
        "account_id": account_id,
        "role": held.role,
        "region_id": held.region_id,
        "from_on": days[0],
        "to_on": days[1],
    }


def note(
    session: Session,
    actor: Actor,
    deed: str,
    school_id: UUID,
    account_id: UUID,
    now: datetime,
    classroom_id: UUID | None = None,
) -> None:
    """Write what was done to an account of staff into its organisation's ledger; the reason is the account's id."""
    ledger.append(
        session,
        entry_id=uuid7(),
        school_id=school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        classroom_id=classroom_id,
        reason=str(account_id),
    )


def _path(school: School) -> frozenset[UUID]:
    path = (school.province_id, school.city_id, school.county_id)
    return frozenset(region_id for region_id in path if region_id)
