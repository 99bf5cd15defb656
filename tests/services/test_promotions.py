"""A school moves up: classes, leavers, who goes on, who stays; and the boards do not notice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.access import Role
from app.domain.completions import Rate
from app.domain.errors import Invalid, NotFound
from app.domain.grades import Stage
from app.domain.identifiers import uuid7
from app.domain.promotions import Choice, Remark, Way
from app.services import enrolments, milestones, promotions, rollups
from app.store import boards
from app.store.engine import Database, Session
from app.store.schema import (
    Account,
    ClassDevice,
    Classroom,
    Counter,
    Enrolment,
    LedgerEntry,
    Posting,
    Student,
)
from app.store.schema import Session as SessionRecord
from tests import builders, staff
from tests.clock import Clock
from tests.services import learning
from tests.services.house import DAY, SEPTEMBER, House, campaign, figures


@pytest.fixture
def house(session: Session, clock: Clock) -> Iterator[House]:
    clock.moment = SEPTEMBER
    school = builders.school(session)
    house = House(session, clock, school, staff.actor(session, builders.staff(session, school)))
    yield house
    assert rollups.verify(session) == []


def test_classes_go_up_and_keep_their_pupils_and_teachers(house: House) -> None:
    three = house.add("three", 3)
    teacher = builders.teacher(house.session, three)
    entered = three.entry_year
    done = house.promote()
    assert (done.raised, done.leaving, done.archived) == (1, 0, 0)
    assert (house.room("three").grade, house.room("three").entry_year) == (4, entered)
    assert house.sits_in(house.pupils["three"][0]) == three.id
    assert house.session.scalar(select(Posting.to_on).where(Posting.account_id == teacher.id)) is None


def test_the_last_year_leaves(house: House) -> None:
    six = house.add("six", 6)
    pupil, device = house.pupils["six"][0], b"d" * 32
    teacher = builders.teacher(house.session, six)
    signed_in = learning.sign_in(house.session, pupil, house.clock)
    times = {"opened_at": SEPTEMBER, "expires_at": SEPTEMBER + timedelta(days=1)}
    key = {"school_id": house.school.id, "classroom_id": six.id, "opened_by": teacher.id}
    house.session.add(ClassDevice(token_hash=device, **key, **times))
    house.session.flush()
    done = house.promote("2")
    assert (done.leaving, done.archived) == (2, 1)
    assert house.room("six").archived_on == DAY
    assert house.sits_in(pupil) is None
    assert house.session.get_one(Student, (house.school.id, pupil.id)).left_on == DAY
    account = builders.account_of(house.session, pupil)
    assert account.ended_at == SEPTEMBER
    ended = select(SessionRecord.ended_at).where(SessionRecord.account_id == signed_in.account_id)
    assert house.session.scalars(ended).all() == [SEPTEMBER]
    assert house.session.scalar(select(Posting.to_on).where(Posting.account_id == teacher.id)) == DAY
    assert house.session.scalar(select(ClassDevice.ended_at)) == SEPTEMBER
    lines = house.session.execute(select(LedgerEntry.deed, LedgerEntry.student_id).order_by(LedgerEntry.deed)).all()
    assert [line[0] for line in lines] == ["graduate", "graduate", "promote_leave"]


def test_a_leaver_is_admitted_by_the_next_school(house: House) -> None:
    house.add("six", 6, pupils=1)
    house.promote("1")
    junior = builders.school(house.session)
    seven = builders.classroom(house.session, junior, grade=7, entry_year=2027)
    actor = staff.actor(house.session, builders.staff(house.session, junior))
    username = house.session.scalars(select(Account.username).where(Account.student_id.is_not(None))).one()
    new = enrolments.admit(house.session, actor, username, seven.id, on=DAY, now=SEPTEMBER, new_id=uuid7)
    assert house.session.get_one(Student, (junior.id, new)).person_id == house.pupils["six"][0].person_id


def test_doing_it_again_changes_nothing(house: House) -> None:
    house.add("five", 5)
    house.add("six", 6)
    house.promote("2")
    grade, lines = house.room("five").grade, house.session.scalar(select(func.count()).select_from(LedgerEntry))
    assert house.promote().classes == 0
    house.clock.moment = SEPTEMBER + timedelta(days=300)
    assert house.promote().classes == 0
    assert house.room("five").grade == grade == 6
    assert house.session.scalar(select(func.count()).select_from(LedgerEntry)) == lines
    house.clock.moment = datetime(2028, 8, 31, 16, 0, tzinfo=UTC)  # 1 September where the pupils are
    assert house.promote("2").leaving == 2


def test_the_number_of_leavers_must_be_typed(house: House) -> None:
    house.add("six", 6)
    for typed in ("", "3", "all", "２０", "9999999"):
        with pytest.raises(Invalid, match="count_differs"):
            house.promote(typed)
    assert house.room("six").archived_on is None


@pytest.mark.parametrize(("system", "last", "first"), [("63", 6, 7), ("54", 5, 6)])
def test_a_nine_year_school_keeps_its_pupils(
    session: Session, clock: Clock, system: str, last: int, first: int
) -> None:
    clock.moment = SEPTEMBER
    school = builders.school(session, grade_system=system)
    house = House(session, clock, school, staff.actor(session, builders.staff(session, school)))
    house.add("last", last, 3)
    house.add("eight", 8, 3)
    pupil = house.pupils["last"][0]
    campaign(house)
    before = figures(session)
    done = house.promote()
    assert (done.moving, done.leaving, done.archived) == (2, 0, 1)
    of_next = select(Classroom).where(Classroom.stage == Stage.JUNIOR, Classroom.entry_year == 2027)
    new = session.scalars(of_next).one()
    assert (new.grade, new.number, house.sits_in(pupil)) == (first, 3, new.id)
    assert session.get_one(Student, (school.id, pupil.id)).left_on is None
    assert learning.sign_in(session, pupil, clock).classroom_id == new.id
    assert figures(session) == before


def test_a_lesson_goes_on_in_the_class_of_the_next_stage(house: House) -> None:
    house.add("six", 6)
    house.add("eight", 8)
    campaign(house)
    pupil, shelf = house.pupils["six"][0], learning.library()
    actor = learning.sign_in(house.session, pupil, house.clock)
    learning.walk(house.session, actor, house.task(house.rooms["six"].id), house.clock, shelf, steps=1)
    house.promote()
    actor = learning.sign_in(house.session, pupil, house.clock)
    assert actor.classroom_id is not None
    task_id = house.task(actor.classroom_id)
    assert learning.place(house.session, actor, task_id, house.clock).step == 1
    learning.finish(house.session, actor, task_id, house.clock, shelf)
    counted = {row.classroom_id: row.completed for row in house.session.scalars(select(Counter))}
    assert counted[house.rooms["six"].id] == 1


def test_boards_before_and_after_are_equal(house: House) -> None:
    for grade in range(1, 7):
        house.add(f"g{grade}", grade)
    running = campaign(house)
    over = campaign(house, opens_at=SEPTEMBER - timedelta(days=60), closes_at=SEPTEMBER - timedelta(days=1))
    for one in (running, over):
        expected = milestones.expect(house.session, one.id, house.school.id, house.pupils["g6"][0].id)
        assert expected is not None
        milestones.earn(house.session, expected, {Rate.REACHED, Rate.COMPLETED}, rule_version=1, now=SEPTEMBER)
    before = figures(house.session), [boards.classes(house.session, one.id, house.school.id) for one in (running, over)]
    house.promote("2", house.pupils["g3"][0])
    after = figures(house.session), [boards.classes(house.session, one.id, house.school.id) for one in (running, over)]
    assert repr(after) == repr(before)
    lines = house.session.scalars(
        select(LedgerEntry.deed).where(LedgerEntry.campaign_id == running.id).order_by(LedgerEntry.deed)
    ).all()
    assert lines == ["graduate", "graduate", "transfer"]
    assert house.session.scalars(select(LedgerEntry.deed).where(LedgerEntry.campaign_id == over.id)).all() == []


def test_who_repeats_the_year_sits_in_the_next_class_of_that_grade(house: House) -> None:
    house.add("five", 5)
    house.add("six", 6)
    stays = house.pupils["six"][0]
    done = house.promote("1", stays)
    assert (done.staying, done.leaving) == (1, 1)
    assert house.sits_in(stays) == house.rooms["five"].id
    assert house.room("five").grade == 6
    assert builders.account_of(house.session, stays).ended_at is None


def test_who_repeats_the_first_year_needs_a_class_of_the_new_year(house: House) -> None:
    house.add("one", 1)
    stays = house.pupils["one"][0]
    with pytest.raises(Invalid, match="promotion_stay_nowhere"):
        house.promote("0", stays)
    new = house.add("new", 1, 2, entry_year=2027, pupils=0)
    house.promote("0", stays)
    assert house.sits_in(stays) == new.id


def test_pupils_of_other_schools_and_of_no_class_cannot_repeat_here(house: House) -> None:
    house.add("five", 5)
    stranger = builders.student(house.session)
    with pytest.raises(Invalid, match="promotion_stay"):
        house.promote("0", stranger)


def test_classes_are_merged_on_the_way(house: House) -> None:
    house.add("first", 4, 1)
    house.add("second", 4, 2)
    done = house.promote("0", second=Choice(Way.INTO, house.rooms["first"].id))
    assert (done.moving, done.archived, done.raised) == (2, 1, 1)
    assert house.sits_in(house.pupils["second"][0]) == house.rooms["first"].id
    assert house.room("first").grade == 5
    assert house.room("second").archived_on == DAY


def test_a_class_of_a_foreign_school_is_no_choice(house: House) -> None:
    house.add("first", 4, 1)
    foreign = builders.classroom(house.session, grade=4)
    with pytest.raises(Invalid, match="promotion_choice"):
        house.promote("0", first=Choice(Way.INTO, foreign.id))


def test_the_preview_looks_ahead_and_writes_nothing(house: House) -> None:
    house.add("six", 6)
    house.clock.moment = SEPTEMBER - timedelta(days=90)
    ahead = promotions.preview(house.session, house.actor, {}, (), now=house.clock())
    assert (ahead.is_ahead, ahead.on, ahead.leaving) == (True, DAY, 2)
    assert house.promote("2").classes == 0
    assert not house.session.dirty
    house.clock.moment = SEPTEMBER
    opened = house.rooms["six"].id
    found = promotions.preview(house.session, house.actor, {}, (), opened=opened, now=house.clock())
    assert (found.is_ahead, len(found.members)) == (False, 2)
    with pytest.raises(NotFound):
        promotions.preview(house.session, house.actor, {}, (), opened=uuid7(), now=house.clock())


def test_only_the_own_administrator_and_the_bureau_above_promote(house: House) -> None:
    six = house.add("six", 6)
    county = house.school.county_id
    assert county is not None
    teacher = staff.actor(house.session, builders.teacher(house.session, six))
    with pytest.raises(NotFound):
        promotions.promote(house.session, teacher, {}, (), "2", now=SEPTEMBER, new_id=uuid7)
    elsewhere = staff.actor(house.session, builders.staff(house.session, role=Role.BUREAU))
    neighbour = staff.actor(house.session, builders.staff(house.session))
    for stranger in (elsewhere, neighbour, teacher):
        with pytest.raises(NotFound):
            promotions.promote_school(house.session, stranger, house.school.id, on=DAY, now=SEPTEMBER, new_id=uuid7)
    with pytest.raises(Invalid, match="promotion_later"):
        promotions.promote_school(
            house.session, None, house.school.id, on=DAY + timedelta(days=1), now=SEPTEMBER, new_id=uuid7
        )
    platform = staff.actor(house.session, builders.staff(house.session, role=Role.PLATFORM))
    done = promotions.promote_school(house.session, platform, house.school.id, on=DAY, now=SEPTEMBER, new_id=uuid7)
    assert done.leaving == 2


def test_a_pupil_who_came_after_the_day_of_the_promotion_leaves_on_the_day_of_coming(house: House) -> None:
    """`flask rosters promote --on` may name a day of weeks ago."""
    house.add("six", 6)
    pupil = house.pupils["six"][0]
    came = date(2027, 10, 4)
    house.session.execute(update(Enrolment).where(Enrolment.student_id == pupil.id).values(from_on=came))
    house.clock.moment = SEPTEMBER + timedelta(days=40)
    promotions.promote_school(house.session, None, house.school.id, on=DAY, now=house.clock(), new_id=uuid7)
    assert house.session.scalar(select(Enrolment.to_on).where(Enrolment.student_id == pupil.id)) == came


def test_remarks_are_counted(house: House) -> None:
    house.add("empty", 2, pupils=0)
    assert house.promote().remarks == {Remark.EMPTY: 1}


def test_two_who_promote_at_once_promote_once(database: Database, house: House) -> None:
    """The second waits for the first, and then finds nothing to do."""
    house.add("five", 5)
    house.add("six", 6)
    house.session.commit()
    done: list[int] = []

    def go() -> None:
        with database.write() as session, session.begin():
            found = promotions.promote(session, house.actor, {}, (), "2", now=SEPTEMBER, new_id=uuid7)
        done.append(found.classes)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(done) == [0, 0, 2]
    assert house.room("five").grade == 6
