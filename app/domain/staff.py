"""Members of staff: what they hold and for how long, who may look after whom, and lists of them as people paste them.

The chain: a school's administrators look after its teachers, a bureau after the administrators of the schools it runs
and after the bureaus below, the platform after everybody but teachers. People of the same place may add and end each
other, so that nobody has to wait; a new password, and the end of a lost second factor, come from above.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from uuid import UUID

from app.domain.access import Reach, Role
from app.domain.errors import Invalid

FARTHEST = timedelta(days=366)
MOST_LINES = 120
_HEADINGS = frozenset(("姓名", "教师姓名", "老师姓名", "教师", "班主任", "班主任姓名", "name", "teacher"))
_COMMAS = re.compile(r"[,，;；、]")
_BLANKS = re.compile(r"\s{2,}")


class Standing(IntEnum):
    """How one member of staff stands to something another one holds."""

    NONE = 0
    PEER = 1
    ABOVE = 2


class Phase(StrEnum):
    """Whether something that is held from a day to a day is held today."""

    COMING = "coming"
    LIVE = "live"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Held:
    """A role over a place: a class or a school (`school_id`), a region (`region_id`), or the platform.

    `above` are the regions that administer the place, from its own region upwards.
    """

    role: Role
    school_id: UUID | None = None
    region_id: UUID | None = None
    above: frozenset[UUID] = frozenset()


def standing(reach: Reach, held: Held) -> Standing:
    """How somebody whose permission to manage staff covers `reach` stands to what somebody holds."""
    if held.role is Role.TEACHER:
        return Standing.ABOVE if held.school_id in reach.school_ids else Standing.NONE
    if held.role is Role.PLATFORM:
        return Standing.PEER if reach.everything else Standing.NONE
    if reach.everything or not reach.region_ids.isdisjoint(held.above - {held.region_id}):
        return Standing.ABOVE
    is_same_place = held.school_id in reach.school_ids or held.region_id in reach.region_ids
    return Standing.PEER if is_same_place else Standing.NONE


def least(standings: Collection[Standing]) -> Standing:
    """How somebody stands to a person who holds several roles: as to the one that is the highest for them."""
    return min(standings, default=Standing.NONE)


def phase(from_on: date, to_on: date | None, today: date) -> Phase:
    """`to_on` is the first day on which it is not held any more."""
    if to_on is not None and to_on <= max(from_on, today):
        return Phase.ENDED
    return Phase.LIVE if from_on <= today else Phase.COMING


def check_days(from_on: date, last_on: date | None, today: date) -> date | None:
    """The first day after the last one, or None for no end.

    Raises Invalid("day_far", field="from_on" | "last_on"), Invalid("days_reversed", field="last_on").
    """
    if abs(from_on - today) > FARTHEST:
        raise Invalid("day_far", field="from_on")
    return None if last_on is None else check_last_day(last_on, from_on, today)


def check_last_day(last_on: date, from_on: date, today: date) -> date:
    """The first day after a last one that is typed. Raises as above; nothing is ended in the past."""
    if last_on - today > 10 * FARTHEST:
        raise Invalid("day_far", field="last_on")
    if last_on < max(from_on, today):
        raise Invalid("days_reversed", field="last_on")
    return last_on + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One line of a pasted list: a name, and a class in one or two cells. `number` is that of the line."""

    number: int
    name: str
    grade: str
    room: str


def read_pasted(text: str) -> tuple[Pasted, ...]:
    """The lines of a list copied out of a spreadsheet; a line of headings and empty lines are left out.

    Cells are parted by tabs; in a list that somebody typed, by commas or blanks. Raises Invalid("lines_missing" |
    "lines_many", field="lines").
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line)
        if cells and cells[0].casefold() not in _HEADINGS:
            grade, room = (cells[1], cells[2]) if len(cells) > 2 else ("", "".join(cells[1:2]))
            found.append(Pasted(number, " ".join(cells[0].split()), grade, room))
    if not found:
        raise Invalid("lines_missing", field="lines")
    if len(found) > MOST_LINES:
        raise Invalid("lines_many", field="lines", limit=MOST_LINES)
    return tuple(found)


def _cells(line: str) -> list[str]:
    if not line.strip():
        return []
    if "\t" in line:
        cells = line.split("\t")
    elif _COMMAS.search(line):
        cells = _COMMAS.split(line)
    else:
        cells = _BLANKS.split(line.strip()) if _BLANKS.search(line.strip()) else line.split()
    return [cell.strip() for cell in cells]
