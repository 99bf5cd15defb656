"""A line of a file becomes a pupil as the file wants them, or a list of everything that is wrong with its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.domain.errors import Invalid
from app.domain.imports import Dialect
from app.domain.rosters.gradewords import quoted, squeeze
from app.domain.rosters.lines import Cell, Fault, Field, Kind, Line, Wanted
from app.domain.rosters.names import clean_name
from app.domain.rosters.numbers import (
    MOST_DIGITS_OF_A_SHEET,
    is_token,
    looks_like_number,
    number_hash,
    read_number,
    read_student_code,
    read_token,
)
from app.domain.rosters.places import Seat, seat_of
from app.domain.rosters.years import school_year

LONGEST_ID = 64
_LEAVING_WORDS = (
    "转出 已转出 离校 已离校 退学 毕业 已毕业 结业 肄业 死亡 亡故 开除 出国 注销 取消学籍 tobedeleted inactive"
)
# Whoever rests (休学) or studies elsewhere for a while (借读) is still a pupil of the school.
_STAYING_WORDS = (
    "在读 在校 在籍 在学 就读 正常 正常在读 有效 主控有效 注册 已注册 新生 转入 复学 休学 借读 寄读 留级 跳级 "
    "随班就读 送教上门 active enrolled"
)
_LEAVING, _STAYING = frozenset(_LEAVING_WORDS.split()), frozenset(_STAYING_WORDS.split())
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_WHOLE = re.compile(r"(\d+)\.0+")
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_NOT_TEXT = frozenset((Kind.DATE, Kind.BOOLEAN, Kind.ERROR))
_EMPTY = Cell("", "")
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a check needs to know. `system_of` gives the grade system of a school by its code, None where there is no
    such school or this person may not import for it. Lines without a code belong to `default_school_code`."""

    number_key: bytes
    system_of: Callable[[str], str | None]
    today: date
    dialect: Dialect = Dialect.REGISTER
    default_school_code: str | None = None

    def __repr__(self) -> str:
        return f"Rules({self.dialect!r}, {self.today!r})"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a line means, as far as it can be read. `school_code` is None where the school is not known."""

    school_code: str | None = None
    student_id: UUID | None = None
    number_hash: bytes | None = None
    local_id: str | None = None

    @property
    def is_known(self) -> bool:
        """True where the line names anybody."""
        return bool(self.student_id or self.number_hash or self.local_id)


def check(line: Line, rules: Rules) -> Wanted | tuple[Fault, ...]:
    """A pupil as the file wants them, or all faults of the line's cells."""
    desk = _Desk(line, rules)
    whom = desk.identity()
    if not whom.is_known and not desk.faults:
        desk.note(Field.NUMBER, "no_identity")
    name = desk.name()
    is_leaving = desk.read(Field.STATUS, _is_leaving) or False
    room_local_id = desk.read(Field.ROOM_LOCAL_ID, _room_local_id)
    system = rules.system_of(whom.school_code) if whom.school_code else None
    may_be_silent = is_leaving or room_local_id is not None or whom.student_id is not None
    seat = desk.seat(system or "63", may_be_silent=may_be_silent, matters=not is_leaving)
    if desk.faults or whom.school_code is None or name is None:
        return tuple(desk.faults)
    return Wanted(
        position=line.position,
        sheet=line.sheet,
        line=line.line,
        school_code=whom.school_code,
        name=name,
        stage=seat.stage,
        grade=seat.grade,
        room=seat.room,
        room_local_id=room_local_id,
        student_id=whom.student_id,
        number_hash=whom.number_hash,
        local_id=whom.local_id,
        is_leaving=is_leaving,
    )


def identity(line: Line, rules: Rules) -> Identity:
    """Whom a line means, even where the rest of it is faulty: so that nobody leaves because of a slip in a cell."""
    return _Desk(line, rules).identity()


