"""The ledger: who changed a figure or an account, when and why. Append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store.engine import Session
from app.store.schema import LedgerEntry
from app.store.writes import insert_new


def append(
    session: Session,
    *,
    entry_id: UUID,
    school_id: UUID,
    actor_id: UUID,
    deed: str,
    at: datetime,
    campaign_id: UUID | None = None,
    student_id: UUID | None = None,
    classroom_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Write one line."""
    row = {
        "school_id": school_id,
        "id": entry_id,
        "at": at,
        "actor_id": actor_id,
        "deed": deed,
        "campaign_id": campaign_id,
        "student_id": student_id,
        "classroom_id": classroom_id,
        "reason": reason,
    }
    insert_new(session, LedgerEntry, row)
