"""Campaigns: a window in which every pupil of a region takes the lessons of the own grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.completions import Rule

CHINA = ZoneInfo("Asia/Shanghai")


class Phase(StrEnum):
    """Where a campaign stands at a moment."""

    COMING = "coming"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open interval [opens_at, closes_at) of aware moments."""

    opens_at: datetime
    closes_at: datetime

    def is_open(self, at: datetime) -> bool:
        """True from the opening moment until just before the closing one."""
        return self.opens_at <= at < self.closes_at

    def phase(self, at: datetime) -> Phase:
        """Coming, running or closed at this moment."""
        if at < self.opens_at:
            return Phase.COMING
        return Phase.RUNNING if at < self.closes_at else Phase.CLOSED


@dataclass(frozen=True, slots=True)
class CampaignLesson:
    """A lesson of a campaign and the grades it is for."""

    lesson_id: str
    min_grade: int
    max_grade: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as people see it; the rule and the window never change once it runs."""

    id: UUID
    slug: str
    name: str
    name_en: str
    region_id: UUID
    window: Window
    rule: Rule
    minimum_size: int
    is_synthetic: bool
    lessons: tuple[CampaignLesson, ...] = ()
    motto: str = ""
    issuer: str = ""
    document_ref: str = ""

    def title(self, language: str) -> str:
        """The name in this language, else as it was issued."""
        return self.name_en if language == "en" and self.name_en else self.name

    def lessons_for(self, grade: int) -> tuple[str, ...]:
        """Ids of the lessons a pupil of this grade takes; empty where the campaign has none for it."""
        return lessons_for(self.lessons, grade)


def lessons_for(lessons: Iterable[CampaignLesson], grade: int) -> tuple[str, ...]:
    """Ids of the lessons for a grade, in the campaign's order."""
    return tuple(lesson.lesson_id for lesson in lessons if lesson.min_grade <= grade <= lesson.max_grade)


def day_of(moment: datetime, zone: ZoneInfo = CHINA) -> date:
    """The calendar day of a moment where the pupils are."""
    return moment.astimezone(zone).date()
