"""The nightly job that deletes what has been kept long enough: a deed of the installation, not of any person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from app.domain import retention
from app.domain.identifiers import uuid7
from app.domain.retention import Keep, summary
from app.services import erasures, operators
from app.services.erasures import Begin
from app.store import erasures as erasing
from app.store import retention as store
from app.store.engine import Session

# Rows of one transaction: some milliseconds, so that pupils who hand in wait for no longer.
BATCH = 1000
PEOPLE = (Keep.PUPILS, Keep.STAFF)


def is_due(session: Session, *, now: datetime) -> bool:
    """True where the job should run now."""
    return retention.is_due(store.last_run(session), now)


def foresee(session: Session, *, now: datetime) -> dict[Keep, int]:
    """How much would go by each rule if the job ran now. Changes nothing."""
    counts = {keep: sum(store.count(session, rows) for rows in store.doomed(keep, now)) for keep in _row_rules()}
    counts[Keep.PUPILS] = len(store.leavers(session, now, None))
    counts[Keep.STAFF] = len(store.former_staff(session, now, None))
    return {keep: counts[keep] for keep in Keep}


def run(begin: Begin, *, now: datetime, batch: int = BATCH, new_id: Callable[[], UUID] = uuid7) -> dict[Keep, int]:
    """Delete what has been kept long enough; returns how much went by each rule, and notes it in the ledger.

    `begin` opens a transaction and commits it at its end. Each takes at most `batch` rows, so the job can be stopped at
    any time and goes on where it was. A second run right after it deletes nothing.
    """
    counts: dict[Keep, int] = {}
    for keep in Keep:
        if keep in PEOPLE:
            counts[keep] = _all_of(begin, _erase_leavers if keep is Keep.PUPILS else _remove_staff, now)
        else:
            counts[keep] = _all_rows(begin, keep, now, batch)
    with begin() as session:
        operators.note(session, None, "retention", now=now, reason=summary(counts), new_id=new_id)
    return counts


def _row_rules() -> list[Keep]:
    return [keep for keep in Keep if keep not in PEOPLE]


def _all_rows(begin: Begin, keep: Keep, now: datetime, batch: int) -> int:
    gone = 0
    for rows in store.doomed(keep, now):
        while True:
            with begin() as session:
                found = store.remove(session, rows, batch)
            gone += found
            if found < batch:
                break
    return gone


def _all_of(begin: Begin, deed: Callable[[Session, datetime], int], now: datetime) -> int:
    """Do a deed to a batch of people at a time until nobody is left."""
    gone = 0
    while True:
        with begin() as session:
            found = deed(session, now)
        gone += found
        if not found:
            return gone


def _erase_leavers(session: Session, now: datetime) -> int:
    found = store.leavers(session, now, erasing.BATCH)
    return sum(
        erasures.erase_some(session, school_id, [student_id for _school, student_id in pupils], now=now)
        for school_id, pupils in groupby(found, key=itemgetter(0))
    )


def _remove_staff(session: Session, now: datetime) -> int:
    found = store.former_staff(session, now, erasing.BATCH)
    if found:
        store.remove_staff(session, found)
    return len(found)
