"""Names of people who do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.services.demo.words import GIVEN, LONG_SURNAMES, OTHER_NAMES, SURNAMES

_WEIGHTS = [1000 // (rank + 8) for rank in range(len(SURNAMES))]
_LONG, _OTHER, _SINGLE = 0.008, 0.002, 0.14


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name, and the key it is sorted by: pinyin first, the characters where pinyin is the same."""

    name: str
    sort_key: str


class Names:
    """Draws names the way they are spread in a Chinese school: few surnames for many, now and then a long one."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._surnames: list[tuple[str, str]] = []

    def draw(self) -> PersonName:
        """One more name; the same one may come again, as it does in life."""
        chance = self._dice.random()
        if chance < _OTHER:
            return sortable(*self._dice.choice(OTHER_NAMES))
        surname, sound = self._dice.choice(LONG_SURNAMES) if chance < _OTHER + _LONG else self._surname()
        given = [self._dice.choice(GIVEN)]
        if self._dice.random() > _SINGLE:
            given.append(self._dice.choice(GIVEN))
        return sortable(
            surname + "".join(character for character, _ in given), " ".join((sound, *(sound for _, sound in given)))
        )

    def _surname(self) -> tuple[str, str]:
        if not self._surnames:
            self._surnames = self._dice.choices(SURNAMES, _WEIGHTS, k=1_000)
        return self._surnames.pop()


def sortable(name: str, sound: str) -> PersonName:
    """A name with its pinyin, as it is kept."""
    return PersonName(name, f"{sound} {name}")
