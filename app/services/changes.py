"""What has changed in a school since the rosters were fixed, and every line that was written down about a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import Campaign, day_of
from app.domain.changes import Changes
from app.domain.errors import NotFound
from app.domain.standings import Tally, total
from app.store import changes as store
from app.store import ledger, schools
from app.store.engine import Session
from app.store.ledger import LedgerLine

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ChangeList:
    """A page of the lines of a school in a campaign, newest first, under the figures they explain."""

    campaign: Campaign
    tally: Tally
    changes: Changes
    lines: tuple[LedgerLine, ...]
    length: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.length // PER_PAGE))


def of_school(session: Session, school_id: UUID, campaign: Campaign, *, now: datetime) -> Changes:
    """How the school's list differs from the roster today, or on the last day of a campaign that is over."""
    last = day_of(campaign.window.closes_at - timedelta(seconds=1))
    return store.since_census(session, school_id, campaign.id, min(day_of(now), last))


def listed(session: Session, actor: Actor, campaign_id: UUID, number: int, *, now: datetime) -> ChangeList:
    """A page of the lines of the own school. Six queries; NotFound for a page there is none of."""
    require(actor, Permission.SCHOOL_READ, Place(school_id=actor.school_id))
    campaigns = schools.campaigns(session, actor.school_id)
    campaign = next((one for one in campaigns if one.id == campaign_id), None)
    if campaign is None:
        raise NotFound
    length = ledger.count_of_campaign(session, actor.school_id, campaign.id)
    if number < 1 or (number > 1 and (number - 1) * PER_PAGE >= length):
        raise NotFound
    at = (number - 1) * PER_PAGE
    lines = ledger.of_campaign(session, actor.school_id, campaign.id, limit=PER_PAGE, offset=at)
    tally = total(one.tally for one in schools.classes(session, actor.school_id, campaign.id))
    found = of_school(session, actor.school_id, campaign, now=now)
    return ChangeList(campaign, tally, found, tuple(lines), length, number)
