"""Applying an import: ordered by a person, done by a worker school by school, each in one transaction.

What was shown is what is done: a school whose pupils have changed since the preview, so that the counts differ, is left
as it is. A worker that is killed leaves whole schools behind, and the next one goes on with the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.access import Actor, Reach
from app.domain.errors import Conflict
from app.domain.imports import ImportState, SchoolState
from app.domain.jobs import JobKind
from app.domain.rosters.checking import Identity
from app.services import jobs
from app.services.imports import receiving
from app.services.imports.changes import Means
from app.services.imports.changing import carry_out
from app.services.imports.outlook import Orders, Outlook, identity_of, look
from app.services.jobs import JobRow, Work
from app.services.operators import OPERATOR
from app.store import bulk, campaigns, importschools, ledger, rolls
from app.store import imports as store
from app.store.engine import DatabaseUnavailable, IntegrityError, Session
from app.store.imports import ImportRecord
from app.store.importschools import SchoolRecord

# After so many schools the database looks again at how full its tables are; later it does so by itself.
LOOKED_AT = frozenset((2, 10, 50, 250))
# From so many schools on two are applied at a time.
MANY = 20
PASSING: tuple[type[Exception], ...] = (IntegrityError, *DatabaseUnavailable)
READY = (SchoolState.PLANNED, SchoolState.CONFIRMED)
_COMPARED = tuple(name for name in importschools.COUNTS if name != "present")
_TOLD = ("added", "returned", "changed", "moved", "left", "new_rooms")


def apply(session: Session, actor: Actor | None, import_id: UUID, *, now: datetime, new_id: Callable[[], UUID]) -> None:
    """Order that an import be applied in all its schools but those that wait for a confirmation.

    Raises Conflict("import_not_checked") where it has not been read, was thrown away, or is being applied already,
    Conflict("import_expired") a week after the upload, Conflict("import_nothing_to_apply") where no school is ready.
    """
    found = receiving.own(session, actor, import_id, lock=True)
    if found.state is not ImportState.CHECKED:
        raise Conflict("import_not_checked")
    if now >= found.expires_at:
        raise Conflict("import_expired")
    if not importschools.school_ids(session, import_id, *READY):
        raise Conflict("import_nothing_to_apply")
    store.change(session, found.school_id, import_id, state=ImportState.APPLYING)
    jobs.order(
        session,
        JobKind.APPLY_IMPORT,
        school_id=found.school_id,
        ordered_by=actor.account_id if actor else OPERATOR,
        subject_id=import_id,
        payload=receiving.reach_of(actor),
        now=now,
        new_id=new_id,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What holds for all schools of the import that is being applied."""

    work: Work
    found: ImportRecord
    orders: Orders
    means: Means


def run(work: Work) -> None:
    """The job: apply what is ready, school by school."""
    desk = _prepare(work)
    if desk is None:
        return
    with work.tools.database.read() as session:
        total = len(importschools.school_ids(session, desk.found.id))
        ready = importschools.school_ids(session, desk.found.id, *READY)
    for place, _school_id in enumerate(_apply_all(desk, ready)):
        work.beat(total - len(ready) + place, total)
        if place in LOOKED_AT:
            with work.tools.database.write() as session, session.begin():
                bulk.look_again(session)
    work.beat(total, total, is_due=True)
    with work.tools.database.write() as session, session.begin():
        _finish(session, desk)


def give_up(session: Session, job: JobRow, _problem: str, _now: datetime) -> None:
    """Let people see what has been done, and apply the rest again."""
    if job.subject_id is not None:
        found = store.get(session, job.school_id, job.subject_id, lock=True)
        if found and found.state is ImportState.APPLYING:
            store.change(session, job.school_id, job.subject_id, state=ImportState.CHECKED)


# A sheet that was not read may hold anybody: nobody leaves for not being in the rest of the file.
UNREAD = frozenset({"sheet_hidden", "sheet_without_heading"})


def orders_of(
    session: Session, found: ImportRecord, payload: Mapping[str, Any], numbers: Iterable[bytes] | None = None
) -> Orders:
    """How to look at the schools of an import, seen from whoever ordered the job."""
    targets = [target.id for target in receiving.targets(session, found)]
    if numbers is None:
        numbers = importschools.numbers(session, targets, found.id) if len(targets) > 1 else ()
    outside = [] if found.school_id in targets else importschools.staged(session, found.school_id, found.id).spared
    covered = Reach(
        everything=bool(payload.get("everything")),
        school_ids=frozenset(UUID(one) for one in payload.get("schools", ())),
        region_ids=frozenset(UUID(one) for one in payload.get("regions", ())),
    )
    spared = [identity_of(line) for line in outside]
    if any(notice["code"] in UNREAD for notice in found.notices):
        spared.append(Identity())
    return Orders(found.id, found.coverage, covered, frozenset(numbers), tuple(spared))


