"""A school's figures by grade and class, as a bureau may see them: counts, and none with too few pupils behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from app.domain.boards import Authority, Position, too_small
from app.domain.campaigns import Campaign
from app.domain.grades import Stage
from app.domain.standings import Tally, total


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class. `tally` is None where it may not be shown."""

    stage: Stage
    grade: int
    number: int
    tally: Tally | None


@dataclass(frozen=True, slots=True)
class GradeFigures:
    """One grade with its classes."""

    stage: Stage
    grade: int
    tally: Tally | None
    classes: tuple[ClassFigures, ...]


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """A school and the authorities that administer it."""

    id: UUID
    name: str
    code: str | None
    is_synthetic: bool
    region_ids: frozenset[UUID]
    authority_id: UUID | None


@dataclass(frozen=True, slots=True)
class SchoolBoard:
    """A school's page for a bureau. `total` is None where the whole school is too small to be shown."""

    campaign: Campaign
    school: SchoolPlace
    path: tuple[Authority, ...]
    grades: tuple[GradeFigures, ...]
    total: Tally | None
    position: Position | None
    as_of: datetime

    @property
    def has_hidden(self) -> bool:
        """True where a figure is kept back."""
        return any(grade.tally is None or any(one.tally is None for one in grade.classes) for grade in self.grades)


def by_grade(classes: Sequence[tuple[Stage, int, int, Tally]]) -> tuple[GradeFigures, ...]:
    """Classes (stage, grade, number, figures) in order, folded by grade, with small cells kept back on both levels."""
    groups = [
        (key, list(members))
        for key, members in groupby(
            sorted(classes, key=lambda one: (one[1], one[0], one[2])), key=lambda one: (one[0], one[1])
        )
    ]
    sums = [total(one[3] for one in members) for _key, members in groups]
    hidden = too_small([one.expected for one in sums])
    return tuple(
        _grade(stage, grade, members, None if index in hidden else sums[index])
        for index, ((stage, grade), members) in enumerate(groups)
    )


def _grade(
    stage: Stage, grade: int, members: Sequence[tuple[Stage, int, int, Tally]], whole: Tally | None
) -> GradeFigures:
    small = too_small([one[3].expected for one in members])
    figures = tuple(
        ClassFigures(stage, grade, number, None if whole is None or index in small else tally)
        for index, (_stage, _grade, number, tally) in enumerate(members)
    )
    return GradeFigures(stage, grade, whole, figures)
