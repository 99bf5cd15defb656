"""Campaigns from beginning to end: created, frozen (the census), closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.access import Actor, Permission, Place, require
from app.domain.campaigns import Campaign, CampaignLesson, Window
from app.domain.completions import STANDARD_RULE
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.grades import FIRST_GRADE, LAST_GRADE
from app.domain.identifiers import uuid7
from app.domain.library import Library
from app.services import operators
from app.store import assignments, content, regions
from app.store import campaigns as store
from app.store.engine import Session

MINIMUM_SIZE = 30
MAX_WORDS = 100
CHUNK = 50
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class CampaignSpec:
    """What a new campaign is to be. `minimum_size` is the smallest roster that gets a place on a leaderboard."""

    slug: str
    name: str
    region_id: UUID
    window: Window
    lessons: tuple[CampaignLesson, ...]
    name_en: str = ""
    minimum_size: int = MINIMUM_SIZE
    motto: str = ""
    issuer: str = ""
    document_ref: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Census:
    """What freezing a campaign wrote. All are 0 and `is_new` is False where it had been frozen before."""

    is_new: bool
    schools: int = 0
    classrooms: int = 0
    pupils: int = 0
    assignments: int = 0


def get(session: Session, campaign_id: UUID) -> Campaign:
    """One campaign with its lessons. NotFound where there is none."""
    return _known(store.get(session, campaign_id))


def by_slug(session: Session, slug: str) -> Campaign:
    """The campaign with this slug, with its lessons. NotFound where there is none."""
    return _known(store.by_slug(session, slug))


def running(session: Session, now: datetime) -> list[Campaign]:
    """The campaigns whose window is open."""
    return store.running(session, now)


def create(
    session: Session,
    actor: Actor | None,
    spec: CampaignSpec,
    *,
    now: datetime,
    library: Library,
    new_id: Callable[[], UUID] = uuid7,
) -> UUID:
    """Keep a new campaign; returns its id. `actor` is None for the operator at the command line.

    Raises Invalid with the code and the field of what is wrong, Conflict("campaign_slug_taken").
    """
    _require(session, actor, spec.region_id)
    _check_words(spec)
    _check_window(spec.window, now)
    _check_lessons(spec.lessons, library, content.retired_lessons(session))
    row = {
        "id": new_id(),
        "slug": spec.slug,
        "name": spec.name,
        "name_en": spec.name_en,
        "motto": spec.motto,
        "issuer": spec.issuer,
        "document_ref": spec.document_ref,
        "region_id": spec.region_id,
        "opens_at": spec.window.opens_at,
        "closes_at": spec.window.closes_at,
        "rule": STANDARD_RULE.as_json(),
        "minimum_size": spec.minimum_size,
        "is_synthetic": spec.is_synthetic,
        "created_at": now,
    }
    if not store.add(session, row, spec.lessons):
        raise Conflict("campaign_slug_taken", slug=spec.slug)
    campaign_id = row["id"]
    assert isinstance(campaign_id, UUID)  # noqa: S101 - narrows a type, checks nothing about input
    operators.note(session, actor, "campaign_create", now=now, campaign_id=campaign_id)
    return campaign_id


def freeze(
    session: Session,
    campaign_id: UUID,
    *,
    now: datetime,
    actor: Actor | None = None,
    new_id: Callable[[], UUID] = uuid7,
) -> Census:
    """Take the census: everybody enrolled now in a grade the campaign asks, in a school run below its region, is
    expected; their classrooms get their tasks and their counters. Who joins later learns without being counted.

    Doing it again changes nothing. Raises Conflict("campaign_over") once the window has closed.
    """
    campaign = get(session, campaign_id)
    _require(session, actor, campaign.region_id)
    closed_at = store.lock(session, campaign_id)
    if store.is_frozen(session, campaign_id):
        return Census(is_new=False)
    if closed_at is not None or now >= campaign.window.closes_at:
        raise Conflict("campaign_over", closes_at=campaign.window.closes_at)
    region = regions.region(session, campaign.region_id)
    if region is None:
        raise NotFound
    schools = store.schools_below(session, region)
    classrooms = pupils = given = 0
    for at in range(0, len(schools), CHUNK):
        some = schools[at : at + CHUNK]
        pupils += store.expect(session, campaign_id, some)
        classrooms += store.add_counters(session, campaign_id, some)
        given += _assign(session, campaign, store.classrooms_asked(session, campaign_id, some), now, new_id)
    operators.note(session, actor, "campaign_freeze", now=now, campaign_id=campaign_id, reason=str(pupils))
    return Census(True, len(schools), classrooms, pupils, given)


def close(session: Session, campaign_id: UUID, *, now: datetime, actor: Actor | None = None) -> bool:
    """Note that a campaign whose window has ended is closed; False where that was noted before.

    The window itself stops submissions. Raises Conflict("campaign_still_open") before its end: the window of a campaign
    never changes once it runs.
    """
    campaign = get(session, campaign_id)
    _require(session, actor, campaign.region_id)
    if store.lock(session, campaign_id) is not None:
        return False
    if now < campaign.window.closes_at:
        raise Conflict("campaign_still_open", closes_at=campaign.window.closes_at)
    store.close(session, campaign_id, now)
    operators.note(session, actor, "campaign_close", now=now, campaign_id=campaign_id)
    return True


def task(
    campaign: Campaign, school_id: UUID, classroom_id: UUID, lesson_id: str, *, assignment_id: UUID, now: datetime
) -> dict[str, object]:
    """The row by which a campaign asks a lesson of a classroom: for the whole of its window, by nobody in person."""
    return {
        "school_id": school_id,
        "id": assignment_id,
        "classroom_id": classroom_id,
        "lesson_id": lesson_id,
        "opens_at": campaign.window.opens_at,
        "due_at": campaign.window.closes_at,
        "created_at": now,
        "campaign_id": campaign.id,
        "assigned_by": None,
        "ended_at": None,
    }


def _known(campaign: Campaign | None) -> Campaign:
    if campaign is None:
        raise NotFound
    return campaign


def _require(session: Session, actor: Actor | None, region_id: UUID) -> None:
    """The actor's grant must cover the region; the operator may do everything. An unknown region is not found."""
    path = regions.path(session, region_id)
    if not path:
        raise NotFound
    if actor is not None:
        place = Place(region_ids=frozenset(region.id for region in path))
        require(actor, Permission.CAMPAIGN_MANAGE, place)


