"""The yearly audit of minors' data (Regulations on the Protection of Minors in Cyberspace, art. 37): numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.boards import too_small
from app.domain.grades import Stage
from app.domain.retention import Keep
from app.domain.standings import SMALL_CELL

FIRST_YEAR = 2024
# Who is in grade 7 is twelve or thirteen years old on 1 September; with grade 8 the first of a class turn fourteen.
LAST_GRADE_UNDER_14 = 7


@dataclass(frozen=True, slots=True)
class Minors:
    """Pupils of a stage; None where so few stand behind a figure that it could point at a child."""

    stage: Stage
    pupils: int | None
    under_14: int | None


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has access on the day of the audit: accounts of one role at one level, and those with a second factor."""

    role: str
    level: str
    accounts: int
    with_factor: int


@dataclass(frozen=True, slots=True)
class Deeds:
    """How often a deed was noted in a month of the year (1 to 12)."""

    month: int
    deed: str
    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the nightly deletion. `counts` is None for those who see one region only: they are the platform's."""

    at: datetime
    counts: dict[Keep, int] | None


@dataclass(frozen=True, slots=True)
class Guard:
    """A security setting and what it is set to."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the software knows about a year. `scope` names the regions; empty for the whole platform."""

    year: int
    made_at: datetime
    scope: tuple[str, ...]
    schools: int
    minors: tuple[Minors, ...]
    holders: tuple[Holders, ...]
    ended_accounts: int
    deeds: tuple[Deeds, ...]
    runs: tuple[Run, ...]
    guards: tuple[Guard, ...]


def without_small(counted: Sequence[tuple[Stage, int, int]]) -> tuple[Minors, ...]:
    """Pupils by stage (stage, all, under 14) with small figures kept back, and those that would give them away."""
    hidden = too_small([pupils for _stage, pupils, _young in counted])
    return tuple(
        Minors(stage, None, None) if place in hidden else Minors(stage, pupils, _shown(pupils, young))
        for place, (stage, pupils, young) in enumerate(counted)
    )


def _shown(pupils: int, young: int) -> int | None:
    return None if 0 < young < SMALL_CELL or 0 < pupils - young < SMALL_CELL else young
