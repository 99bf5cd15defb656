"""Taking a lesson out of what can be assigned, and naming the one that takes its place. The operator's own deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.domain.errors import Invalid, NotFound
from app.store import content as store
from app.store.content import Standing
from app.store.engine import Session


def retire(session: Session, lesson_id: str, successor: str | None, *, now: datetime) -> bool:
    """Retire a published lesson: it cannot be assigned any more, and what is running ends as if nothing had happened.

    Returns False where it is retired already with just this successor. Raises NotFound for a lesson that was never
    published, Invalid("successor_unknown" | "successor_itself" | "successor_retired").
    """
    standings = store.standings(session)
    found = standings.get(lesson_id)
    if found is None:
        raise NotFound
    if successor is not None:
        if successor == lesson_id:
            raise Invalid("successor_itself", lesson=successor)
        following = standings.get(successor)
        if following is None:
            raise Invalid("successor_unknown", lesson=successor)
        if following.retired_at is not None:
            raise Invalid("successor_retired", lesson=successor)
    if found.retired_at is not None and found.successor == successor:
        return False
    store.retire(session, lesson_id, found.retired_at or now, successor)
    return True


def undo(session: Session, lesson_id: str) -> bool:
    """Offer a retired lesson again. False where it is not retired; NotFound for one that was never published."""
    found = store.standings(session).get(lesson_id)
    if found is None:
        raise NotFound
    if found.retired_at is None:
        return False
    store.retire(session, lesson_id, None, None)
    return True


def successor_of(lesson_id: str, standings: Mapping[str, Standing]) -> str | None:
    """The lesson that takes the place of a retired one and is not retired itself, or None.

    It ends: a successor is active when it is named, so whoever goes along the line comes to lessons retired later.
    """
    found = standings.get(lesson_id)
    while found is not None and found.retired_at is not None:
        found = standings.get(found.successor or "")
    return found.lesson_id if found is not None and found.lesson_id != lesson_id else None
