"""The lists an organisation has brought so far, for the page where the next one is brought."""

from __future__ import annotations

from app.domain.access import Actor, Permission, require
from app.store import importhistory
from app.store.engine import Session
from app.store.importhistory import COUNTED, BroughtRow

__all__ = ["COUNTED", "brought"]

MOST = 20


def brought(session: Session, actor: Actor, *, limit: int = MOST) -> list[BroughtRow]:
    """The latest lists of the actor's organisation: who brought them, when, where they stand and what they do."""
    require(actor, Permission.ROSTER_IMPORT)
    return importhistory.brought(session, actor.school_id, limit)
