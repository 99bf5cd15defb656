"""Making a leaderboard public and taking it back: a bureau's own decision about its own board, off until it is made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, reach, require
from app.domain.campaigns import Campaign
from app.domain.errors import NotFound
from app.domain.identifiers import uuid7
from app.store import boards as store
from app.store import ledger
from app.store.engine import Session


def may_publish(actor: Actor, region_id: UUID) -> bool:
    """True where the board of this region is the actor's own to publish: nobody decides for the bureaus below."""
    return region_id in reach(actor, Permission.BOARD_PUBLISH).region_ids


def since(session: Session, campaign: Campaign, region_id: UUID) -> datetime | None:
    """Since when a board is public, or None."""
    return store.published_regions(session, campaign.id).get(region_id)


def publish(session: Session, actor: Actor, slug: str, region_id: UUID, *, now: datetime) -> None:
    """Make the own board of a campaign public. Doing it again changes nothing."""
    campaign_id = _own(session, actor, slug, region_id)
    if store.publish(session, campaign_id, region_id, now):
        _note(session, actor, "board_publish", campaign_id, region_id, now)


def withdraw(session: Session, actor: Actor, slug: str, region_id: UUID, *, now: datetime) -> None:
    """Take the own board of a campaign back. Doing it again changes nothing."""
    campaign_id = _own(session, actor, slug, region_id)
    if store.withdraw(session, campaign_id, region_id):
        _note(session, actor, "board_withdraw", campaign_id, region_id, now)


def _own(session: Session, actor: Actor, slug: str, region_id: UUID) -> UUID:
    """The campaign whose board of this region the actor decides about; NotFound for everything else."""
    require(actor, Permission.BOARD_PUBLISH)
    if not may_publish(actor, region_id):
        raise NotFound
    above = [one.id for one in store.path(session, region_id)]
    found = next((one for one in store.campaigns_over(session, above) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found.id


def _note(session: Session, actor: Actor, deed: str, campaign_id: UUID, region_id: UUID, now: datetime) -> None:
    ledger.append(
        session,
        entry_id=uuid7(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        campaign_id=campaign_id,
        reason=str(region_id),
    )
