"""Grades and classes as people call them."""

from __future__ import annotations

import pytest
from flask import Flask

from app.domain.grades import FIRST_GRADE, LAST_GRADE, Stage, stage_of
from app.web.naming import classroom_name, grade_name


@pytest.mark.parametrize(
    ("grade", "stage", "system", "name"),
    [
        (-2, Stage.KINDERGARTEN, "63", "Kindergarten, year 1 Class 2"),
        (3, Stage.PRIMARY, "63", "Grade 3 Class 2"),
        (6, Stage.JUNIOR, "54", "Grade 6 (junior) Class 2"),
        (10, Stage.SENIOR, "63", "Grade 10 Class 2"),
        (10, Stage.VOCATIONAL, "63", "Vocational, year 1 Class 2"),
        (13, Stage.UNIVERSITY, "63", "University, year 1 Class 2"),
    ],
)
def test_classes_in_english(app: Flask, grade: int, stage: Stage, system: str, name: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert classroom_name(stage, grade, 2, system) == name


def test_every_grade_has_a_name(app: Flask) -> None:
    with app.test_request_context():
        names = {grade_name(grade, stage_of(grade)) for grade in range(FIRST_GRADE, LAST_GRADE + 1)}
    assert len(names) == LAST_GRADE - FIRST_GRADE + 1
