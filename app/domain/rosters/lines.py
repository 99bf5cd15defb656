"""A line of a pupils' file before and after it is checked, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.domain.grades import Stage


class Kind(StrEnum):
    """What a cell was in the file. A number, a date or a truth value where text belongs has often lost something."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


class Field(StrEnum):
    """The columns we read, by their own name; what they may be called in a file is the reader's business."""

    SCHOOL_CODE = "school_code"
    STUDENT_ID = "student_id"
    NUMBER = "number"
    LOCAL_ID = "local_id"
    NAME = "name"
    STAGE = "stage"
    GRADE = "grade"
    ROOM = "room"
    ROOM_LOCAL_ID = "room_local_id"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, stripped of blanks at both ends. `column` is its heading in the file."""

    text: str
    column: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Line:
    """A pupil as the file says it. `line` is the number that the spreadsheet program shows, `position` counts lines
    over all sheets. It holds the student number as it stands, so it is never logged, stored or shown."""

    position: int
    sheet: str
    line: int
    cells: Mapping[Field, Cell]

    def __repr__(self) -> str:
        return f"Line({self.sheet!r}, {self.line})"

    def text(self, name: Field) -> str:
        """The text of a column; nothing where the file has no such column."""
        cell = self.cells.get(name)
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. `code` names reason and remedy, `facts` fill the sentence; never a student number.

    `line` is None where the whole sheet is meant.
    """

    code: str
    sheet: str = ""
    line: int | None = None
    column: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pupil as the file wants them in a school, checked. The identity is the first of these that is there:
    `student_id` (our own id, from one of our exports), `number_hash`, `local_id`; a name alone never is one.

    `room` is the number of the class as text (`3`), or the label of a class without one (`小太阳`).
    `is_leaving`: the line itself says that the pupil left.
    """

    position: int
    sheet: str
    line: int
    school_code: str
    name: str
    stage: Stage | None = None
    grade: int | None = None
    room: str | None = None
    room_local_id: str | None = None
    student_id: UUID | None = None
    number_hash: bytes | None = None
    local_id: str | None = None
    is_leaving: bool = False
