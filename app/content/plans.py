"""A lesson that is to be written: what its first version must know before there is a word of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.domain.grades import BAND_GRADES, Band

GAP = "待写："
ENGLISH_GAP = "To be written"
# Two and more icons that tell nothing about which choice is right.
ICONS = ("thinking-face", "hand-with-fingers-splayed", "speech-balloon")


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception of the theme: what the scaffold must know of it."""

    id: str
    min_grade: int
    crit: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson to be written: `name` is that of its files, `title` may be empty."""

    theme: str
    name: str
    band: Band
    beliefs: tuple[Belief, ...]
    title: str = ""

    @property
    def lesson_id(self) -> str:
        """The id that its path gives it."""
        return f"{self.theme}-{self.name}"


def treated(plan: Plan) -> list[Belief]:
    """The misconceptions that lesson and quiz deal with: as many as the marked steps of the scaffold can ask about."""
    fitting = [one for one in plan.beliefs if one.min_grade <= BAND_GRADES[plan.band][1]]
    places = 2 if plan.band is Band.K else 3
    return sorted(fitting, key=lambda one: not one.crit)[:places]


def text_of(text: str) -> str:
    """A basic string of TOML. JSON's are the same, but for the one control character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
