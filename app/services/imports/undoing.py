"""Undoing the last import of a school, pupil by pupil, where the pupil is still as the import left them.

Nothing that has been learnt or counted since is lost: a pupil whom the import added and who has done anything, or is on
a roster, leaves; only one without any trace is deleted again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.access import Actor
from app.domain.campaigns import day_of
from app.domain.errors import Conflict
from app.domain.imports import Deed, SchoolState
from app.services.imports import receiving
from app.services.imports.previews import Counts
from app.services.operators import OPERATOR
from app.store import cohorts, importschools, ledger, progress, reversals, rolls
from app.store import imports as store
from app.store.engine import Session
from app.store.importschools import SchoolRecord
from app.store.rolls import RollPupil

UNDOABLE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Undoable:
    """The import that can be undone in a school, until when."""

    import_id: UUID
    file_name: str
    applied_at: datetime
    until: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back, by the deed that was undone. `skipped` pupils have changed since and stay as they are."""

    counts: dict[Deed, int]
    skipped: int


@dataclass(slots=True)
class _Desk:
    """One school while its last import is undone."""

    session: Session
    school_id: UUID
    on: date
    now: datetime
    applied_on: date
    pupils: dict[UUID, RollPupil]
    done: Counter[Deed] = field(default_factory=Counter)
    skipped: int = 0


def undoable(session: Session, actor: Actor | None, school_id: UUID, *, now: datetime) -> Undoable | None:
    """The last import that changed anybody in a school, if it was applied within thirty days and not undone."""
    receiving.check_scope(session, actor, school_id, None)
    record = importschools.last_applied(session, school_id, now - UNDOABLE)
    if record is None or record.applied_at is None:
        return None
    order = store.get(session, record.order_id, record.import_id)
    counts = Counts(**{name: getattr(record, name) for name in importschools.COUNTS})
    file_name = order.file_name if order and actor and order.school_id == actor.school_id else ""
    return Undoable(record.import_id, file_name, record.applied_at, record.applied_at + UNDOABLE, counts)


def undo(
    session: Session, actor: Actor | None, school_id: UUID, *, now: datetime, new_id: Callable[[], UUID]
) -> Undone:
    """Put back what the last import of a school did, in one transaction.

    Raises Conflict("import_not_undoable") where there is none of the last thirty days, or it was undone already.
    """
    receiving.check_scope(session, actor, school_id, None)
    rolls.lock_organisation(session, school_id)
    record = importschools.last_applied(session, school_id, now - UNDOABLE, lock=True)
    if record is None or record.applied_at is None:
        raise Conflict("import_not_undoable")
    changes = list(importschools.changes(session, school_id, record.import_id))
    importschools.drop_changes(session, school_id, record.import_id)
    rolls.lock(session, school_id, [student_id for student_id, _deed, _before in changes])
    pupils = {one.id: one for one in rolls.pupils(session, school_id)}
    desk = _Desk(session, school_id, day_of(now), now, day_of(record.applied_at), pupils)
    by_deed: defaultdict[Deed, list[tuple[UUID, dict[str, Any]]]] = defaultdict(list)
    for student_id, deed, before in changes:
        by_deed[deed].append((student_id, before))
    _undo_words(desk, [one for some in by_deed.values() for one in some])
    _undo_changed(desk, by_deed[Deed.CHANGED])
    _undo_left(desk, by_deed[Deed.LEFT])
    _undo_moved(desk, by_deed[Deed.MOVED])
    _undo_came(desk, by_deed[Deed.ADDED], Deed.ADDED)
    _undo_came(desk, by_deed[Deed.RETURNED], Deed.RETURNED)
    reversals.drop_empty_rooms(session, school_id, [UUID(one) for one in record.room_ids])
    importschools.change(session, school_id, record.import_id, state=SchoolState.UNDONE, undone_at=now)
    _note(desk, actor, record, new_id)
    return Undone({deed: count for deed, count in desk.done.items() if count}, desk.skipped)


