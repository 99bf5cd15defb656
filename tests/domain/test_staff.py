"""Who looks after whom, from when to when, and lists as people paste them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain import staff
from app.domain.access import Reach, Role
from app.domain.errors import Invalid
from app.domain.identifiers import stable
from app.domain.staff import Held, Pasted, Phase, Standing

TODAY = date(2026, 11, 20)
PROVINCE, CITY, COUNTY, OTHER, SCHOOL, ELSEWHERE = (stable("place", number) for number in range(6))
ADMIN = Held(Role.SCHOOL_ADMIN, school_id=SCHOOL, above=frozenset((PROVINCE, CITY, COUNTY)))
TEACHER = Held(Role.TEACHER, school_id=SCHOOL)
COUNTY_OFFICER = Held(Role.BUREAU, region_id=COUNTY, above=frozenset((PROVINCE, CITY, COUNTY)))
CITY_OFFICER = Held(Role.BUREAU, region_id=CITY, above=frozenset((PROVINCE, CITY)))
OPERATOR = Held(Role.PLATFORM)
NONE, PEER, ABOVE = Standing.NONE, Standing.PEER, Standing.ABOVE

SCHOOLS = Reach(school_ids=frozenset((SCHOOL,)))
FOREIGN = Reach(school_ids=frozenset((ELSEWHERE,)))
CHAIN = [
    (SCHOOLS, (ABOVE, PEER, NONE, NONE, NONE)),
    (FOREIGN, (NONE, NONE, NONE, NONE, NONE)),
    (Reach(region_ids=frozenset((COUNTY,))), (NONE, ABOVE, PEER, NONE, NONE)),
    (Reach(region_ids=frozenset((OTHER,))), (NONE, NONE, NONE, NONE, NONE)),
    (Reach(region_ids=frozenset((CITY,))), (NONE, ABOVE, ABOVE, PEER, NONE)),
    (Reach(region_ids=frozenset((PROVINCE,))), (NONE, ABOVE, ABOVE, ABOVE, NONE)),
    (Reach(everything=True), (NONE, ABOVE, ABOVE, ABOVE, PEER)),
    (Reach(classroom_ids=frozenset((SCHOOL,))), (NONE, NONE, NONE, NONE, NONE)),
    (Reach(), (NONE, NONE, NONE, NONE, NONE)),
]


@pytest.mark.parametrize(("reach", "expected"), CHAIN)
def test_the_chain(reach: Reach, expected: tuple[Standing, ...]) -> None:
    held = (TEACHER, ADMIN, COUNTY_OFFICER, CITY_OFFICER, OPERATOR)
    assert tuple(staff.standing(reach, one) for one in held) == expected


def test_a_person_is_as_high_as_the_highest_role() -> None:
    assert staff.least([ABOVE, PEER]) is PEER
    assert staff.least([ABOVE, NONE]) is NONE
    assert staff.least([]) is NONE


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        (TODAY, None, Phase.LIVE),
        (TODAY + timedelta(days=1), None, Phase.COMING),
        (TODAY - timedelta(days=9), TODAY, Phase.ENDED),
        (TODAY - timedelta(days=9), TODAY + timedelta(days=1), Phase.LIVE),
        (TODAY + timedelta(days=3), TODAY, Phase.ENDED),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=3), Phase.ENDED),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=4), Phase.COMING),
    ],
)
def test_phases(from_on: date, to_on: date | None, expected: Phase) -> None:
    assert staff.phase(from_on, to_on, TODAY) is expected


def test_a_last_day_counts_whole() -> None:
    assert staff.check_days(TODAY, None, TODAY) is None
    assert staff.check_days(TODAY, TODAY, TODAY) == TODAY + timedelta(days=1)
    for from_on, last_on, field in (
        (TODAY + timedelta(days=400), None, "from_on"),
        (TODAY - timedelta(days=400), None, "from_on"),
        (TODAY, TODAY - timedelta(days=1), "last_on"),
        (TODAY + timedelta(days=2), TODAY + timedelta(days=1), "last_on"),
        (TODAY, TODAY + timedelta(days=5000), "last_on"),
    ):
        with pytest.raises(Invalid) as refusal:
            staff.check_days(from_on, last_on, TODAY)
        assert refusal.value.facts["field"] == field


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("王芳\t三年级\t2班", ("王芳", "三年级", "2班")),
        ("王芳\t三年级2班", ("王芳", "", "三年级2班")),
        ("王芳\t三年级\t2班\t13800000000", ("王芳", "三年级", "2班")),
        ("王芳，三年级，2班", ("王芳", "三年级", "2班")),
        ("王芳 三年级 2班", ("王芳", "三年级", "2班")),
        ("Anna  Smith\tGrade 3\t2", ("Anna Smith", "Grade 3", "2")),
        ("Anna Smith  Grade 3  2", ("Anna Smith", "Grade 3", "2")),
        ("买买提·阿不都\t三\t2", ("买买提·阿不都", "三", "2")),
        ("王芳", ("王芳", "", "")),
        ("\t三年级\t2班", ("", "三年级", "2班")),
    ],
)
def test_lines_are_read_as_people_write_them(line: str, expected: tuple[str, str, str]) -> None:
    (found,) = staff.read_pasted(f"\n姓名\t年级\t班级\n\n{line}\r\n  \n")
    assert found == Pasted(4, *expected)


def test_how_many_lines() -> None:
    with pytest.raises(Invalid, match="lines_missing"):
        staff.read_pasted(" \n\t\n姓名\t年级")
    many = "\n".join(f"老师{number}\t三\t1" for number in range(staff.MOST_LINES))
    assert len(staff.read_pasted(many)) == staff.MOST_LINES
    with pytest.raises(Invalid, match="lines_many"):
        staff.read_pasted(many + "\n又一位\t三\t1")
