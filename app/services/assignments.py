"""Asking a class to take a lesson: a teacher's own deed, beside what campaigns ask."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import CHINA, day_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.library import Library, Publication
from app.services.retirements import successor_of
from app.store import assignments as store
from app.store import classrooms, content, ledger
from app.store.engine import Session

USUAL_TIME = timedelta(days=14)
LONGEST_TIME = timedelta(days=365)
DOUBLE_CLICK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Offer:
    """A lesson a teacher can assign now; `is_in_campaign` where the campaign shown asks it of the class already.

    `replaces` are the titles of retired lessons whose place it takes; `reviewer` read it on `reviewed_on` before pupils
    did ('' where nobody has yet). `sources` are the documents its facts come from.
    """

    lesson_id: str
    title: str
    theme: str
    minutes: int
    is_in_campaign: bool
    replaces: tuple[str, ...] = ()
    reviewer: str = ""
    reviewed_on: date | None = None
    sources: tuple[str, ...] = ()


def offers(
    session: Session,
    grade: int,
    *,
    assigned: Collection[str],
    in_campaign: Collection[str],
    library: Library,
    language: str,
) -> tuple[Offer, ...]:
    """The lessons to choose from, those no campaign asks for first."""
    found = []
    standings = content.standings(session)
    retired = {key for key, one in standings.items() if one.retired_at is not None}
    for publication in available(library, grade, without={*assigned, *retired}):
        lesson = publication.lesson(language)
        theme = library.themes.get(lesson.theme)
        words = theme.name(language) if theme else ""
        is_asked = lesson.id in in_campaign
        offer = Offer(lesson.id, lesson.title, words, lesson.minutes, is_asked, sources=lesson.sources)
        standing = standings.get(lesson.id)
        if standing is not None:
            older = (key for key in sorted(retired) if successor_of(key, standings) == lesson.id)
            titles = tuple(one.lesson(language).title for key in older if (one := library.current(key)))
            offer = replace(offer, replaces=titles, reviewer=standing.reviewer, reviewed_on=standing.reviewed_on)
        found.append(offer)
    return tuple(sorted(found, key=lambda offer: offer.is_in_campaign))


def available(library: Library, grade: int, *, without: Collection[str] = ()) -> list[Publication]:
    """The published lessons that fit a grade, by theme and id, without those already assigned (or retired)."""
    found = [
        publication
        for lesson_id in library.heads
        if lesson_id not in without and (publication := library.current(lesson_id)) and _fits(publication, grade)
    ]
    orders = {theme.id: theme.order for theme in library.themes.values()}
    return sorted(found, key=lambda one: (orders.get(one.lesson("").theme, 0), one.lesson_id))


def assign(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    lesson_id: str,
    due_on: date,
    *,
    now: datetime,
    library: Library,
    new_id: Callable[[], UUID],
) -> UUID:
    """Ask the class to complete a lesson by the end of a day; returns the assignment's id.

    A double click gives the first one. Raises Invalid("lesson_unknown" | "lesson_retired" | "due_in_past" |
    "due_too_far"), Conflict("already_assigned") where the class has this lesson from its teacher already.
    """
    require(actor, Permission.ASSIGNMENT_CREATE, Place(school_id=actor.school_id, classroom_id=classroom_id))
    room = classrooms.get(session, actor.school_id, classroom_id)
    if room is None:
        raise NotFound
    publication = library.current(lesson_id)
    if publication is None or not _fits(publication, room.grade):
        raise Invalid("lesson_unknown", field="lesson_id")
    _check_retired(session, lesson_id)
    due_at = end_of(due_on, now)
    fresh = give(session, actor, classroom_id, lesson_id, due_at, now=now, new_id=new_id)
    if fresh is not None:
        return fresh
    first = store.open_of_teacher(session, actor.school_id, classroom_id, lesson_id)
    if first is None:
        raise Conflict("already_assigned")
    is_double_click = first.assigned_by == actor.account_id and first.due_at == due_at
    if not is_double_click or now - first.created_at > DOUBLE_CLICK:
        raise Conflict("already_assigned")
    return first.id


def _check_retired(session: Session, lesson_id: str) -> None:
    """Refuse a lesson that is offered no more; somebody may still have the page open on which it was."""
    if lesson_id in content.retired_lessons(session):
        raise Invalid("lesson_retired", field="lesson_id")


def give(
    session: Session,
    actor: Actor,
    classroom_id: UUID,
    lesson_id: str,
    due_at: datetime,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> UUID | None:
    """Give the class a lesson on behalf of an actor who may, and note the deed. None where a teacher gave it before."""
    assignment_id = new_id()
    row = {
        "school_id": actor.school_id,
        "id": assignment_id,
        "classroom_id": classroom_id,
        "lesson_id": lesson_id,
        "opens_at": now,
        "due_at": due_at,
        "created_at": now,
        "campaign_id": None,
        "assigned_by": actor.account_id,
        "ended_at": None,
    }
    if store.add(session, [row]) != 1:
        return None
    ledger.append(
        session,
        entry_id=new_id(),
        school_id=actor.school_id,
        actor_id=actor.account_id,
        deed="assign",
        at=now,
        classroom_id=classroom_id,
        reason=lesson_id,
    )
    return assignment_id


def _fits(publication: Publication, grade: int) -> bool:
    lesson = publication.lesson("")
    return lesson.min_grade <= grade <= lesson.max_grade


def end_of(day: date, now: datetime) -> datetime:
    """The last second of a day where the pupils are. Raises Invalid("due_in_past" | "due_too_far")."""
    today = day_of(now)
    if day < today:
        raise Invalid("due_in_past", field="due_on")
    if day > today + LONGEST_TIME:
        raise Invalid("due_too_far", field="due_on")
    return datetime.combine(day, time(23, 59, 59), tzinfo=CHINA).astimezone(UTC)
