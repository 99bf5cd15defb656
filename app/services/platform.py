"""The platform at a glance, for the people who run it: counts, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Actor, Permission, require
from app.services import schema
from app.services.recent import Recent
from app.store import platform as store
from app.store.engine import Session
from app.store.platform import CampaignTotals, Totals

__all__ = ["CampaignTotals", "Status", "Totals", "status"]


@dataclass(frozen=True, slots=True)
class Status:
    """What the operator sees."""

    totals: Totals
    campaigns: tuple[CampaignTotals, ...]
    is_schema_current: bool
    as_of: datetime


def status(session: Session, actor: Actor, *, recent: Recent, now: datetime) -> Status:
    """Counts of everything; read at most every few seconds, since they go through whole tables."""
    require(actor, Permission.PLATFORM_READ)

    def read() -> Status:
        campaigns = tuple(store.campaigns(session))
        return Status(store.totals(session), campaigns, schema.is_schema_current(session), now)

    return recent.get("platform", read)
