"""What classes are called in files: 一班, 1班, (1)班, １班, 01班, 五(2)班, 初一3班, 大一班, 小太阳班."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.domain.errors import Invalid
from app.domain.grades import Stage
from app.domain.rosters.gradewords import (
    KINDERGARTEN,
    NUMERAL,
    Reading,
    any_stage,
    numeral,
    quoted,
    read_grade,
    squeeze,
)

LONGEST = 20
HIGHEST = 99
_IN_BRACKETS = re.compile(rf"(?:Class|第)?[(\[【]?({NUMERAL})[)\]】]?班?", re.IGNORECASE)
_OF_KINDERGARTEN = re.compile(rf"(?:幼儿园)?(托|小小|小|中|大|学前)(?:班)?[(]?({NUMERAL})[)]?班?")
_OF_GRADE = re.compile(
    rf"(.+?(?:年级|级|届)|(?:[小初高职大]|初中|高中|中职|职高|中专){NUMERAL}|预初|预备|G(?:rade)?{NUMERAL})"
    rf"(?:Class|班)?[-(.·/]?({NUMERAL})[)]?班?",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"({NUMERAL})(?:\(({NUMERAL})\)|[-.·/]({NUMERAL}))班?")
_SIDE_BY_SIDE = re.compile(rf"([一二三四五六七八九])({NUMERAL})班?")
_LABEL_OF_GRADE = re.compile(rf"((?:小学|初中|高中|中职)?{NUMERAL}年级|[小中大]班|学前班)(.+)")
# Markup, and long digits: a student number in the wrong column.
_STRANGE = re.compile(r"[<>]|\d{6}")
# What a spreadsheet makes of 1-2, as text in a CSV file.
_DATE = re.compile(
    r"\d{1,2}月\d{1,2}日?|\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?(?:\d\d?:\d\d(?::\d\d)?)?"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RoomReading:
    """A class by its number as text (`3`) or by its label (`小太阳`), and the grade where the text names that too.

    `hundreds` is what stood before the number in 301: it must agree with the grade.
    """

    room: str
    grade: Reading | None = None
    hundreds: int | None = None


@lru_cache(maxsize=16384)
def read_room(text: str, stage: Stage | None, system: str, year: int) -> RoomReading:
    """What a class's name means. Raises Invalid `class_is_date`, `class_number_high`, `class_label_long`,
    `class_unknown`, and for a grade inside it what `read_grade` raises."""
    word = squeeze(text).replace("班级", "班")
    if _DATE.fullmatch(word):
        raise Invalid("class_is_date")
    if match := _IN_BRACKETS.fullmatch(word):
        return _numbered(text, match[1])
    if match := _OF_KINDERGARTEN.fullmatch(word):
        return _numbered(text, match[2], _kindergarten(match[1]))
    if match := _OF_GRADE.fullmatch(word):
        return _numbered(text, match[2], _loose(match[1], stage, system, year))
    if match := _PAIR.fullmatch(word) or _SIDE_BY_SIDE.fullmatch(word):
        return _numbered(text, match[match.lastindex or 2], _bare(text, match[1], system))
    if match := _LABEL_OF_GRADE.fullmatch(word):
        return RoomReading(_label(text, match[2]), _loose(match[1], stage, system, year))
    if _is_grade(word, stage, system, year):
        raise Invalid("class_unknown", text=quoted(text))
    return RoomReading(_label(text, word))


def fold_label(text: str) -> str:
    """A class's label as it is kept and compared: 小太阳班 and 小太阳 are the same class."""
    word = squeeze(text).replace("班级", "班")
    return word.removesuffix("班") or word


def room_text(number: int, label: str | None) -> str:
    """A class as our files name it; `read_room` reads it back. 301班 would be the first class of the third grade."""
    if label:
        return f"{fold_label(label)}班"
    return f"{number}班" if number <= HIGHEST else f"第{number}班"


def agrees(hundreds: int, grade: int, system: str) -> bool:
    """True where 3 in 301 can mean this grade: the third year, or the third year of its stage."""
    return grade in any_stage(hundreds, system)


def _numbered(text: str, digits: str, grade: Reading | None = None) -> RoomReading:
    number = numeral(digits)
    if not number:
        raise Invalid("class_unknown", text=quoted(text))
    if number <= HIGHEST or (text.startswith("第") and number < 1000):
        return RoomReading(str(number), grade)
    hundreds, rest = divmod(number, 100)
    if not rest or hundreds > 12:
        raise Invalid("class_number_high", text=quoted(text))
    return RoomReading(str(rest), grade, hundreds)


def _kindergarten(word: str) -> Reading:
    grade = KINDERGARTEN.get(word, KINDERGARTEN.get(f"{word}班"))
    assert grade is not None  # noqa: S101 - the pattern knows only these words
    return Reading(frozenset((grade,)), grade, Stage.KINDERGARTEN)


def _bare(text: str, digits: str, system: str) -> Reading:
    """The 五 of 五(2)班: a year of any stage, and the absolute one unless another cell says otherwise."""
    count = numeral(digits)
    grades = any_stage(count, system) if count is not None else frozenset()
    if not grades:
        raise Invalid("class_unknown", text=quoted(text))
    return Reading(grades, count if count in grades else None)


def _loose(word: str, stage: Stage | None, system: str, year: int) -> Reading:
    """A grade inside the name of a class. 三年级 may there be the third year of any stage; another cell decides."""
    found = read_grade(word, stage, system, year)
    count = numeral(word.removesuffix("年级"))
    return Reading(found.grades | any_stage(count, system), found.best, found.stage) if count and not stage else found


def _is_grade(word: str, stage: Stage | None, system: str, year: int) -> bool:
    try:
        read_grade(word, stage, system, year)
    except Invalid as invalid:
        return invalid.code != "grade_unknown"
    return True


def _label(text: str, word: str) -> str:
    label = fold_label(word)
    has_letter = any(unicodedata.category(one)[0] == "L" for one in label)
    if not has_letter or label == "班" or label[0] in "=+-@'" or _STRANGE.search(label):
        raise Invalid("class_unknown", text=quoted(text))
    if len(label) > LONGEST:
        raise Invalid("class_label_long", limit=LONGEST)
    return label