def _check_words(spec: CampaignSpec) -> None:
    if not _SLUG.fullmatch(spec.slug) or len(spec.slug) > 64:
        raise Invalid("campaign_slug_malformed", field="slug")
    if not spec.name.strip():
        raise Invalid("campaign_name_missing", field="name")
    for field in ("name", "name_en", "motto", "issuer", "document_ref"):
        if len(getattr(spec, field)) > MAX_WORDS:
            raise Invalid("campaign_words_long", field=field, limit=MAX_WORDS)
    if spec.minimum_size < 1:
        raise Invalid("campaign_minimum", field="minimum_size")


def _check_window(window: Window, now: datetime) -> None:
    if window.opens_at >= window.closes_at:
        raise Invalid("campaign_window_reversed", field="closes_on")
    if window.closes_at <= now:
        raise Invalid("campaign_window_past", field="closes_on")


def _check_lessons(lessons: Iterable[CampaignLesson], library: Library, retired: frozenset[str]) -> None:
    seen: set[str] = set()
    for asked in lessons:
        publication = library.current(asked.lesson_id)
        if publication is None or asked.lesson_id in retired:
            raise Invalid("campaign_lesson_unknown", field="lesson", lesson=asked.lesson_id)
        if asked.lesson_id in seen:
            raise Invalid("campaign_lesson_twice", field="lesson", lesson=asked.lesson_id)
        seen.add(asked.lesson_id)
        lesson = publication.lesson("")
        low, high = max(FIRST_GRADE, lesson.min_grade), min(LAST_GRADE, lesson.max_grade)
        if not low <= asked.min_grade <= asked.max_grade <= high:
            raise Invalid("campaign_lesson_grades", field="lesson", lesson=asked.lesson_id, low=low, high=high)
    if not seen:
        raise Invalid("campaign_lessons_missing", field="lesson")


def _assign(
    session: Session,
    campaign: Campaign,
    rooms: Iterable[tuple[UUID, UUID, int]],
    now: datetime,
    new_id: Callable[[], UUID],
) -> int:
    rows = [
        task(campaign, school_id, classroom_id, lesson_id, assignment_id=new_id(), now=now)
        for school_id, classroom_id, grade in rooms
        for lesson_id in campaign.lessons_for(grade)
    ]
    return sum(assignments.add(session, rows[at : at + 500]) for at in range(0, len(rows), 500))
