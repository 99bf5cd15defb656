"""Looking into the archive: the classes a school had, with the figures of their campaigns. Nothing there changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import Campaign
from app.domain.classlists import PupilState, state_of
from app.domain.completions import Rate
from app.domain.errors import NotFound
from app.domain.rosters.years import school_year
from app.domain.standings import Tally
from app.store import archive as store
from app.store import classlists, classrooms
from app.store.archive import ArchivedRow, FormerMember
from app.store.classrooms import ClassCampaign
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class ArchivedRoom:
    """A class with the campaigns that counted it, the latest first."""

    room: ArchivedRow
    campaigns: tuple[ClassCampaign, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Where somebody on the roster of a campaign stands in it."""

    id: UUID
    name: str
    state: PupilState
    done_at: datetime | None
    is_mastered: bool
    excuse_reason: str


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A class as it was: who sat in it at its end, and its roster in one of its campaigns."""

    room: ArchivedRow
    members: tuple[FormerMember, ...]
    campaigns: tuple[Campaign, ...]
    campaign: Campaign | None
    tally: Tally
    results: tuple[Result, ...]


def years(session: Session, actor: Actor) -> list[tuple[int, list[ArchivedRoom]]]:
    """(school year they were archived in, classes) of the own school, the latest year first. Two queries."""
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id))
    rows = store.listed(session, actor.school_id)
    counted: defaultdict[UUID, list[ClassCampaign]] = defaultdict(list)
    for one in classrooms.tallies(session, actor.school_id, [row.id for row in rows]):
        counted[one.classroom_id].append(one)
    found: defaultdict[int, list[ArchivedRoom]] = defaultdict(list)
    for row in rows:
        found[school_year(row.archived_on)].append(ArchivedRoom(row, tuple(counted[row.id])))
    return sorted(found.items(), reverse=True)


def page(session: Session, actor: Actor, classroom_id: UUID, campaign_id: UUID | None) -> ArchivedPage:
    """An archived class of the own school, in one of its campaigns (the latest by default). Four queries."""
    require(actor, Permission.CLASSROOM_MANAGE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    row = next(iter(store.listed(session, actor.school_id, classroom_id)), None)
    if row is None:
        raise NotFound
    counted = classrooms.tallies(session, actor.school_id, [classroom_id])
    chosen = next((one for one in counted if campaign_id in (None, one.campaign.id)), None)
    if campaign_id is not None and chosen is None:
        raise NotFound
    members = tuple(store.members(session, actor.school_id, classroom_id))
    results = _results(session, actor.school_id, classroom_id, chosen.campaign.id) if chosen else ()
    return ArchivedPage(
        row,
        members,
        tuple(one.campaign for one in counted),
        chosen.campaign if chosen else None,
        chosen.tally if chosen else Tally(),
        results,
    )


def _results(session: Session, school_id: UUID, classroom_id: UUID, campaign_id: UUID) -> tuple[Result, ...]:
    rows = classlists.pupils(session, school_id, classroom_id, campaign_id)
    return tuple(
        Result(
            id=row.id,
            name=row.name,
            state=state_of(
                is_excused=row.excused_at is not None,
                is_reached=Rate.REACHED in row.milestones,
                is_completed=Rate.COMPLETED in row.milestones,
            ),
            done_at=row.milestones.get(Rate.COMPLETED),
            is_mastered=Rate.MASTERED in row.milestones,
            excuse_reason=row.excuse_reason or "",
        )
        for row in rows
        if row.counted_in == classroom_id
    )
