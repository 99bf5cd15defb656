"""The misconception map of schools and regions: whose it is, what it sums, and what it keeps back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from app.domain.access import Actor, Role
from app.domain.beliefs import SENSITIVE_THEMES, Belief, Share
from app.domain.boards import Kind
from app.domain.errors import NotFound
from app.domain.library import Library
from app.services import beliefmaps, beliefs
from app.services.beliefmaps import RegionMap
from app.services.beliefs import SchoolMap
from app.services.recent import Recent
from app.store import statistics as store
from app.store.engine import Session
from app.store.schema import BeliefCounter, Classroom, Level, Region, School
from tests import builders
from tests.builders import LESSON, NOW
from tests.services import learning
from tests.services.test_beliefs import LIFT, SHELF, publication
from tests.staff import actor, statements

OTHER = "M-plain0"


class Land:
    """A province of one city with three counties and a school of the city's own, and their counters."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.top = builders.region(session, level=Level.PROVINCE, name="省")
        self.city = builders.region(session, parent=self.top, name="市")
        self.counties = [builders.county(session, parent=self.city, name=f"{name}县") for name in "甲乙丙"]

    def school(self, authority: Region, name: str = "小学") -> School:
        return builders.school(self.session, authority, name=name)

    def count(self, home: School, after: tuple[int, int], *, grade: int = 5, name: str = LIFT) -> Classroom:
        """A class of a school in which so many were asked, and so many held it, after the lesson; twice as many
        before."""
        room = builders.classroom(self.session, home, grade=grade)
        row = BeliefCounter(
            school_id=home.id,
            year=2026,
            classroom_id=room.id,
            lesson_id=LESSON,
            misconception=name,
            stage=room.stage,
            grade=grade,
            province_id=home.province_id,
            city_id=home.city_id,
            county_id=home.county_id,
            counted_at=NOW,
            before_asked=2 * after[0],
            before_held=after[1],
            after_asked=after[0],
            after_held=after[1],
        )
        self.session.add(row)
        self.session.flush()
        return room

    def look(self, who: Actor, region: Region, of: str | None = None, **other: object) -> RegionMap:
        store.put_regions(self.session, 2026)
        shelf = other.get("shelf", SHELF)
        assert isinstance(shelf, Library)
        theme = other.get("theme")
        assert theme is None or isinstance(theme, str)
        return beliefmaps.of_region(
            self.session, who, region.id, theme, of, recent=Recent(0), now=NOW, library=shelf, language="zh_CN"
        )

    def bureau(self, over: Region) -> Actor:
        return actor(self.session, builders.staff(self.session, role=Role.BUREAU, over=over))


@pytest.fixture
def land(session: Session) -> Land:
    return Land(session)


def units(found: RegionMap) -> list[tuple[str, Share | None]]:
    assert found.selection.chosen is not None
    return [(unit.name, belief.after) for unit, belief in found.units(found.selection.chosen)]


def test_a_city_sees_its_sum_its_grades_and_its_counties_the_worst_first(land: Land) -> None:
    for county, grade, after in zip(land.counties, (5, 5, 6), ((40, 4), (30, 15), (20, 5)), strict=True):
        land.count(land.school(county), after, grade=grade)
    land.count(land.school(land.city), (50, 5), grade=6)
    found = land.look(land.bureau(land.city), land.city)
    (line,) = found.lines
    assert line.figures == Belief(Share(280, 29), Share(140, 29), Share())
    assert units(found) == [
        ("乙县", Share(30, 15)),
        ("丙县", Share(20, 5)),
        ("", Share(50, 5)),
        ("甲县", Share(40, 4)),
    ]
    assert found.units(line)[2][0].kind is Kind.DIRECT
    assert [(grade, belief.after) for (_stage, grade), belief in found.grades(line)] == [
        (5, Share(70, 19)),
        (6, Share(70, 10)),
    ]
    assert (found.as_of, found.is_whole) == (NOW, True)


def test_a_county_below_shows_schools_and_no_grades_to_the_city(land: Land) -> None:
    home = land.school(land.counties[0], "甲小学")
    land.count(home, (40, 4))
    land.count(land.school(land.counties[1]), (40, 8))
    below = land.look(land.bureau(land.city), land.counties[0])
    assert units(below) == [("甲小学", Share(40, 4))]
    assert below.grades(below.lines[0]) == []
    own = land.look(land.bureau(land.counties[0]), land.counties[0])
    assert [belief.after for _grade, belief in own.grades(own.lines[0])] == [Share(40, 4)]


def test_a_small_county_and_the_one_that_would_give_it_away_are_hidden_on_every_page(land: Land) -> None:
    for county, after in zip(land.counties, ((40, 4), (7, 3), (22, 5)), strict=True):
        land.count(land.school(county), after)
    city = land.bureau(land.city)
    assert dict(units(land.look(city, land.city))) == {"甲县": Share(40, 4), "乙县": None, "丙县": None}
    hidden = land.look(city, land.counties[2])
    shares = [line.figures.after for line in hidden.lines]
    assert shares in ([], [None])
    own = land.look(land.bureau(land.counties[2]), land.counties[2])
    assert own.lines[0].figures.after == Share(22, 5)


