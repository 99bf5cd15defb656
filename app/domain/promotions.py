"""The move up on 1 September: which class goes where, who leaves, and what has to be looked at first.

A class of a school year is told by stage, entry year and number. From the entry year follows the grade it should be in,
so a second promotion in the same school year finds nothing to do, and a year that was missed is made up for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.errors import Invalid
from app.domain.grades import Stage
from app.domain.rosters.years import entry_year, first_grade, last_grade, school_year

LAST_USUAL_YEAR_OF_UNIVERSITY = 16
Key = tuple[Stage, int, int]
_NEXT_STAGE = {Stage.KINDERGARTEN: Stage.PRIMARY, Stage.PRIMARY: Stage.JUNIOR, Stage.JUNIOR: Stage.SENIOR}


class Way(StrEnum):
    """Where a class goes. ON: into a new class of the next stage of the same school. INTO: its pupils join another
    class of the same grade. REST: it has its grade already."""

    UP = "up"
    ON = "on"
    LEAVE = "leave"
    INTO = "into"
    REST = "rest"


class Remark(StrEnum):
    """What has to be looked at before a class goes up. AHEAD: its grade is higher than its entry year says."""

    AHEAD = "ahead"
    BEHIND = "behind"
    EMPTY = "empty"
    SAME_NAME = "same_name"
    JOINS_EXISTING = "joins_existing"
    NEW_NUMBER = "new_number"


@dataclass(frozen=True, slots=True)
class Room:
    """A class that is not archived. `pupils` sit in it today."""

    id: UUID
    stage: Stage
    grade: int
    entry_year: int
    number: int
    label: str | None
    pupils: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for a class instead of the usual way. `into_id` names the other class where it is INTO."""

    way: Way
    into_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to a class. Where it goes ON, `number` and `into_id` (a class that is there already) say where."""

    room: Room
    way: Way
    stage: Stage
    grade: int
    number: int
    into_id: UUID | None = None
    ways: tuple[Way, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_due(self) -> bool:
        """True where something happens."""
        return self.way is not Way.REST


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to all classes of a school in the school year `year`."""

    year: int
    moves: tuple[Move, ...]

    @property
    def due(self) -> tuple[Move, ...]:
        """The classes that something happens to."""
        return tuple(move for move in self.moves if move.is_due)

    def pupils(self, *ways: Way) -> int:
        """How many pupils sit in the classes that go one of these ways; those who stay down are counted too."""
        return sum(move.room.pupils for move in self.moves if move.way in ways)

    def partners(self, move: Move) -> tuple[Room, ...]:
        """The classes that this one could join: those that go up to the same grade by themselves."""
        return tuple(
            other.room
            for other in self.moves
            if other.way is Way.UP
            and move.way in (Way.UP, Way.INTO)
            and other.room.id != move.room.id
            and (other.stage, other.grade) == (move.stage, move.grade)
        )

    def class_below(self, room: Room) -> UUID | None:
        """The class in which a pupil of `room` repeats the year: of those that will be where `room` is now, the one of
        the same number, else the first."""
        there = [
            move.room
            for move in self.moves
            if move.way in (Way.UP, Way.REST)
            and (move.stage, move.grade) == (room.stage, room.grade)
            and move.room.id != room.id
        ]
        there.sort(key=lambda one: (one.number != room.number, one.number))
        return there[0].id if there else None


def next_day(today: date) -> date:
    """The next 1 September after a day."""
    return date(school_year(today) + 1, 9, 1)


def plan(
    rooms: Sequence[Room],
    *,
    on: date,
    system: str,
    choices: Mapping[UUID, Choice] | None = None,
    archived: Collection[Key] = (),
) -> Plan:
    """What happens to the classes of a school on a day. `archived` are the (stage, entry year, number) that no new
    class may have. Raises Invalid("promotion_choice") for a way a class cannot go."""
    year, chosen = school_year(on), choices or {}
    stages = frozenset(room.stage for room in rooms)
    usual = [_usual(room, year, system, stages) for room in rooms]
    moves = [_chosen(move, chosen[move.room.id]) if move.room.id in chosen else move for move in usual]
    _check_joins(moves)
    placed = _place(moves, rooms, frozenset(archived), year, system)
    return Plan(year, tuple(_with_name_remark(placed)))


