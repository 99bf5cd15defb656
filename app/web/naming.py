"""What grades and classes are called. Stored as numbers, spoken as people speak: 三年级2班, Grade 3 Class 2."""

from __future__ import annotations

from app.domain.grades import Stage
from app.web.i18n import _
from app.web.i18n import lazy_gettext as _l

_GRADES = {
    -2: _l("Kindergarten, year 1"),
    -1: _l("Kindergarten, year 2"),
    0: _l("Kindergarten, year 3"),
    1: _l("Grade 1"),
    2: _l("Grade 2"),
    3: _l("Grade 3"),
    4: _l("Grade 4"),
    5: _l("Grade 5"),
    6: _l("Grade 6"),
    7: _l("Grade 7"),
    8: _l("Grade 8"),
    9: _l("Grade 9"),
    10: _l("Grade 10"),
    11: _l("Grade 11"),
    12: _l("Grade 12"),
    13: _l("University, year 1"),
    14: _l("University, year 2"),
    15: _l("University, year 3"),
    16: _l("University, year 4"),
    17: _l("University, year 5"),
}
_VOCATIONAL = {
    10: _l("Vocational, year 1"),
    11: _l("Vocational, year 2"),
    12: _l("Vocational, year 3"),
}
_FIVE_FOUR = {6: _l("Grade 6 (junior)")}


def grade_name(grade: int, stage: Stage | str, system: str = "63") -> str:
    """A grade in the request's language. Under the five-four system the sixth year belongs to the junior school."""
    if stage == Stage.VOCATIONAL and grade in _VOCATIONAL:
        return str(_VOCATIONAL[grade])
    if system == "54" and stage == Stage.JUNIOR and grade in _FIVE_FOUR:
        return str(_FIVE_FOUR[grade])
    return str(_GRADES[grade])


def classroom_name(stage: Stage | str, grade: int, number: int, system: str = "63", label: str | None = None) -> str:
    """A class by grade and number, or by the name it has instead of a number, in the request's language."""
    return _("%(grade)s Class %(number)s", grade=grade_name(grade, stage, system), number=label or number)


def class_number(number: int | str) -> str:
    """The number (or the name instead of one) alone, as a column of a table is headed: 2班, Class 2."""
    return _("Class %(number)s", number=number)
