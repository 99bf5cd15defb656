"""The guard: a file that takes away or moves more than a set share of a school waits until a person confirms it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.imports import ImportState, SchoolState
from app.services.imports import receiving
from app.services.operators import OPERATOR
from app.store import importschools, ledger
from app.store.engine import Session
from app.store.importschools import SchoolRecord


def at_stake(record: SchoolRecord) -> int:
    """How many pupils leave or move: the number to be typed."""
    return record.left + record.moved


def confirm(
    session: Session,
    actor: Actor | None,
    import_id: UUID,
    school_id: UUID,
    typed: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Confirm that so many pupils of a school really leave or move; the ledger keeps who said so.

    Raises Invalid("guard_number", field="typed") for any other number, Conflict("import_not_held") where nothing waits.
    """
    found = receiving.own(session, actor, import_id, lock=True)
    record = importschools.get(session, school_id, import_id, lock=True)
    if record is None:
        raise NotFound
    if record.state is not SchoolState.HELD or found.state is not ImportState.CHECKED:
        raise Conflict("import_not_held")
    number = typed.strip()
    if not (number.isascii() and number.isdigit()) or int(number) != at_stake(record):
        raise Invalid("guard_number", field="typed")
    confirmed_by = actor.account_id if actor else OPERATOR
    importschools.change(session, school_id, import_id, state=SchoolState.CONFIRMED, confirmed_by=confirmed_by)
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=school_id,
        actor_id=confirmed_by,
        deed="import_confirm",
        at=now,
        reason=str(at_stake(record)),
    )
