"""Rates as exact fractions, and the order they give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

MINIMUM_SIZE = 30
SMALL_CELL = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one organisation in one campaign. `roster` includes the excused; the rates leave them out."""

    roster: int = 0
    excused: int = 0
    reached: int = 0
    completed: int = 0
    mastered: int = 0
    retained: int = 0

    @property
    def expected(self) -> int:
        """The denominator of all four rates: roster less excused."""
        return self.roster - self.excused

    @property
    def never_started(self) -> int:
        """Expected but not reached; with started, completed and excused it adds up to the roster."""
        return self.expected - self.reached

    @property
    def started(self) -> int:
        """Reached but not completed."""
        return self.reached - self.completed

    def rate(self, of: str) -> Fraction | None:
        """One of the four rates as an exact fraction, or None where nobody is expected."""
        return Fraction(int(getattr(self, of)), self.expected) if self.expected else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.roster + other.roster,
            self.excused + other.excused,
            self.reached + other.reached,
            self.completed + other.completed,
            self.mastered + other.mastered,
            self.retained + other.retained,
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of all."""
    return sum(tallies, Tally())


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation to be compared: a region, a school, or (id None) the schools run directly by the region above."""

    id: UUID | None
    name: str
    tally: Tally
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a leaderboard. `rank` is None for a unit that is listed but not ranked."""

    unit: Unit
    rank: int | None


def rank(units: Sequence[Unit], *, minimum_size: int = MINIMUM_SIZE) -> tuple[Standing, ...]:
    """Order units by their exact completion rate.

    Equal fractions share a rank and the next one is skipped (1, 1, 3). Units whose expected number is below
    `minimum_size`, and schools run directly by the region, are listed after the ranked ones, by name, without a rank:
    a class of five is at 100 % too easily to be compared with a city.
    """
    ranked = [unit for unit in units if unit.id is not None and unit.tally.expected >= max(1, minimum_size)]
    listed = sorted((unit for unit in units if unit not in ranked), key=lambda unit: (unit.id is None, unit.name))
    ranked.sort(key=lambda unit: (-Fraction(unit.tally.completed, unit.tally.expected), unit.name))
    standings: list[Standing] = []
    for position, unit in enumerate(ranked, start=1):
        previous = standings[-1] if standings else None
        shares = previous is not None and previous.unit.tally.rate("completed") == unit.tally.rate("completed")
        standings.append(Standing(unit, previous.rank if shares and previous else position))
    return tuple(standings + [Standing(unit, None) for unit in listed])
