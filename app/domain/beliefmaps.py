"""The misconception map: one misconception over grades, classes, schools or regions, and what of it may be shown.

A share with fewer than SMALL_CELL pupils asked can point at a child. It is kept back, and so is the next smallest one
where the sum would give it away. What is kept back in a table stays kept back on the page below it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Generic, TypeVar
from uuid import UUID

from app.domain.beliefs import NOBODY, SENSITIVE_THEMES, Belief, Phase, with_least
from app.domain.boards import Authority, too_small
from app.domain.library import SOURCE_LANGUAGE, Library, Misconception
from app.domain.standings import SMALL_CELL

Key = TypeVar("Key", bound=Hashable)
KeyOf = TypeVar("KeyOf", covariant=True)
NOTHING = Belief()


class Urgency(StrEnum):
    """What a reader should do about a belief, the most urgent first."""

    NOW = "now"
    SOME = "some"
    FADED = "faded"
    UNKNOWN = "unknown"


MANY, MANY_OF_CRIT, FEW = Fraction(3, 10), Fraction(1, 5), Fraction(1, 20)


def urgency(belief: Belief, *, is_crit: bool) -> Urgency:
    """NOW from 30 % who hold it at present (20 % where it endangers life), FADED below 5 %."""
    share = belief.now
    if not share.asked:
        return Urgency.UNKNOWN
    if share.fraction >= (MANY_OF_CRIT if is_crit else MANY):
        return Urgency.NOW
    return Urgency.FADED if share.fraction < FEW else Urgency.SOME


def total(beliefs: Iterable[Belief]) -> Belief:
    """The sum of all; what is kept back in one stays kept back."""
    return sum(beliefs, NOTHING)


def without_small(row: Mapping[Key, Belief]) -> dict[Key, Belief]:
    """One row of a table as it may be shown: each phase on its own loses its small cells, and the one more that the
    row's sum would give away."""
    keys = list(row)
    shown = dict(row)
    for phase in Phase:
        sizes = [(row[key].share(phase) or NOBODY).asked for key in keys]
        for place in too_small(sizes):
            shown[keys[place]] = shown[keys[place]].without([phase])
    return shown


def hidden_phases(belief: Belief) -> tuple[Phase, ...]:
    """The phases that are kept back."""
    return tuple(phase for phase in Phase if belief.share(phase) is None)


@dataclass(frozen=True, slots=True)
class Sum(Generic[KeyOf]):
    """The counters of one misconception in one lesson, summed over the group of classrooms that `key` names."""

    key: KeyOf
    lesson_id: str
    misconception: str
    belief: Belief


class Names:
    """Misconceptions in the reader's words, and the lessons that treat them."""

    def __init__(self, library: Library, language: str) -> None:
        self._words: dict[str, Misconception] = {}
        self._themes: dict[str, str] = {}
        self._lessons: dict[str, str] = {}
        for lesson_id in library.heads:
            publication = library.current(lesson_id)
            if publication:
                theme = publication.lesson(language).theme
                self._lessons[lesson_id] = theme
                words = publication.misconceptions.get(language) or publication.misconceptions[SOURCE_LANGUAGE]
                for name, word in words.items():
                    self._words[name], self._themes[name] = word, theme

    def words(self, name: str) -> Misconception | None:
        """The misconception, or None for one that no published lesson knows any more."""
        return self._words.get(name)

    def theme(self, name: str) -> str:
        """The theme of a misconception."""
        return self._themes.get(name, "")

    def is_sensitive(self, name: str) -> bool:
        """True where a belief is close to how a child feels."""
        return self.theme(name) in SENSITIVE_THEMES

    def crit(self) -> frozenset[str]:
        """The misconceptions that endanger life."""
        return frozenset(name for name, word in self._words.items() if word.crit)


def rows_by(sums: Iterable[Sum[KeyOf]], group: Callable[[KeyOf], Key]) -> dict[str, dict[Key, Belief]]:
    """misconception -> group -> belief."""
    found: dict[str, dict[Key, Belief]] = {}
    for one in sums:
        row = found.setdefault(one.misconception, {})
        key = group(one.key)
        row[key] = row.get(key, NOTHING) + one.belief
    return found


Place = tuple[UUID | None, UUID | None, UUID | None]  # province, city, county


def below(level: str, place: Place) -> UUID | None:
    """The unit right below a region of this level in which a place lies; None for what the region runs itself."""
    return place[{"province": 1, "city": 2}[level]]


def lies_in(region: Authority, place: Place) -> bool:
    """True where a place lies in a region."""
    return place[("province", "city", "county").index(region.level)] == region.id


def visible_in(path: Sequence[Authority], row: Mapping[Place, Belief]) -> Belief:
    """The sum of the last region of a path for a reader who begins at its first one: without the phases that any table
    on the way keeps back."""
    shown = NOTHING
    kept_back: set[Phase] = set()
    for parent, child in pairwise(path):
        units: dict[UUID | None, Belief] = {}
        for place, belief in row.items():
            if lies_in(parent, place):
                key = below(parent.level, place)
                units[key] = units.get(key, NOTHING) + belief
        kept_back |= set(hidden_phases(without_small(units).get(child.id, NOTHING)))
    shown = total(belief for place, belief in row.items() if lies_in(path[-1], place))
    return with_least(shown, SMALL_CELL).without(kept_back)