def test_what_nobody_may_see_is_counted_and_not_listed(land: Land) -> None:
    land.count(land.school(land.counties[0]), (4, 3))
    found = land.look(land.bureau(land.counties[0]), land.counties[0])
    assert (found.lines, found.too_few, found.selection.chosen) == ((), 1, None)


def test_sideways_upwards_and_unknown_there_is_nothing(land: Land, session: Session) -> None:
    who = land.bureau(land.counties[0])
    land.count(land.school(land.counties[0]), (40, 3))
    foreign = Land(session)
    for region in (land.top, land.city, land.counties[1], foreign.city, foreign.counties[0]):
        with pytest.raises(NotFound):
            land.look(who, region)
    for ask in ({"of": "M-nothing"}, {"theme": "nothing"}):
        with pytest.raises(NotFound):
            land.look(who, land.counties[0], **ask)
    for stranger in (builders.teacher(session), builders.staff(session)):
        with pytest.raises(NotFound):
            land.look(actor(session, stranger), land.counties[0])


def test_the_platform_begins_at_the_province(land: Land, session: Session) -> None:
    land.count(land.school(land.counties[0]), (40, 3))
    who = actor(session, builders.staff(session, role=Role.PLATFORM))
    assert [one.name for one in land.look(who, land.counties[0]).path] == ["省", "市", "甲县"]
    assert units(land.look(who, land.top)) == [("市", Share(40, 3))]


def test_a_theme_close_to_feelings_is_told_for_the_whole_region_only(land: Land) -> None:
    shelf = learning.library(publication(theme=next(iter(SENSITIVE_THEMES))))
    land.count(land.school(land.counties[0]), (40, 3))
    land.count(land.school(land.counties[1]), (40, 3))
    city = land.bureau(land.city)
    found = land.look(city, land.city, shelf=shelf)
    (line,) = found.lines
    assert line.figures.after == Share(80, 6)
    assert [belief.after for _grade, belief in found.grades(line)] == [Share(80, 6)]
    assert found.units(line) == []
    assert land.look(city, land.counties[0], shelf=shelf).lines == ()


def test_a_theme_narrows_the_map(land: Land) -> None:
    land.count(land.school(land.counties[0]), (40, 3))
    land.count(land.school(land.counties[0]), (40, 30), name=OTHER)
    found = land.look(land.bureau(land.counties[0]), land.counties[0], theme="fire", of=LIFT)
    assert [line.id for line in found.selection.lines] == [OTHER, LIFT]
    assert found.selection.chosen is not None
    assert found.selection.chosen.id == LIFT


def test_a_region_takes_few_statements_and_the_next_reader_none(land: Land) -> None:
    for county in land.counties:
        land.count(land.school(county), (40, 3))
    store.put_regions(land.session, 2026)
    who, recent = land.bureau(land.city), Recent(60)

    def look() -> int:
        with statements() as sent:
            beliefmaps.of_region(
                land.session, who, land.city.id, None, None, recent=recent, now=NOW, library=SHELF, language="zh_CN"
            )
        return len(sent)

    assert look() == 4
    assert look() == 0


def school(session: Session, who: Actor, of: str | None = None, shelf: Library = SHELF) -> SchoolMap:
    return beliefs.of_school(session, who, None, of, now=NOW, library=shelf, language="zh_CN")


@pytest.fixture
def admin(session: Session, land: Land) -> Callable[[School], Actor]:
    return lambda home: actor(session, builders.staff(session, home))


def test_a_school_sees_grades_and_classes_with_small_ones_hidden(
    land: Land, session: Session, admin: Callable[[School], Actor]
) -> None:
    home, beside = land.school(land.counties[0]), land.school(land.counties[0])
    rooms = [land.count(home, after) for after in ((30, 6), (7, 1), (12, 3))]
    land.count(home, (25, 20), grade=6)
    land.count(beside, (99, 99))
    who = admin(home)
    with statements() as sent:
        found = school(session, who)
    assert len(sent) == 2
    (line,) = found.lines
    assert line.figures.after == Share(74, 30)
    assert [found.cells[LIFT][column].after for column in found.columns] == [Share(49, 10), Share(25, 20)]
    by_room: dict[UUID | None, Share | None] = {column.classroom_id: belief.after for column, belief in found.classes}
    assert [by_room[room.id] for room in rooms] == [Share(30, 6), None, None]


def test_a_school_sees_no_single_class_where_the_theme_is_close_to_feelings(
    land: Land, session: Session, admin: Callable[[School], Actor]
) -> None:
    home = land.school(land.counties[0])
    land.count(home, (30, 6))
    shelf = learning.library(publication(theme=next(iter(SENSITIVE_THEMES))))
    found = school(session, admin(home), shelf=shelf)
    assert found.lines[0].figures.after == Share(30, 6)
    assert found.classes == ()


def test_the_map_of_a_school_is_its_administrators(land: Land, session: Session) -> None:
    for stranger in (builders.teacher(session), builders.staff(session, role=Role.BUREAU)):
        with pytest.raises(NotFound):
            school(session, actor(session, stranger))


def test_a_school_that_has_done_nothing_has_an_empty_map(
    land: Land, session: Session, admin: Callable[[School], Actor]
) -> None:
    found = school(session, admin(land.school(land.counties[0])))
    assert (found.lines, found.classes, found.as_of) == ((), (), None)
