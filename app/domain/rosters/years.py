"""School years: they begin on 1 September and are called by the year of that day."""

from __future__ import annotations

from datetime import date

from app.domain.grades import Stage

_FIRST = {
    Stage.KINDERGARTEN: -2,
    Stage.PRIMARY: 1,
    Stage.JUNIOR: 7,
    Stage.SENIOR: 10,
    Stage.VOCATIONAL: 10,
    Stage.UNIVERSITY: 13,
}
_LAST = {
    Stage.KINDERGARTEN: 0,
    Stage.PRIMARY: 6,
    Stage.JUNIOR: 9,
    Stage.SENIOR: 12,
    Stage.VOCATIONAL: 12,
    Stage.UNIVERSITY: 17,
}


def school_year(day: date) -> int:
    """The school year a day is in: 2026 from 1 September 2026 to 31 August 2027."""
    return day.year if day.month >= 9 else day.year - 1


def first_grade(stage: Stage, system: str = "63") -> int:
    """The grade a stage begins with; the junior school begins with the sixth year under the five-four system."""
    return 6 if stage is Stage.JUNIOR and system == "54" else _FIRST[stage]


def last_grade(stage: Stage, system: str = "63") -> int:
    """The grade a stage ends with."""
    return 5 if stage is Stage.PRIMARY and system == "54" else _LAST[stage]


def entry_year(stage: Stage, grade: int, year: int, system: str = "63") -> int:
    """The school year in which those began who are in this grade of this stage in school year `year`."""
    return year - (grade - first_grade(stage, system))
