"""Deeds done at the command line: nobody is signed in there, and the ledger still says where a change came from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor
from app.domain.identifiers import stable, uuid7
from app.store import ledger, organisations
from app.store.engine import Session

# Stands in the ledger for whoever has the shell of the server.
OPERATOR = stable("operator")


def note(
    session: Session,
    actor: Actor | None,
    deed: str,
    *,
    now: datetime,
    school_id: UUID | None = None,
    campaign_id: UUID | None = None,
    reason: str = "",
    new_id: Callable[[], UUID] = uuid7,
) -> None:
    """Write a line of the actor, or (None) of the operator.

    It stands in the ledger of `school_id`, else of the actor's own organisation, else of the platform.
    """
    own_id = actor.school_id if actor else None
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=school_id or own_id or organisations.platform_id(session, new_id=new_id),
        actor_id=actor.account_id if actor else OPERATOR,
        deed=deed,
        at=now,
        campaign_id=campaign_id,
        reason=reason,
    )
