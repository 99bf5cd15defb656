"""How the questions of the lessons work, for those who look after the content. Sums over all schools; no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.access import Actor, Permission, require
from app.domain.campaigns import day_of
from app.domain.errors import NotFound
from app.domain.library import Library, Publication
from app.domain.rosters.years import school_year
from app.domain.statistics import QuestionFigures, judge
from app.services.recent import Recent
from app.store import statistics as store
from app.store.engine import Session


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """A lesson with how many first sheets its most asked question stands on, and how many questions are flagged."""

    lesson_id: str
    title: str
    theme: str
    questions: int
    asked: int
    flagged: int


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """All questions of a lesson, those to be looked at first."""

    publication: Publication
    title: str
    questions: tuple[QuestionFigures, ...]
    as_of: datetime | None
    since: date


def since_of(now: datetime) -> date:
    """Figures are of the present and the last school year, so that a jump in the first month of a year is seen."""
    return date(school_year(day_of(now)) - 1, 9, 1)


def overview(
    session: Session, actor: Actor, *, recent: Recent, now: datetime, library: Library, language: str
) -> list[LessonFigures]:
    """Every published lesson, those with the most flagged questions first. One query."""
    require(actor, Permission.PLATFORM_READ)
    since = since_of(now)
    counts = recent.get(("choices", since), lambda: store.choices(session, since))
    found = []
    for lesson_id in sorted(library.heads):
        publication = library.current(lesson_id)
        if publication is None:
            continue
        figures = judge(publication.quiz(language).questions, counts.get(lesson_id, ()))
        lesson = publication.lesson(language)
        theme = library.themes.get(lesson.theme)
        asked, flagged = max((one.asked for one in figures), default=0), sum(bool(one.flags) for one in figures)
        name = theme.name(language) if theme else lesson.theme
        found.append(LessonFigures(lesson_id, lesson.title, name, len(figures), asked, flagged))
    return sorted(found, key=lambda one: (-one.flagged, -one.asked, one.lesson_id))


def of_lesson(
    session: Session, actor: Actor, lesson_id: str, *, now: datetime, library: Library, language: str
) -> QuestionPage:
    """The questions of a published lesson. One query. What was answered in an older revision counts along: an id that
    pupils have answered never changes its meaning."""
    require(actor, Permission.PLATFORM_READ)
    publication = library.current(lesson_id)
    if publication is None:
        raise NotFound
    since = since_of(now)
    counts, as_of = store.choices_of(session, lesson_id, since)
    figures = judge(publication.quiz(language).questions, counts)
    return QuestionPage(publication, publication.lesson(language).title, figures, as_of, since)