def _usual(room: Room, year: int, system: str, stages: frozenset[Stage]) -> Move:
    """Where a class goes when nobody chooses otherwise, and where else it could go."""
    wanted = first_grade(room.stage, system) + year - room.entry_year
    rests = Move(room, Way.REST, room.stage, room.grade, room.number)
    if wanted < room.grade:
        return replace(rests, remarks=(Remark.AHEAD,))
    if wanted == room.grade:
        return rests
    remarks: tuple[Remark, ...] = (Remark.BEHIND,) if wanted > room.grade + 1 else ()
    remarks += (Remark.EMPTY,) if not room.pupils else ()
    move = Move(room, Way.UP, room.stage, wanted, room.number, remarks=remarks)
    if wanted <= last_grade(room.stage, system):
        return _within_stage(move)
    following = _NEXT_STAGE.get(room.stage)
    if following is None or following not in stages or wanted > last_grade(following, system):
        return replace(move, way=Way.LEAVE, ways=(Way.LEAVE,))
    # Nobody comes into a senior school without the examination, so there the class leaves unless somebody says else.
    way = Way.LEAVE if following is Stage.SENIOR else Way.ON
    return replace(move, way=way, stage=following, ways=(Way.ON, Way.LEAVE))


def _within_stage(move: Move) -> Move:
    """University programmes end after two to five years: the usual four, or what somebody says of the class."""
    if move.stage is not Stage.UNIVERSITY:
        return replace(move, ways=(Way.UP,))
    way = Way.LEAVE if move.grade > LAST_USUAL_YEAR_OF_UNIVERSITY else Way.UP
    return replace(move, way=way, ways=(Way.UP, Way.LEAVE))


def _chosen(move: Move, choice: Choice) -> Move:
    if not move.is_due:
        raise Invalid("promotion_choice")
    if choice.way is Way.INTO and Way.UP in move.ways and choice.into_id:
        return replace(move, way=Way.INTO, into_id=choice.into_id)
    if choice.way not in move.ways:
        raise Invalid("promotion_choice")
    return replace(move, way=choice.way)


def _check_joins(moves: Iterable[Move]) -> None:
    """A class can only join one that goes up to the same grade and does not join another one itself."""
    held = list(moves)
    known = {move.room.id: move for move in held}
    for move in held:
        if move.way is Way.INTO:
            other = known.get(move.into_id) if move.into_id else None
            if other is None or other.way is not Way.UP or (other.stage, other.grade) != (move.stage, move.grade):
                raise Invalid("promotion_choice")


def _place(
    moves: Sequence[Move], rooms: Sequence[Room], archived: frozenset[Key], year: int, system: str
) -> list[Move]:
    """Find each class that goes on its class in the next stage: one that is there already, else a new one."""
    there = {(room.stage, room.entry_year, room.number): room for room in rooms}
    placed, taken = [], set(archived)
    for move in moves:
        if move.way is not Way.ON:
            placed.append(move)
            continue
        entered = entry_year(move.stage, move.grade, year, system)
        existing = there.get((move.stage, entered, move.number))
        if existing is not None:
            placed.append(replace(move, into_id=existing.id, remarks=(*move.remarks, Remark.JOINS_EXISTING)))
            continue
        number = move.number
        while (move.stage, entered, number) in taken or (move.stage, entered, number) in there:
            number += 1
        taken.add((move.stage, entered, number))
        remarks = move.remarks if number == move.number else (*move.remarks, Remark.NEW_NUMBER)
        placed.append(replace(move, number=number, remarks=remarks))
    return placed


def _with_name_remark(moves: Sequence[Move]) -> list[Move]:
    """Mark the classes that would be called alike afterwards."""
    stay = [move for move in moves if move.way in (Way.UP, Way.REST)]
    names = Counter((move.stage, move.grade, move.room.label or move.number) for move in stay)
    alike = {name for name, times in names.items() if times > 1}
    return [
        replace(move, remarks=(*move.remarks, Remark.SAME_NAME))
        if move.way in (Way.UP, Way.REST) and (move.stage, move.grade, move.room.label or move.number) in alike
        else move
        for move in moves
    ]
