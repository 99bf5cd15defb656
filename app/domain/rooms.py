"""What a school may call a class of its own, and which grades it may have classes in."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import Invalid
from app.domain.grades import Stage
from app.domain.rosters.labels import agrees, read_room
from app.domain.rosters.years import first_grade, last_grade

# Classes with a name instead of a number are kept apart by numbers above this.
LAST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class RoomName:
    """What a class is called: by its number in the grade, or (`number` is None) by a name, without 班 at its end."""

    number: int | None
    label: str | None


def read_name(text: str, stage: Stage, grade: int, system: str, year: int) -> RoomName:
    """A class of a grade as somebody types it: `3`, `(3)班`, `三班` are number 3, anything else is a name (小太阳班).

    Raises Invalid("room_name_missing" | "room_name_long" | "room_name_unreadable" | "room_name_grade", field="name").
    """
    if not text.strip():
        raise Invalid("room_name_missing", field="name")
    try:
        reading = read_room(text, stage, system, year)
    except Invalid as invalid:
        code = "room_name_long" if invalid.code == "class_label_long" else "room_name_unreadable"
        raise Invalid(code, field="name") from invalid
    names_other_grade = reading.grade is not None and grade not in reading.grade.grades
    if names_other_grade or (reading.hundreds is not None and not agrees(reading.hundreds, grade, system)):
        raise Invalid("room_name_grade", field="name")
    if reading.room.isdecimal():
        return RoomName(int(reading.room), None)
    return RoomName(None, reading.room)


def check_grade(stage: Stage, grade: int, system: str) -> None:
    """Raise Invalid("room_grade", field="grade") for a grade that this stage does not have under a system."""
    if not first_grade(stage, system) <= grade <= last_grade(stage, system):
        raise Invalid("room_grade", field="grade")


def grades(system: str) -> dict[Stage, tuple[int, ...]]:
    """The grades of every stage under a system, from the kindergarten up."""
    return {stage: tuple(range(first_grade(stage, system), last_grade(stage, system) + 1)) for stage in Stage}
