"""Classes that an import needs and the school has not: made, or taken out of the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.domain.campaigns import Campaign
from app.domain.grades import Stage
from app.domain.rosters.rooms import NewRoom
from app.domain.rosters.years import entry_year, school_year
from app.services.campaigns import task
from app.store import assignments, bulk, rolls
from app.store.engine import Session
from app.store.rolls import RollRoom
from app.store.schema import Classroom

LAST_NUMBER = 100
_AT_ONCE = 500


@dataclass(slots=True)
class Openings:
    """Where each new class of a plan has come to be. `made` are those that were not there in any form."""

    ids: dict[NewRoom, UUID] = field(default_factory=dict)
    made: list[UUID] = field(default_factory=list)

    def room(self, wanted: UUID | NewRoom | None) -> UUID | None:
        """The id of a class that a step names."""
        return self.ids[wanted] if isinstance(wanted, NewRoom) else wanted


def open_rooms(
    session: Session,
    school_id: UUID,
    system: str,
    wanted: Iterable[NewRoom],
    rooms: Iterable[RollRoom],
    *,
    on: date,
    new_id: Callable[[], UUID],
) -> Openings:
    """Make these classes. One that is in the archive under the same year and name opens again."""
    taken: dict[tuple[Stage, int, int], RollRoom] = {(one.stage, one.entry_year, one.number): one for one in rooms}
    opened, rows = Openings(), []
    again: dict[UUID, int] = {}
    names: dict[UUID, str] = {}
    for room in wanted:
        entered = entry_year(room.stage, room.grade, school_year(on), system)
        known = _known(room, entered, taken)
        room_id = known.id if known else new_id()
        opened.ids[room] = room_id
        if room.local_id:
            names[room_id] = room.local_id
        if known:
            again[room_id] = room.grade
            continue
        number = room.number or _free(room.stage, entered, taken)
        key = (room.stage, entered, number)
        taken[key] = RollRoom(room_id, room.stage, room.grade, entered, number, room.label, None, is_archived=False)
        opened.made.append(room_id)
        rows.append(_row(school_id, taken[key]))
    if rows:
        bulk.insert_many(session, Classroom, list(rows))
    rolls.open_rooms(session, school_id, again)
    rolls.call_rooms(session, school_id, names)
    return opened


def give_tasks(
    session: Session,
    school_id: UUID,
    grades: Mapping[UUID, int],
    campaigns: Iterable[Campaign],
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Give classes (with their grades) the tasks of the school's running campaigns, where they have none."""
    rows = [
        task(campaign, school_id, room_id, lesson_id, assignment_id=new_id(), now=now)
        for campaign in campaigns
        for room_id, grade in grades.items()
        for lesson_id in campaign.lessons_for(grade)
    ]
    for at in range(0, len(rows), _AT_ONCE):
        assignments.add(session, rows[at : at + _AT_ONCE])


def _known(room: NewRoom, entered: int, taken: Mapping[tuple[Stage, int, int], RollRoom]) -> RollRoom | None:
    if room.number is not None:
        return taken.get((room.stage, entered, room.number))
    same = (one for one in taken.values() if one.stage is room.stage and one.entry_year == entered)
    return next((one for one in same if one.label == room.label), None)


def _free(stage: Stage, entered: int, taken: Iterable[tuple[Stage, int, int]]) -> int:
    used = [number for one, year, number in taken if one is stage and year == entered]
    return max([LAST_NUMBER, *used]) + 1


def _row(school_id: UUID, room: RollRoom) -> dict[str, object]:
    return {
        "school_id": school_id,
        "id": room.id,
        "stage": room.stage,
        "grade": room.grade,
        "entry_year": room.entry_year,
        "number": room.number,
        "label": room.label,
        "archived_on": None,
        "local_id": None,
    }
