"""What the pupils of a demo believe: some wrong beliefs are common, some survive the lesson. All of it is invented."""

from __future__ import annotations

from random import Random

from app.domain.beliefs import Marks, asked_about
from app.domain.lessons import ASSESSED, Verdict
from app.domain.library import SOURCE_LANGUAGE, Publication

COMMON, STUBBORN = (0.12, 0.62), (0.03, 0.38)
ABILITY_COUNTS = 1.6
SHOWS, SLIPS, COMES_BACK = 0.88, 0.04, 0.12
NO_MARKS = Marks()


class Minds:
    """Draws pupils' beliefs. How common a misconception is, and how well it survives, is the same for all pupils."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._common: dict[str, float] = {}
        self._stubborn: dict[str, float] = {}

    def before(self, publication: Publication, ability: float) -> frozenset[str]:
        """What somebody believes who has not taken the lesson."""
        names = sorted(publication.misconceptions[SOURCE_LANGUAGE])
        less = ABILITY_COUNTS * ability
        return frozenset(name for name in names if self._dice.random() < self._of(self._common, name, COMMON) - less)

    def after(self, held: frozenset[str], ability: float) -> frozenset[str]:
        """What is left of it after the lesson."""
        less = ABILITY_COUNTS * ability
        return frozenset(
            name for name in sorted(held) if self._dice.random() < self._of(self._stubborn, name, STUBBORN) - less
        )

    def later(self, held: frozenset[str], left: frozenset[str]) -> frozenset[str]:
        """What is believed weeks later: some of it has come back."""
        return left | {name for name in sorted(held - left) if self._dice.random() < COMES_BACK}

    def marks(self, publication: Publication, held: frozenset[str], taken: int) -> Marks:
        """What the first `taken` steps of the lesson show of it."""
        marks = NO_MARKS
        for step in publication.lesson(SOURCE_LANGUAGE).steps[:taken]:
            if step.kind in ASSESSED:
                asked = sorted(asked_about(step))
                shown = [name for name in asked if self._dice.random() < (SHOWS if name in held else SLIPS)]
                verdicts = [Verdict("", right=False, reason="", misconception=name) for name in shown]
                marks = marks.met(publication, step, verdicts or [Verdict("", right=True, reason="")])
        return marks

    def _of(self, table: dict[str, float], name: str, bounds: tuple[float, float]) -> float:
        if name not in table:
            table[name] = self._dice.uniform(*bounds)
        return table[name]