def _undo_words(desk: _Desk, changes: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    """Names, numbers and local ids, where they still are what the import wrote."""
    rows = []
    for student_id, before in changes:
        pupil, was, new = desk.pupils.get(student_id), before.get("was"), before.get("is")
        if pupil is None or not was or not new:
            continue
        number = pupil.number_hash.hex() if pupil.number_hash else None
        now_is = {"name": pupil.name, "number_hash": number, "local_id": pupil.local_id}
        if all(now_is[key] == new[key] for key in now_is):
            number_hash = bytes.fromhex(was["number_hash"]) if was["number_hash"] else None
            rows.append({"id": student_id, **was, "number_hash": number_hash})
            before["undone"] = True
    rolls.describe(desk.session, desk.school_id, rows)


def _undo_changed(desk: _Desk, changes: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    for _student_id, before in changes:
        if before.get("undone"):
            desk.done[Deed.CHANGED] += 1
        else:
            desk.skipped += 1


def _undo_left(desk: _Desk, changes: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    """Whoever left comes back to the same place, unless somebody else has taken them in or let them go since."""
    still = [(one, before) for one, before in changes if _is_out(desk, one)]
    away = rolls.moved_away(desk.session, desk.school_id, [one for one, _before in still])
    back = [(one, before) for one, before in still if one not in away]
    rolls.come_back(desk.session, desk.school_id, [one for one, _before in back])
    places = [UUID(before["enrolment"]) for _one, before in back if before.get("enrolment")]
    reversals.reopen(desk.session, desk.school_id, places)
    desk.done[Deed.LEFT] += len(back)
    desk.skipped += len(list(changes)) - len(back)


def _is_out(desk: _Desk, student_id: UUID) -> bool:
    pupil = desk.pupils.get(student_id)
    return pupil is not None and pupil.left_on == desk.applied_on and pupil.enrolment_id is None


def _sits_as_left(desk: _Desk, student_id: UUID, before: dict[str, Any]) -> bool:
    """True where the pupil still sits where the import put them."""
    pupil = desk.pupils.get(student_id)
    return pupil is not None and pupil.left_on is None and str(pupil.enrolment_id) == before.get("begun")


def _undo_moved(desk: _Desk, changes: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    """Back to the class before, with whatever was learnt since."""
    moves: defaultdict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    old, new = [], []
    for student_id, before in changes:
        pupil = desk.pupils.get(student_id)
        if not _sits_as_left(desk, student_id, before) or pupil is None or pupil.classroom_id is None:
            desk.skipped += 1
            continue
        new.append(UUID(before["begun"]))
        if before.get("enrolment"):
            old.append(UUID(before["enrolment"]))
            moves[pupil.classroom_id, UUID(before["room"])].append(student_id)
        desk.done[Deed.MOVED] += 1
    reversals.drop_enrolments(desk.session, desk.school_id, new)
    reversals.reopen(desk.session, desk.school_id, old)
    for some in rolls.chunks(sorted(one for ids in moves.values() for one in ids)):
        progress.lock_cohort(desk.session, desk.school_id, some)
    for (from_id, to_id), ids in moves.items():
        progress.carry_cohort(desk.session, desk.school_id, ids, from_id=from_id, to_id=to_id)


def _undo_came(desk: _Desk, changes: Iterable[tuple[UUID, dict[str, Any]]], deed: Deed) -> None:
    """Whoever came goes again: deleted without a trace where there is none, else as somebody who left."""
    going: list[tuple[UUID, dict[str, Any]]] = []
    for student_id, before in changes:
        if _sits_as_left(desk, student_id, before):
            going.append((student_id, before))
        else:
            desk.skipped += 1
    own = [one for one, before in going if deed is Deed.ADDED and "from" not in before]
    fresh = reversals.without_trace(desk.session, desk.school_id, own)
    staying = [one for one, _before in going if one not in fresh]
    seats = [_seat(desk.pupils[one]) for one in staying]
    cohorts.end(desk.session, desk.school_id, [seat for seat in seats if seat], desk.on)
    cohorts.leave(desk.session, desk.school_id, staying, desk.on, desk.now)
    taken = [before["from"] for _one, before in going if "from" in before]
    reversals.give_back(desk.session, desk.school_id, taken, desk.applied_on)
    reversals.erase(desk.session, desk.school_id, fresh)
    desk.done[deed] += len(going)


def _seat(pupil: RollPupil) -> cohorts.Seat | None:
    if pupil.enrolment_id is None or pupil.classroom_id is None:
        return None
    return cohorts.Seat(pupil.id, pupil.classroom_id, pupil.enrolment_id)


def _note(desk: _Desk, actor: Actor | None, record: SchoolRecord, new_id: Callable[[], UUID]) -> None:
    told = " ".join(f"{deed}={count}" for deed, count in sorted(desk.done.items()) if count)
    ledger.append(
        desk.session,
        entry_id=new_id(),
        school_id=desk.school_id,
        actor_id=actor.account_id if actor else OPERATOR,
        deed="undo_import",
        at=desk.now,
        reason=f"{told} skipped={desk.skipped}".strip(),
    )
