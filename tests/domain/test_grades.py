"""Grades, and the stages and bands made of them."""

from __future__ import annotations

import pytest

from app.domain.grades import BAND_GRADES, FIRST_GRADE, LAST_GRADE, Band, Stage, band_of, stage_of


def test_every_grade_has_exactly_one_band() -> None:
    covered = [grade for first, last in BAND_GRADES.values() for grade in range(first, last + 1)]
    assert sorted(covered) == list(range(FIRST_GRADE, LAST_GRADE + 1))
    assert set(BAND_GRADES) == set(Band)


@pytest.mark.parametrize(
    ("band", "first", "last"),
    [("K", -2, 0), ("P12", 1, 2), ("P34", 3, 4), ("P56", 5, 6), ("J", 7, 9), ("S", 10, 12), ("U", 13, 17)],
)
def test_band_of_a_grade(band: str, first: int, last: int) -> None:
    assert {band_of(grade) for grade in range(first, last + 1)} == {band}


@pytest.mark.parametrize("number", [FIRST_GRADE - 1, LAST_GRADE + 1, 100])
def test_a_number_that_is_no_grade_has_no_band(number: int) -> None:
    with pytest.raises(ValueError, match="is not a grade"):
        band_of(number)


@pytest.mark.parametrize(
    ("grade", "six_three", "five_four"),
    [
        (-2, Stage.KINDERGARTEN, Stage.KINDERGARTEN),
        (0, Stage.KINDERGARTEN, Stage.KINDERGARTEN),
        (1, Stage.PRIMARY, Stage.PRIMARY),
        (5, Stage.PRIMARY, Stage.PRIMARY),
        (6, Stage.PRIMARY, Stage.JUNIOR),
        (7, Stage.JUNIOR, Stage.JUNIOR),
        (9, Stage.JUNIOR, Stage.JUNIOR),
        (10, Stage.SENIOR, Stage.SENIOR),
        (12, Stage.SENIOR, Stage.SENIOR),
        (13, Stage.UNIVERSITY, Stage.UNIVERSITY),
    ],
)
def test_only_the_sixth_year_depends_on_the_system(grade: int, six_three: Stage, five_four: Stage) -> None:
    assert stage_of(grade, "63") is six_three
    assert stage_of(grade, "54") is five_four
