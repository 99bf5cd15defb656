"""Campaigns: what may be created, whom the census expects, and when one is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.access import Actor, Role
from app.domain.campaigns import CampaignLesson, Window
from app.domain.completions import STANDARD_RULE
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.library import Library
from app.services import campaigns, rollups
from app.services.campaigns import CampaignSpec, Census
from app.store.engine import Session
from app.store.schema import (
    Assignment,
    Campaign,
    ContentHead,
    ContentRevision,
    Counter,
    Enrolment,
    LedgerEntry,
    Region,
    RosterEntry,
    SchoolKind,
)
from tests import builders, staff
from tests.builders import LESSON, NOW, TODAY
from tests.services import learning

SECOND = "drowning-p56"
LIBRARY = learning.library(learning.publication(LESSON), learning.publication(SECOND))
LESSONS = (CampaignLesson(LESSON, 5, 6), CampaignLesson(SECOND, 6, 6))


def spec(region_id: UUID) -> CampaignSpec:
    window = Window(NOW + timedelta(days=1), NOW + timedelta(days=31))
    return CampaignSpec("autumn-2026", "秋季安全第一课", region_id, window, LESSONS, name_en="Autumn", motto="平安")


def create(session: Session, wanted: CampaignSpec, actor: Actor | None = None, library: Library = LIBRARY) -> UUID:
    return campaigns.create(session, actor, wanted, now=NOW, library=library)


def lines(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(LedgerEntry.deed, LedgerEntry.reason).order_by(LedgerEntry.deed))
    return [(row[0], row[1]) for row in rows]


def test_a_campaign_is_kept_as_it_was_wanted(session: Session) -> None:
    region = builders.region(session)
    wanted = spec(region.id)
    campaign_id = create(session, wanted)
    found = campaigns.get(session, campaign_id)
    assert found == campaigns.by_slug(session, "autumn-2026")
    assert (found.lessons, found.window, found.rule) == (LESSONS, wanted.window, STANDARD_RULE)
    assert (found.name, found.name_en, found.motto, found.minimum_size) == ("秋季安全第一课", "Autumn", "平安", 30)
    assert lines(session) == [("campaign_create", "")]


def test_reads_by_moment(session: Session) -> None:
    county = builders.county(session)
    city = session.get_one(Region, county.parent_id)
    now, _later = builders.campaign(session, city), builders.campaign(session, opens_at=NOW + timedelta(days=1))
    assert [one.id for one in campaigns.running(session, NOW)] == [now.id]
    for missing in (lambda: campaigns.get(session, county.id), lambda: campaigns.by_slug(session, "none")):
        with pytest.raises(NotFound):
            missing()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slug": "Autumn 2026"}, "campaign_slug_malformed"),
        ({"slug": "a" * 65}, "campaign_slug_malformed"),
        ({"name": "  "}, "campaign_name_missing"),
        ({"issuer": "x" * 101}, "campaign_words_long"),
        ({"minimum_size": 0}, "campaign_minimum"),
        ({"window": Window(NOW, NOW)}, "campaign_window_reversed"),
        ({"window": Window(NOW - timedelta(days=2), NOW)}, "campaign_window_past"),
        ({"lessons": ()}, "campaign_lessons_missing"),
        ({"lessons": (CampaignLesson("no-such", 5, 6),)}, "campaign_lesson_unknown"),
        ({"lessons": (CampaignLesson(LESSON, 5, 5), CampaignLesson(LESSON, 6, 6))}, "campaign_lesson_twice"),
        ({"lessons": (CampaignLesson(LESSON, 4, 6),)}, "campaign_lesson_grades"),
        ({"lessons": (CampaignLesson(LESSON, 6, 5),)}, "campaign_lesson_grades"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, change: dict[str, object], code: str) -> None:
    region = builders.region(session)
    with pytest.raises(Invalid, match=code):
        create(session, replace(spec(region.id), **change))  # type: ignore[arg-type]
    assert session.scalars(select(Campaign)).all() == []


def test_a_retired_lesson_is_not_asked_any_more(session: Session) -> None:
    region = builders.region(session)
    session.add(ContentRevision(digest="d" * 64, lesson_id=LESSON, body={}, published_at=NOW))
    session.flush()
    session.add(ContentHead(lesson_id=LESSON, digest="d" * 64, changed_at=NOW, retired_at=NOW))
    session.flush()
    with pytest.raises(Invalid, match="campaign_lesson_unknown"):
        create(session, spec(region.id))


def test_a_slug_is_taken_once(session: Session) -> None:
    region = builders.region(session)
    create(session, spec(region.id))
    with pytest.raises(Conflict, match="campaign_slug_taken"):
        create(session, spec(region.id))


def test_a_bureau_creates_campaigns_for_its_own_region_and_below(session: Session) -> None:
    county = builders.county(session)
    city = session.get_one(Region, county.parent_id)
    bureau = staff.actor(session, builders.staff(session, role=Role.BUREAU, over=city))
    create(session, spec(county.id), bureau)
    province = session.get_one(Region, city.parent_id)
    strangers = [
        staff.actor(session, builders.staff(session)),
        staff.actor(session, builders.staff(session, role=Role.BUREAU)),
        staff.actor(session, builders.teacher(session)),
    ]
    for actor, region_id in [(bureau, province.id), *((one, city.id) for one in strangers)]:
        with pytest.raises(NotFound):
            create(session, replace(spec(region_id), slug="other"), actor)
    with pytest.raises(NotFound):
        create(session, replace(spec(UUID(int=1)), slug="other"))


@pytest.fixture
def city(session: Session) -> Region:
    """A city with schools of its own, of two counties and of a zone; a bureau; and a school of another city."""
    city = builders.region(session, parent=builders.region(session, level=builders.Level.PROVINCE))
    zone = builders.region(session, level=builders.Level.COUNTY, parent=city, code=None, is_zone=True)
    for authority in (city, zone, builders.county(session, parent=city), builders.county(session, parent=city)):
        home = builders.school(session, authority)
        for grade in (4, 5, 6):
            room = builders.classroom(session, home, grade=grade)
            for _ in range(2):
                builders.student(session, room)
    builders.student(session, builders.classroom(session, builders.school(session)))
    builders.school(session, city, kind=SchoolKind.BUREAU)
    return city


def test_the_census_expects_everybody_asked_below_the_region(session: Session, city: Region) -> None:
    campaign_id = create(session, spec(city.id))
    census = campaigns.freeze(session, campaign_id, now=NOW)
    # Four schools; grades 5 and 6; grade 6 has two lessons.
    assert census == Census(is_new=True, schools=4, classrooms=8, pupils=16, assignments=12)
    assert rollups.verify(session) == []
    rows = session.execute(select(Counter.grade, Counter.roster, Counter.city_id, Counter.county_id)).all()
    assert sorted({(row.grade, row.roster, row.city_id) for row in rows}) == [(5, 2, city.id), (6, 2, city.id)]
    assert len({row.county_id for row in rows}) == 4
    tasks = session.execute(select(Assignment.opens_at, Assignment.due_at, Assignment.assigned_by)).all()
    wanted = spec(city.id).window
    assert {tuple(row) for row in tasks} == {(wanted.opens_at, wanted.closes_at, None)}
    assert lines(session) == [("campaign_create", ""), ("campaign_freeze", "16")]


def test_freezing_again_changes_nothing_even_when_pupils_came_and_went(session: Session, city: Region) -> None:
    campaign_id = create(session, spec(city.id))
    campaigns.freeze(session, campaign_id, now=NOW)
    entries = select(RosterEntry.student_id, RosterEntry.classroom_id).order_by(RosterEntry.student_id)
    before = session.execute(entries).all()
    room_id = before[0].classroom_id
    room = session.scalars(select(builders.Classroom).where(builders.Classroom.id == room_id)).one()
    builders.student(session, room)
    gone = session.scalars(select(Enrolment).where(Enrolment.student_id == before[-1].student_id)).one()
    gone.to_on = TODAY
    session.flush()
    assert campaigns.freeze(session, campaign_id, now=NOW) == Census(is_new=False)
    assert session.execute(entries).all() == before
    assert session.execute(select(func.sum(Counter.roster))).scalar_one() == len(before)
    assert rollups.verify(session) == []


def test_the_census_leaves_out_archived_classes_and_closed_enrolments_and_keeps_empty_classes_ready(
    session: Session, city: Region
) -> None:
    home = builders.school(session, city)
    archived = builders.classroom(session, home, archived_on=TODAY)
    builders.student(session, archived)
    empty = builders.classroom(session, home)
    gone = builders.student(session, empty)
    session.scalars(select(Enrolment).where(Enrolment.student_id == gone.id)).one().to_on = TODAY
    session.flush()
    census = campaigns.freeze(session, create(session, spec(city.id)), now=NOW)
    assert (census.pupils, census.classrooms, census.assignments) == (16, 8, 13)
    assert session.scalars(select(Counter).where(Counter.school_id == home.id)).all() == []


@pytest.mark.parametrize("chunk", [1, 3])
def test_the_census_is_the_same_however_it_is_cut(
    session: Session, city: Region, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "CHUNK", chunk)
    census = campaigns.freeze(session, create(session, spec(city.id)), now=NOW)
    assert (census.classrooms, census.pupils, census.assignments) == (8, 16, 12)
    assert rollups.verify(session) == []


@pytest.mark.parametrize(("now", "is_refused"), [(NOW + timedelta(days=31), True), (NOW + timedelta(days=30), False)])
def test_no_census_after_the_end(session: Session, city: Region, now: datetime, is_refused: bool) -> None:
    campaign_id = create(session, spec(city.id))
    if not is_refused:
        assert campaigns.freeze(session, campaign_id, now=now).is_new
        return
    with pytest.raises(Conflict, match="campaign_over"):
        campaigns.freeze(session, campaign_id, now=now)
    assert session.scalars(select(RosterEntry)).all() == []


def test_a_campaign_is_closed_once_and_not_before_its_window_ends(session: Session) -> None:
    campaign_id = create(session, spec(builders.region(session).id))
    with pytest.raises(Conflict, match="campaign_still_open"):
        campaigns.close(session, campaign_id, now=NOW + timedelta(days=30))
    end = NOW + timedelta(days=31)
    assert campaigns.close(session, campaign_id, now=end)
    assert not campaigns.close(session, campaign_id, now=end + timedelta(days=1))
    assert session.get_one(Campaign, campaign_id).closed_at == end
    assert [deed for deed, _reason in lines(session)] == ["campaign_close", "campaign_create"]
