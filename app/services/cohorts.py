"""Pupils of a class who move or leave together: a merger, a class that goes on into the next stage, the last year.

The same rules as for one pupil in `enrolments`: no figure of a campaign moves with them, and the lessons go on where
they stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.services.campaigns import task
from app.store import assignments, campaigns, progress
from app.store import cohorts as store
from app.store.cohorts import Seat
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something in a school from a day on. `actor_id` is the account that the ledger names."""

    actor_id: UUID
    school_id: UUID
    on: date
    now: datetime
    new_id: Callable[[], UUID]


def move(session: Session, deed: Deed, seats: Sequence[Seat], room_id: UUID, grade: int) -> None:
    """Put pupils of the school into another class of it, whose grade is `grade`."""
    if not seats:
        return
    student_ids = [seat.student_id for seat in seats]
    store.end(session, deed.school_id, seats, deed.on)
    store.begin(session, deed.school_id, student_ids, room_id, deed.on, new_id=deed.new_id)
    running = store.running(session, deed.school_id, deed.now)
    give_tasks(session, deed, room_id, grade, store.expecting(session, deed.school_id, student_ids, running))
    for from_id, group in _by_room(seats).items():
        progress.lock_cohort(session, deed.school_id, group)
        progress.carry_cohort(session, deed.school_id, group, from_id=from_id, to_id=room_id)
    store.note(session, [line for seat in seats for line in lines(deed, "transfer", seat.student_id, room_id, running)])


def let_go(session: Session, deed: Deed, seats: Sequence[Seat], name: str = "leave", reason: str = "") -> None:
    """Let pupils of the school go: enrolments, accounts and all sessions end."""
    if not seats:
        return
    store.leave(session, deed.school_id, [seat.student_id for seat in seats], deed.on, deed.now)
    store.end(session, deed.school_id, seats, deed.on)
    running = store.running(session, deed.school_id, deed.now)
    rows = [lines(deed, name, seat.student_id, seat.classroom_id, running, reason) for seat in seats]
    store.note(session, [line for group in rows for line in group])


def give_tasks(
    session: Session, deed: Deed, room_id: UUID, grade: int, campaign_ids: frozenset[UUID] | None = None
) -> None:
    """Give a class the tasks it lacks of the running campaigns that count somebody of the school, or only of these."""
    wanted = frozenset(store.running(session, deed.school_id, deed.now)) if campaign_ids is None else campaign_ids
    rows = [
        task(campaign, deed.school_id, room_id, lesson_id, assignment_id=deed.new_id(), now=deed.now)
        for campaign in (campaigns.running(session, deed.now) if wanted else ())
        if campaign.id in wanted
        for lesson_id in campaign.lessons_for(grade)
    ]
    assignments.add(session, rows)


def lines(
    deed: Deed,
    name: str,
    student_id: UUID | None,
    room_id: UUID | None,
    campaign_ids: Sequence[UUID] = (),
    reason: str = "",
) -> list[dict[str, Any]]:
    """What is written down: one line, or one for each running campaign, so that it stands beside its figures."""
    row: dict[str, Any] = {
        "school_id": deed.school_id,
        "at": deed.now,
        "actor_id": deed.actor_id,
        "deed": name,
        "student_id": student_id,
        "classroom_id": room_id,
        "reason": reason,
    }
    return [row | {"id": deed.new_id(), "campaign_id": one} for one in campaign_ids or (None,)]


def _by_room(seats: Sequence[Seat]) -> dict[UUID, list[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for seat in seats:
        found[seat.classroom_id].append(seat.student_id)
    return found
