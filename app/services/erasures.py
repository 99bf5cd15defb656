"""Erasing a pupil, at the guardian's wish or when the time is over; and erasing again what a backup brings back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import day_of
from app.domain.errors import Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.people import fold_username
from app.domain.pupilfiles import PupilRecord
from app.exchange.erasures import ErasureLine
from app.store import erasures as store
from app.store import ledger, privacy
from app.store.engine import Session
from app.store.erasures import BATCH, Erasure

Begin = Callable[[], AbstractContextManager[Session]]
SHOWN = 500


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an administrator reads before erasing. `typed` has to be typed to go on: the user name, or for a pupil who
    never had one the name. `campaigns` are running and go on counting the pupil."""

    pupil: PupilRecord
    typed: str
    is_username: bool
    campaigns: tuple[str, ...]

    def __repr__(self) -> str:
        return "Outlook(...)"


def outlook(session: Session, actor: Actor, student_id: UUID, *, now: datetime) -> Outlook:
    """What erasing this pupil of the own school would mean. Three queries."""
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    key = privacy.Key(actor.school_id, student_id)
    pupil = privacy.pupil(session, key)
    if pupil is None:
        raise NotFound
    accounts = privacy.accounts(session, key)
    typed = accounts[-1].username if accounts else pupil.name
    running = store.running(session, actor.school_id, student_id, now)
    return Outlook(pupil, typed, bool(accounts), tuple(running))


def erase(
    session: Session,
    actor: Actor,
    student_id: UUID,
    typed: str,
    *,
    now: datetime,
    new_id: Callable[[], UUID] = uuid7,
) -> ErasureLine:
    """Erase a pupil of the own school, here or gone. No figure of any campaign changes. Returns the line for the list
    of erasures; write it once the transaction is committed.

    Raises Invalid("erase_mismatch", field="typed") where what was typed is not this pupil's user name.
    """
    found = outlook(session, actor, student_id, now=now)
    if fold_username(typed) != fold_username(found.typed):
        raise Invalid("erase_mismatch", field="typed")
    if not store.lock(session, actor.school_id, [student_id]):
        raise NotFound
    store.erase(session, actor.school_id, [student_id], at=now, new_id=new_id)
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed="erase",
        at=now,
        student_id=student_id,
    )
    return ErasureLine(actor.school_id, student_id, day_of(now))


def erased(session: Session, actor: Actor) -> list[Erasure]:
    """The erasures of the own school, the latest first."""
    require(actor, Permission.PUPIL_MANAGE, Place(school_id=actor.school_id))
    return store.of_school(session, actor.school_id, limit=SHOWN)


def every(session: Session) -> Iterator[ErasureLine]:
    """All erasures as lines of the list: for the operator and for the worker, who are nobody's actor."""
    return (ErasureLine(one.school_id, one.student_id, day_of(one.erased_at)) for one in store.all_of_them(session))


def erase_some(session: Session, school_id: UUID, student_ids: list[UUID], *, now: datetime) -> int:
    """Erase those of these pupils of one school who are not erased yet, at most BATCH; returns how many were."""
    locked = store.lock(session, school_id, student_ids)
    if locked:
        store.erase(session, school_id, locked, at=now, new_id=uuid7)
    return len(locked)


def reapply(begin: Begin, lines: Iterable[ErasureLine], *, now: datetime) -> tuple[int, int]:
    """After a backup was restored: erase again whoever is on the list, and end every session that came alive with it.

    Returns (pupils erased, sessions ended). A transaction takes at most BATCH pupils; a second time changes nothing.
    """
    by_school: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for line in lines:
        by_school[line.school_id].append(line.student_id)
    again = 0
    for school_id, student_ids in by_school.items():
        for start in range(0, len(student_ids), BATCH):
            with begin() as session:
                again += erase_some(session, school_id, student_ids[start : start + BATCH], now=now)
    with begin() as session:
        ended = store.end_sessions(session, now)
    return again, ended
