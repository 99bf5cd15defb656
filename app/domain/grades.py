"""Grades as absolute years, and the stages and bands made of them.

A grade is one integer over all of education: kindergarten K1-K3 are -2..0, school years 1..12, university
years U1-U5 are 13..17. Six-three and five-four systems differ in names and stages, never in this number.
"""

from __future__ import annotations

from enum import StrEnum

FIRST_GRADE = -2
LAST_GRADE = 17


class Stage(StrEnum):
    """Stage of schooling; it belongs to the classroom, since one school can hold several."""

    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"
    UNIVERSITY = "university"


class Band(StrEnum):
    """What content is written for: K, P12, P34, P56, J, S, U."""

    K = "K"
    P12 = "P12"
    P34 = "P34"
    P56 = "P56"
    J = "J"
    S = "S"
    U = "U"


BAND_GRADES: dict[Band, tuple[int, int]] = {
    Band.K: (-2, 0),
    Band.P12: (1, 2),
    Band.P34: (3, 4),
    Band.P56: (5, 6),
    Band.J: (7, 9),
    Band.S: (10, 12),
    Band.U: (13, 17),
}


def band_of(grade: int) -> Band:
    """The band a grade belongs to. Raises ValueError for a number that is no grade."""
    for band, (first, last) in BAND_GRADES.items():
        if first <= grade <= last:
            return band
    raise ValueError(f"{grade} is not a grade")


def stage_of(grade: int, system: str = "63") -> Stage:
    """The usual stage of a grade under the six-three (`63`) or five-four (`54`) system.

    Vocational schools share the senior years, so their classrooms name the stage themselves.
    """
    last_primary = 5 if system == "54" else 6
    if grade <= 0:
        return Stage.KINDERGARTEN
    if grade <= last_primary:
        return Stage.PRIMARY
    if grade <= 9:
        return Stage.JUNIOR
    return Stage.SENIOR if grade <= 12 else Stage.UNIVERSITY
