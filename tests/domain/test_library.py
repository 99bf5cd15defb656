"""What the library tells about a lesson that is published."""

from __future__ import annotations

import pytest

from app.domain.lessons import Lesson
from app.domain.library import Misconception, Publication


@pytest.mark.parametrize(("max_grade", "told"), [(0, ""), (2, ""), (3, "会游泳就没事"), (9, "会游泳就没事")])
def test_the_youngest_are_not_told_a_wrong_belief_by_name(max_grade: int, told: str) -> None:
    lesson = Lesson("water-a", "water", "", "", 5, -2, max_grade, (), ())
    known = {"DR2": Misconception("DR2", "会游泳就没事", "野外不同", crit=True)}
    publication = Publication("water-a", "d", {"zh_CN": lesson}, {}, {"zh_CN": known})
    assert publication.belief_told("zh_CN", "DR2") == told
    assert publication.belief_told("en", "DR2") == told
    assert publication.belief_told("zh_CN", "") == ""
