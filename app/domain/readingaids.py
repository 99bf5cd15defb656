"""What helps a pupil to read: switches that a browser remembers, and what is on before anybody chose.

They say nothing about who the pupil is, and are kept in the browser only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.grades import Band, band_of
from app.domain.readings import is_shown_at_first


class Aid(StrEnum):
    """A switch, by the letter it has in what the browser keeps."""

    PINYIN = "p"
    ALOUD = "a"
    SPACING = "w"
    CONTRAST = "c"
    CALM = "m"


SIZES = (0, 1, 2)
_SIZE = "s"
_FLAG = re.compile(r"([pawcm])([01])|s([012])")
# Children of these bands are offered every text by ear (domain.md, section 6).
HEARD_IN = frozenset({Band.K, Band.P12, Band.P34})


@dataclass(frozen=True, slots=True)
class Aids:
    """What was chosen: the switches somebody touched, and the size of type (0 fits the age, 1 and 2 are larger)."""

    chosen: tuple[tuple[Aid, bool], ...] = ()
    size: int = 0

    def is_on(self, aid: Aid, grade: int) -> bool:
        """Is this switch on, by choice or else by what fits readers of this grade?"""
        known = dict(self.chosen)
        return known[aid] if aid in known else _at_first(aid, grade)

    def text(self) -> str:
        """The form that `read_aids` reads, at most a dozen letters and digits."""
        return "".join(f"{aid}{int(is_on)}" for aid, is_on in self.chosen) + f"{_SIZE}{self.size}"


def read_aids(text: str) -> Aids:
    """What a browser sent back. Whatever nobody of us has written counts as nothing chosen."""
    chosen: dict[Aid, bool] = {}
    size = 0
    for letter, flag, wanted in _FLAG.findall(text[:40]):
        if letter:
            chosen[Aid(letter)] = flag == "1"
        else:
            size = int(wanted)
    return Aids(tuple(sorted(chosen.items())), size)


def _at_first(aid: Aid, grade: int) -> bool:
    if aid is Aid.PINYIN:
        return is_shown_at_first(grade)
    return aid is Aid.ALOUD and band_of(grade) in HEARD_IN
