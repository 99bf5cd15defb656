"""Where a line puts a pupil: stage, grade and class out of three cells that must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.domain.errors import Invalid
from app.domain.grades import Stage
from app.domain.rosters.gradewords import Reading, holds, quoted, read_grade, read_stage
from app.domain.rosters.labels import RoomReading, agrees, read_room
from app.domain.rosters.lines import Field


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one of the cells."""

    field: Field
    code: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Seat:
    """Stage (None where no cell names it), grade and class. Both are None where the cells say nothing."""

    stage: Stage | None = None
    grade: int | None = None
    room: str | None = None


@lru_cache(maxsize=16384)
def seat_of(stage: str, grade: str, room: str, system: str, year: int) -> Seat | tuple[Wrong, ...]:
    """Read the three cells of a line together; empty ones are texts without characters. Never raises."""
    wrong: list[Wrong] = []

    def note(field: Field, invalid: Invalid) -> None:
        wrong.append(Wrong(field, invalid.code, invalid.facts))

    named: Stage | None = None
    by_column: Reading | None = None
    by_room: RoomReading | None = None
    try:
        named = read_stage(stage)
    except Invalid as invalid:
        note(Field.STAGE, invalid)
    try:
        by_column = read_grade(grade, named, system, year) if grade else None
    except Invalid as invalid:
        note(Field.STAGE if invalid.code == "stage_contradicts" else Field.GRADE, invalid)
    try:
        by_room = read_room(room, named, system, year) if room else None
    except Invalid as invalid:
        note(Field.ROOM, _about_room(invalid, grade, room))
    if wrong:
        return tuple(wrong)
    try:
        return _together(named, by_column, by_room, (grade, room), system)
    except Invalid as invalid:
        at = Field.GRADE if invalid.code == "grade_ambiguous" and grade else Field.ROOM
        return (Wrong(at, invalid.code, invalid.facts),)


def _about_room(invalid: Invalid, grade: str, room: str) -> Invalid:
    """A grade inside a class's name that does not fit the stage contradicts the columns beside it."""
    if invalid.code == "stage_contradicts":
        return Invalid("class_contradicts", grade=quoted(grade), text=quoted(room))
    return Invalid("class_unknown", text=quoted(room)) if invalid.code == "grade_unknown" else invalid


def _together(
    named: Stage | None, by_column: Reading | None, by_room: RoomReading | None, texts: tuple[str, str], system: str
) -> Seat:
    grade_cell, room_cell = (quoted(text) for text in texts)
    readings = [one for one in (by_column, by_room.grade if by_room else None) if one is not None]
    stage = next(_stages(named, readings), None)
    if not readings:
        if by_room and by_room.hundreds:
            raise Invalid("class_number_high", text=room_cell)
        return Seat(stage, None, by_room.room if by_room else None)
    grades = frozenset.intersection(*(one.grades for one in readings))
    if stage is not None:
        grades = frozenset(one for one in grades if holds(stage, one))
    if by_room and by_room.hundreds:
        grades = frozenset(one for one in grades if agrees(by_room.hundreds, one, system))
    if not grades or len(set(_stages(None, readings))) > 1:
        raise Invalid("class_contradicts", grade=grade_cell, text=room_cell)
    best = next((one.best for one in readings if one.best in grades), None)
    if best is None and len(grades) > 1:
        raise Invalid("grade_ambiguous", text=grade_cell or room_cell)
    grade = next(iter(grades)) if best is None else best
    return Seat(stage, grade, by_room.room if by_room else None)


def _stages(named: Stage | None, readings: list[Reading]) -> Iterator[Stage]:
    if named is not None:
        yield named
    yield from (one.stage for one in readings if one.stage is not None)
