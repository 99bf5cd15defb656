"""A school administrator's view: every class of the school in one campaign, and what was changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import Campaign, Phase
from app.domain.changes import Changes
from app.domain.errors import NotFound
from app.domain.grades import Stage
from app.domain.library import Library
from app.domain.standings import Tally, total
from app.services import changes
from app.services.classrooms import Overview, overview
from app.store import ledger
from app.store import schools as store
from app.store.engine import Session
from app.store.ledger import LedgerLine
from app.store.schools import ClassFigures

# The column of the classes that have a name instead of a number.
NAMED = 1000
# The lines on the school's own page; all of them have a page of theirs.
SHOWN_LINES = 10


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade of a stage: its classes by number (those with a name under NAMED), and their sum."""

    stage: Stage
    grade: int
    classes: dict[int, tuple[ClassFigures, ...]]
    tally: Tally


@dataclass(frozen=True, slots=True)
class SchoolMatrix:
    """The school page: grades by class numbers. `numbers` are the columns."""

    name: str
    grade_system: str
    campaign: Campaign | None
    campaigns: tuple[Campaign, ...]
    numbers: tuple[int, ...]
    grades: tuple[GradeRow, ...]
    tally: Tally
    ledger: tuple[LedgerLine, ...]
    changes: Changes
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class for the school's administrator: the class teacher's view and what was changed by hand, newest first."""

    overview: Overview
    ledger: tuple[LedgerLine, ...]


def matrix(session: Session, actor: Actor, campaign_id: UUID | None, *, now: datetime) -> SchoolMatrix:
    """The actor's own school in a campaign (a running one by default, else the latest). Six queries."""
    require(actor, Permission.SCHOOL_READ, Place(school_id=actor.school_id))
    found = store.name_and_system(session, actor.school_id)
    campaigns = store.campaigns(session, actor.school_id)
    campaign = _chosen(campaigns, campaign_id, now)
    if found is None:
        raise NotFound
    classes = store.classes(session, actor.school_id, campaign.id) if campaign else []
    lines = ledger.of_campaign(session, actor.school_id, campaign.id, limit=SHOWN_LINES) if campaign else []
    changed = changes.of_school(session, actor.school_id, campaign, now=now) if campaign else Changes()
    by_grade = groupby(classes, key=lambda one: (one.stage, one.grade))
    return SchoolMatrix(
        name=found[0],
        grade_system=found[1],
        campaign=campaign,
        campaigns=tuple(campaigns),
        numbers=tuple(sorted({_column(one) for one in classes})),
        grades=tuple(_grade(stage, grade, tuple(group)) for (stage, grade), group in by_grade),
        tally=total(one.tally for one in classes),
        ledger=tuple(lines),
        changes=changed,
        as_of=now,
    )


def _grade(stage: Stage, grade: int, classes: Sequence[ClassFigures]) -> GradeRow:
    numbers = {_column(one) for one in classes}
    cells = {number: tuple(one for one in classes if _column(one) == number) for number in numbers}
    return GradeRow(stage, grade, cells, total(one.tally for one in classes))


def _column(one: ClassFigures) -> int:
    return NAMED if one.label else one.number


def class_page(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    campaign_id: UUID | None,
    *,
    now: datetime,
    library: Library,
    language: str,
) -> ClassPage:
    """A class of the own school, as its teacher sees it, and the ledger lines about it. Seven queries."""
    require(actor, Permission.SCHOOL_READ, Place(school_id=actor.school_id, classroom_id=classroom_id))
    found = overview(session, actor, classroom_id, campaign_id, now=now, library=library, language=language)
    shown = found.campaign
    lines = ledger.of_campaign(session, actor.school_id, shown.id, classroom_id=classroom_id) if shown else []
    return ClassPage(found, tuple(lines))


def _chosen(campaigns: Sequence[Campaign], campaign_id: UUID | None, now: datetime) -> Campaign | None:
    if campaign_id is not None:
        found = next((one for one in campaigns if one.id == campaign_id), None)
        if found is None:
            raise NotFound
        return found
    running = (one for one in campaigns if one.window.phase(now) is Phase.RUNNING)
    return next(running, campaigns[0] if campaigns else None)
