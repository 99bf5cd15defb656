"""Are the stored counters what the sources say? And making them so again."""

from __future__ import annotations

from app.store import rollups as store
from app.store.engine import Session
from app.store.rollups import Difference

__all__ = ["Difference", "rebuild", "verify"]


def verify(session: Session) -> list[Difference]:
    """Every counter of every campaign that differs from a recount; an empty list where all are right."""
    found: list[Difference] = []
    for campaign_id, slug in store.campaigns(session):
        found += store.differences(session, campaign_id, slug)
    return found


def rebuild(session: Session) -> int:
    """Recount all campaigns and keep the result; returns how many campaigns there are.

    Submissions that come in meanwhile wait until the transaction ends, so none of them is lost or counted twice.
    """
    store.lock(session)
    campaigns = store.campaigns(session)
    for campaign_id, _slug in campaigns:
        store.rebuild(session, campaign_id)
    return len(campaigns)