def _prepare(work: Work) -> _Desk | None:
    tools, job = work.tools, work.job
    with tools.database.read() as session:
        found = store.get(session, job.school_id, job.subject_id) if job.subject_id else None
        if found is None or found.state is not ImportState.APPLYING:
            return None
        orders = orders_of(session, found, job.payload)
        running = {one.id: one for one in campaigns.running(session, tools.clock())}
    return _Desk(work, found, orders, Means(job.ordered_by, tools.clock(), tools.new_id, tools.dice, running))


def _apply_all(desk: _Desk, ready: Sequence[UUID]) -> Iterator[UUID]:
    """Apply school after school. Of many schools two at a time where the database lets in two writers, because each
    waits for the database half of its time."""
    with desk.work.tools.database.read() as session:
        hands = 2 if len(ready) > MANY and rolls.must_lock(session) else 1
    if hands == 1:
        for school_id in ready:
            _apply_school(desk, school_id)
            yield school_id
        return
    with ThreadPoolExecutor(hands) as pool:
        going: deque[tuple[UUID, Future[None]]] = deque()
        try:
            for school_id in ready:
                going.append((school_id, pool.submit(_apply_school, desk, school_id)))
                if len(going) > hands:
                    yield _done(*going.popleft())
            while going:
                yield _done(*going.popleft())
        finally:
            for _school_id, future in going:
                future.cancel()


def _done(school_id: UUID, future: Future[None]) -> UUID:
    future.result()
    return school_id


def _apply_school(desk: _Desk, school_id: UUID) -> None:
    """One school, in one transaction; once more where somebody else wrote the same row first, or the database chose
    between two transactions that waited for each other."""
    try:
        _apply_once(desk, school_id)
    except PASSING:
        _apply_once(desk, school_id)


def _apply_once(desk: _Desk, school_id: UUID) -> None:
    with desk.work.tools.database.write() as session, session.begin():
        bulk.hurry(session)
        record = importschools.get(session, school_id, desk.found.id, lock=True)
        if record is None or record.state not in READY:
            return
        system = rolls.lock_organisation(session, school_id) or ""
        outlook = _locked(session, school_id, system, desk.orders)
        if outlook is None or not _is_as_shown(outlook, record):
            importschools.change(session, school_id, desk.found.id, state=SchoolState.OUTDATED)
            return
        held = importschools.school_ids(session, desk.found.id, SchoolState.HELD) if outlook.taken else []
        if not outlook.taken.keys().isdisjoint(held):
            return
        _do(session, school_id, system, outlook, desk)


def _locked(session: Session, school_id: UUID, system: str, orders: Orders) -> Outlook | None:
    """The outlook with everybody it touches locked; None where that changed while we waited for the locks."""
    first = look(session, school_id, system, orders)
    if not (first.touched() or first.followers) or not rolls.must_lock(session):
        return first
    pupils = {donor: {one.id for one in first.followers.values() if one.school_id == donor} for donor in first.taken}
    for one in sorted({*pupils, school_id}):
        rolls.lock(session, one, first.touched() if one == school_id else pupils[one])
    second = look(session, school_id, system, orders)
    is_same = second.touched() <= first.touched() and second.followers == first.followers
    return second if is_same else None


def _is_as_shown(outlook: Outlook, record: SchoolRecord) -> bool:
    counts = outlook.counts()
    if not outlook.sort_keys:
        return False  # The lines of the file are gone: to compare with nothing would make everybody leave.
    return all(counts[name] == getattr(record, name) for name in _COMPARED)


def _do(session: Session, school_id: UUID, system: str, outlook: Outlook, desk: _Desk) -> None:
    now = desk.work.tools.clock()
    means = replace(desk.means, now=now)
    made = carry_out(session, school_id, system, desk.found.id, outlook, means)
    importschools.change(
        session,
        school_id,
        desk.found.id,
        state=SchoolState.APPLIED,
        applied_at=now,
        applied_by=means.actor_id,
        room_ids=[str(one) for one in made],
    )
    importschools.drop_staged(session, [school_id], desk.found.id)
    if outlook.steps:
        counts = outlook.counts()
        told = " ".join(f"{name}={counts[name]}" for name in _TOLD if counts[name])
        ledger.append(
            session,
            entry_id=means.new_id(),
            school_id=school_id,
            actor_id=means.actor_id,
            deed="import",
            at=now,
            reason=told,
        )


def _finish(session: Session, desk: _Desk) -> None:
    found = store.get(session, desk.found.school_id, desk.found.id, lock=True)
    if found is None or found.state is not ImportState.APPLYING:
        return
    waiting = importschools.school_ids(session, found.id, *READY, SchoolState.HELD)
    state = ImportState.CHECKED if waiting else ImportState.APPLIED
    store.change(session, found.school_id, found.id, state=state, applied_at=desk.work.tools.clock())
