"""How much a lesson may hold, by the band it is written for: short and with pictures for the young."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.grades import FIRST_GRADE, LAST_GRADE, Band, band_of

Bounds = tuple[int, int]
MOST_QUESTIONS = 60  # A sheet names its questions by a bit set of 64 places.


@dataclass(frozen=True, slots=True)
class Sizes:
    """The bounds of one band, both ends included.

    `minutes` of the whole lesson; numbers of `steps`, of different `kinds` of them, of questions in the `bank`, on a
    sheet (`draw`), and of `choices` in a question; `has_icons`: each choice of a quiz, story or recall has a picture.
    """

    minutes: Bounds
    steps: Bounds
    kinds: int
    bank: Bounds
    draw: Bounds
    choices: Bounds
    has_icons: bool = False


SIZES: dict[Band, Sizes] = {
    Band.K: Sizes((2, 5), (4, 7), 3, (8, MOST_QUESTIONS), (4, 4), (2, 2), has_icons=True),
    Band.P12: Sizes((3, 8), (5, 8), 4, (10, MOST_QUESTIONS), (6, 6), (2, 3), has_icons=True),
    Band.P34: Sizes((5, 11), (6, 9), 4, (12, MOST_QUESTIONS), (10, 10), (3, 3)),
    Band.P56: Sizes((5, 10), (6, 9), 4, (12, MOST_QUESTIONS), (10, 10), (4, 4)),
    Band.J: Sizes((5, 10), (6, 9), 4, (12, MOST_QUESTIONS), (10, 10), (4, 4)),
    Band.S: Sizes((6, 12), (6, 10), 4, (12, MOST_QUESTIONS), (10, 10), (4, 4)),
    Band.U: Sizes((6, 12), (6, 10), 4, (12, MOST_QUESTIONS), (10, 10), (4, 4)),
}
# Where the grade itself is wrong, only what no band allows is worth telling.
ANY = Sizes((2, 12), (4, 10), 3, (8, MOST_QUESTIONS), (4, 10), (2, 4))


def sizes_of(max_grade: int | None) -> Sizes:
    """The sizes of a lesson whose oldest pupils are in this grade; the widest for what is no grade."""
    if max_grade is None or not FIRST_GRADE <= max_grade <= LAST_GRADE:
        return ANY
    return SIZES[band_of(max_grade)]
