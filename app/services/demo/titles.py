"""Names of schools that do not exist."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from app.services.demo.words import QUARTERS, VILLAGE_HEADS, VILLAGE_TAILS

_DIGITS = "零一二三四五六七八九"
_SUFFIX = {
    "kindergarten": "幼儿园",
    "point": "教学点",
    "primary": "小学",
    "nine": "九年一贯制学校",
    "vocational": "职业中学",
    "university": "云岭师范学院",
}
_IN_TOWN = frozenset({"kindergarten", "primary"})
_NUMBERED = frozenset({"junior", "senior", "complete"})


class Titles:
    """Draws a name that no other school under the same authority has."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._numbers: defaultdict[str, int] = defaultdict(int)
        self._places: dict[tuple[str, str], list[str]] = {}

    def draw(self, key: str, authority: str, kind: str) -> str:
        """The next name for a kind of school: numbered middle schools, quarters of the town, then villages."""
        if kind in _NUMBERED:
            self._numbers[key] += 1
            return f"{authority}第{numeral(self._numbers[key])}中学"
        if kind in ("vocational", "university"):
            return f"{authority}{_SUFFIX[kind]}"
        places = self._places.setdefault((key, kind), self._shuffled(kind))
        return f"{authority}{places.pop()}{_SUFFIX[kind]}"

    def _shuffled(self, kind: str) -> list[str]:
        villages = [head + tail for head in VILLAGE_HEADS for tail in VILLAGE_TAILS]
        self._dice.shuffle(villages)
        if kind not in _IN_TOWN:
            return villages
        quarters = list(QUARTERS)
        self._dice.shuffle(quarters)
        return villages + quarters


def numeral(number: int) -> str:
    """A number below a hundred in Chinese characters."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")
