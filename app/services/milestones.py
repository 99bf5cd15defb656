"""Earning, voiding and excusing: the deeds that move a campaign's figures, each with its counters, all or nothing.

Whoever locks takes first what is kept about the pupil's lessons, then the roster row, then counters, so that nobody
waits in a circle.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import day_of
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.store import ledger, progress
from app.store import milestones as store
from app.store.engine import Session
from app.store.milestones import Expected

MAX_REASON = 200


def expect(session: Session, campaign_id: UUID, school_id: UUID, student_id: UUID) -> Expected | None:
    """The pupil's place on the roster, locked: what is decided after this is decided by one at a time.

    None for who is not on the roster (joined after the census) and learns without being counted.
    """
    return store.lock(session, campaign_id, school_id, student_id)


def earn(session: Session, expected: Expected, rates: Collection[Rate], *, rule_version: int, now: datetime) -> None:
    """Keep what a pupil has earned, and raise the counters by exactly what is new.

    Completing lifts an excuse: the pupil is back and counts again.
    """
    new = store.earn(session, expected, rates, at=now, rule_version=rule_version)
    if not new:
        return
    if not expected.is_excused:
        _count(session, expected, dict.fromkeys(new, now), 1)
    elif Rate.COMPLETED in new:
        _end_excuse(session, expected)


def void(session: Session, actor: Actor, campaign_id: UUID, student_id: UUID, reason: str, *, now: datetime) -> None:
    """Void a pupil's completion with a reason; what was reached stays reached. The lessons are open to the pupil again,
    from the first step, with new sheets.

    Raises Conflict("nothing_to_void") where there is no valid completion.
    """
    place = Place(school_id=actor.school_id)
    require(actor, Permission.VOID, place)
    progress.lock_all(session, actor.school_id, student_id)
    expected = _expected(session, actor, campaign_id, student_id)
    lost: dict[Rate, datetime] = {
        rate: at for rate, at in store.held(session, expected).items() if rate is not Rate.REACHED
    }
    if Rate.COMPLETED not in lost:
        raise Conflict("nothing_to_void")
    reason = _reason(reason)
    store.void(session, expected, lost.keys(), at=now)
    if not expected.is_excused:
        _count(session, expected, lost, -1)
    progress.reopen(session, actor.school_id, student_id, campaign_id, now=now)
    _note(session, actor, "void", campaign_id, student_id, reason, now)


def excuse(session: Session, actor: Actor, campaign_id: UUID, student_id: UUID, reason: str, *, now: datetime) -> None:
    """Take a pupil out of the four rates with a reason (long illness, abroad). Done pupils cannot be excused."""
    place = Place(school_id=actor.school_id)
    require(actor, Permission.EXCUSE, place)
    expected = _expected(session, actor, campaign_id, student_id)
    held = store.held(session, expected)
    if expected.is_excused:
        return
    if Rate.COMPLETED in held:
        raise Conflict("already_completed")
    reason = _reason(reason)
    store.set_excuse(session, expected, at=now, reason=reason)
    store.count(session, expected, {"excused": 1})
    _count(session, expected, held, -1)
    _note(session, actor, "excuse", campaign_id, student_id, reason, now)


def end_excuse(session: Session, actor: Actor, campaign_id: UUID, student_id: UUID, *, now: datetime) -> None:
    """Count an excused pupil again."""
    require(actor, Permission.EXCUSE, Place(school_id=actor.school_id))
    expected = _expected(session, actor, campaign_id, student_id)
    if expected.is_excused:
        _end_excuse(session, expected)
        _note(session, actor, "end_excuse", campaign_id, student_id, "", now)


def _expected(session: Session, actor: Actor, campaign_id: UUID, student_id: UUID) -> Expected:
    expected = store.lock(session, campaign_id, actor.school_id, student_id)
    if expected is None:
        raise NotFound
    return expected


def _end_excuse(session: Session, expected: Expected) -> None:
    store.set_excuse(session, expected, at=None, reason=None)
    store.count(session, expected, {"excused": -1})
    _count(session, expected, store.held(session, expected), 1)


def _count(session: Session, expected: Expected, rates: dict[Rate, datetime], by: int) -> None:
    if not rates:
        return
    store.count(session, expected, {rate.value: by for rate in rates})
    if Rate.COMPLETED in rates:
        store.count_day(session, expected, day_of(rates[Rate.COMPLETED]), by)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise Invalid("reason_missing", field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid("reason_long", field="reason", limit=MAX_REASON)
    return reason


def _note(
    session: Session, actor: Actor, deed: str, campaign_id: UUID, student_id: UUID, reason: str, now: datetime
) -> None:
    ledger.append(
        session,
        entry_id=uuid7(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed=deed,
        at=now,
        campaign_id=campaign_id,
        student_id=student_id,
        reason=reason,
    )