class _Desk:
    """Takes the cells of one line and collects what is wrong with them."""

    def __init__(self, line: Line, rules: Rules) -> None:
        self.line, self.rules = line, rules
        self.faults: list[Fault] = []

    def cell(self, name: Field) -> Cell:
        return self.line.cells.get(name, _EMPTY)

    def note(self, name: Field, code: str, facts: Mapping[str, object] | None = None) -> None:
        line = self.line
        self.faults.append(Fault(code, line.sheet, line.line, self.cell(name).column, dict(facts or {}), line.position))

    def read(self, name: Field, reader: Callable[[Cell], _Read | None]) -> _Read | None:
        """What a reader makes of a cell; None with a fault noted where it raises, None for an empty cell."""
        cell = self.cell(name)
        if not cell.text:
            return None
        try:
            return reader(cell)
        except Invalid as invalid:
            self.note(name, invalid.code, invalid.facts)
            return None

    def identity(self) -> Identity:
        student_id = self.read(Field.STUDENT_ID, _student_id)
        hashed = self.read(Field.NUMBER, self.number)
        local_id = self.read(Field.LOCAL_ID, _local_id)
        if local_id is not None and looks_like_number(local_id):
            # Some schools call their pupils by the national number. It is not kept as it stands in this column either.
            own = self.read(Field.LOCAL_ID, self.number)
            if own is not None and hashed is not None and own != hashed:
                self.note(Field.LOCAL_ID, "number_differs")
            hashed, local_id = hashed or own, None
        return Identity(self.school(), student_id, hashed, local_id)

    def number(self, cell: Cell) -> bytes | None:
        """The hash of a student number. The identifier of OneRoster may be something else, which says nothing here."""
        is_other = (
            self.rules.dialect is Dialect.ONEROSTER and not looks_like_number(cell.text) and not is_token(cell.text)
        )
        return None if is_other else _number(cell, self.rules.number_key)

    def school(self) -> str | None:
        code = _plain(squeeze(self.cell(Field.SCHOOL_CODE).text)).upper() or self.rules.default_school_code
        if not code:
            self.note(Field.SCHOOL_CODE, "school_code_missing")
            return None
        if self.rules.system_of(code) is None:
            self.note(Field.SCHOOL_CODE, "school_unknown", {"text": quoted(code)})
            return None
        return code

    def name(self) -> str | None:
        cell = self.cell(Field.NAME)
        if not cell.text:
            self.note(Field.NAME, "name_missing")
            return None
        return self.read(Field.NAME, _name)

    def seat(self, system: str, *, may_be_silent: bool, matters: bool) -> Seat:
        """Stage, grade and class. Grade and class may both be missing where the line says otherwise who is meant and
        where; of a pupil who leaves they do not matter."""
        if not matters:
            return Seat()
        before = len(self.faults)
        for name in (Field.GRADE, Field.ROOM):
            self.read(name, _of_room if name is Field.ROOM else _of_grade)
        if len(self.faults) > before:
            return Seat()
        stage, grade, room = (_plain(self.cell(name).text) for name in (Field.STAGE, Field.GRADE, Field.ROOM))
        found = seat_of(stage, grade, room, system, school_year(self.rules.today))
        if isinstance(found, tuple):
            for wrong in found:
                self.note(wrong.field, wrong.code, wrong.facts)
            return Seat()
        if may_be_silent and (found.room is None) == (found.grade is None or self.cell(Field.ROOM_LOCAL_ID).text != ""):
            return found
        if found.grade is None:
            self.note(Field.GRADE, "grade_missing")
        if found.room is None:
            self.note(Field.ROOM, "class_missing")
        return found


def _plain(text: str) -> str:
    """A cell without what makes a spreadsheet keep it as text: an apostrophe, ="...", or .0 after a whole number."""
    if match := _QUOTED_FORMULA.fullmatch(text):
        return match[1].strip()
    if match := _WHOLE.fullmatch(text):
        return match[1]
    return text[1:].lstrip() if text.startswith("'") else text


def _student_id(cell: Cell) -> UUID:
    found = read_student_code(_plain(cell.text))
    if found is None:
        raise Invalid("student_id_malformed")
    return found


def _number(cell: Cell, key: bytes) -> bytes:
    if cell.kind in _NOT_TEXT:
        raise Invalid("number_not_text")
    text = _plain(cell.text)
    if is_token(text):
        hashed = read_token(key, text)
        if hashed is None:
            raise Invalid("token_unreadable")
        return hashed
    if cell.kind is Kind.NUMBER and _digits(text) > MOST_DIGITS_OF_A_SHEET:
        raise Invalid("number_lost_digits")
    return number_hash(key, read_number(text))


def _local_id(cell: Cell) -> str:
    if cell.kind in _NOT_TEXT:
        raise Invalid("local_id_malformed")
    text = unicodedata.normalize("NFKC", _plain(cell.text))
    if _ROUNDED.fullmatch(text) or (cell.kind is Kind.NUMBER and _digits(text) > MOST_DIGITS_OF_A_SHEET):
        raise Invalid("local_id_lost_digits")
    if any(unicodedata.category(one)[0] == "C" for one in text):
        raise Invalid("local_id_malformed")
    if len(text) > LONGEST_ID:
        raise Invalid("local_id_long", limit=LONGEST_ID)
    return " ".join(text.split())


def _room_local_id(cell: Cell) -> str:
    text = " ".join(unicodedata.normalize("NFKC", _plain(cell.text)).split())
    if len(text) > LONGEST_ID:
        raise Invalid("class_id_long", limit=LONGEST_ID)
    return text


def _name(cell: Cell) -> str:
    if cell.kind in _NOT_TEXT:
        raise Invalid("name_not_text")
    return clean_name(cell.text)


def _of_grade(cell: Cell) -> None:
    if cell.kind in _NOT_TEXT:
        raise Invalid("grade_not_text")


def _of_room(cell: Cell) -> None:
    if cell.kind is Kind.DATE:
        raise Invalid("class_is_date")
    if cell.kind in _NOT_TEXT:
        raise Invalid("class_not_text")
    if cell.kind is Kind.NUMBER and re.fullmatch(r"\d+\.[1-9]", cell.text):
        # 3.10 as a number is 3.1: class 1 and class 10 of a grade look the same, and 3.20 like 3.2.
        raise Invalid("class_lost_zero", text=quoted(cell.text))


def _is_leaving(cell: Cell) -> bool:
    word = squeeze(cell.text).casefold()
    if word in _LEAVING:
        return True
    if word in _STAYING:
        return False
    raise Invalid("status_unknown", text=quoted(cell.text))


def _digits(text: str) -> int:
    return sum(one.isdecimal() for one in text)
