"""The switches that help to read: what is on before anybody chose, and what a browser remembers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.readingaids import Aid, Aids, read_aids


def on(aids: Aids, grade: int) -> set[Aid]:
    return {aid for aid in Aid if aids.is_on(aid, grade)}


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        (-2, {Aid.PINYIN, Aid.ALOUD}),
        (2, {Aid.PINYIN, Aid.ALOUD}),
        (3, {Aid.ALOUD}),
        (4, {Aid.ALOUD}),
        (5, set()),
        (17, set()),
    ],
)
def test_what_is_on_at_first_fits_the_age(grade: int, expected: set[Aid]) -> None:
    assert on(Aids(), grade) == expected


def test_what_somebody_chose_holds_in_every_lesson() -> None:
    aids = Aids(((Aid.PINYIN, False), (Aid.CONTRAST, True)), 2)
    assert on(aids, 1) == {Aid.ALOUD, Aid.CONTRAST}
    assert on(aids, 9) == {Aid.CONTRAST}


@given(st.dictionaries(st.sampled_from(sorted(Aid)), st.booleans()), st.sampled_from([0, 1, 2]))
def test_a_choice_survives_the_browser(chosen: dict[Aid, bool], size: int) -> None:
    aids = Aids(tuple(sorted(chosen.items())), size)
    assert read_aids(aids.text()) == aids
    assert len(aids.text()) <= 12


@given(st.text())
def test_whatever_a_browser_sends_is_read(text: str) -> None:
    assert read_aids(text).size in (0, 1, 2)
