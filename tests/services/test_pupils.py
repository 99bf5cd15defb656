"""Pupils one by one: found, added by hand, let go, taken back; and what their page says."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import select

from app.domain.access import Role
from app.domain.completions import Rate
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.identifiers import uuid7
from app.domain.usernames import is_mistyped
from app.services import enrolments, pupils
from app.services.pupils import NewPupil
from app.store.engine import Session
from app.store.schema import LedgerEntry, Student
from tests import builders, staff
from tests.builders import NOW, TODAY
from tests.clock import Clock
from tests.services import learning
from tests.services.town import Town, build
from tests.staff import statements

RARE = "𠮷田𬭎"  # characters outside the basic plane


@pytest.fixture
def town(session: Session, clock: Clock) -> Town:
    return build(session, clock)


def add(town: Town, name: str, *, local_id: str = "", is_namesake: bool = False, room: int = 0) -> Student:
    dice = Random(1)  # noqa: S311 - the same user names every time
    new = NewPupil(town.rooms[room].id, name, local_id, is_namesake)
    student_id = pupils.add(town.session, town.admins[0], new, now=NOW, dice=dice.randrange, new_id=uuid7)
    return town.session.get_one(Student, (town.schools[0].id, student_id))


def found(town: Town, text: str, number: int = 1) -> list[str]:
    return [one.name for one in pupils.search(town.session, town.admins[0], text, number, now=NOW).pupils]


def test_a_pupil_added_by_hand(town: Town) -> None:
    before = town.figures(), town.rosters()
    pupil = add(town, " 单 于 ", local_id=" A-7 ")
    assert (pupil.name, pupil.local_id, pupil.number_hash) == ("单于", "A-7", None)
    assert pupil.sort_key.startswith("shan")
    account = builders.account_of(town.session, pupil)
    assert account.password_hash is None
    assert len(account.username) == 9
    assert not is_mistyped(account.username)
    assert town.lines() == [("join", town.schools[0].id)]
    assert town.session.scalars(select(LedgerEntry.campaign_id)).all() == [town.campaign.id]
    assert (town.figures(), town.rosters()) == before
    page = pupils.page(town.session, town.admins[0], pupil.id, now=NOW)
    assert page.sits_in is not None
    assert (page.sits_in.classroom_id, page.sits_in.from_on) == (town.rooms[0].id, TODAY)
    assert not page.pupil.has_password
    assert page.expectations == ()


def test_user_names_that_are_taken_are_drawn_again(town: Town) -> None:
    first, second = add(town, "王一"), add(town, "王二")
    assert builders.account_of(town.session, first).username != builders.account_of(town.session, second).username


def test_somebody_of_the_same_name_needs_a_word(town: Town) -> None:
    add(town, "李明")
    with pytest.raises(Invalid, match="namesake"):
        add(town, "李 明")
    add(town, "李明", room=1)
    add(town, "李明", is_namesake=True)
    assert found(town, "李明") == ["李明"] * 3


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name_missing"), ("王**", "name_masked"), ("=1+1", "name_formula"), ("长" * 51, "name_long")],
)
def test_what_is_no_name_is_refused_at_its_field(town: Town, name: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        add(town, name)
    assert refused.value.facts["field"] == "name"


def test_one_local_id_is_one_pupil(town: Town) -> None:
    add(town, "王一", local_id="7")
    with pytest.raises(Conflict, match="local_id_taken"):
        add(town, "王二", local_id="7")
    with pytest.raises(Invalid, match="local_id_long"):
        add(town, "王二", local_id="7" * 65)


def test_search_by_part_of_a_name_and_by_user_name(town: Town) -> None:
    pupil, dotted, rare = add(town, "欧阳娜"), add(town, "阿依古丽·买买提"), add(town, RARE)
    assert found(town, "阳") == ["欧阳娜"]
    assert found(town, "古丽•买") == [dotted.name]
    assert found(town, "𬭎") == found(town, RARE) == [rare.name]
    username = builders.account_of(town.session, pupil).username
    assert found(town, f"{username[:3]} {username[3:6]} {username[6:]}") == ["欧阳娜"]
    assert found(town, username[:5]) == ["欧阳娜"]
    for nothing in ("%", "_", "\\", "没有", "x" * 500):
        assert found(town, nothing) == []


def test_search_stays_inside_the_school_and_leaves_erased_pupils_out(town: Town) -> None:
    stranger = builders.student(town.session, town.rooms[2], name="外校生")
    gone = builders.student(town.session, town.rooms[0], name="", erased_at=NOW)
    assert found(town, "外校") == []
    everybody = pupils.search(town.session, town.admins[0], "", 1, now=NOW)
    assert everybody.total == 3
    for student_id in (stranger.id, gone.id, uuid7()):
        with pytest.raises(NotFound):
            pupils.page(town.session, town.admins[0], student_id, now=NOW)


def test_a_long_list_comes_in_pages_at_one_price(town: Town) -> None:
    for _ in range(pupils.PER_PAGE):
        builders.student(town.session, town.rooms[0])
    with statements() as sent:
        first = pupils.search(town.session, town.admins[0], "", 1, now=NOW)
    assert (len(first.pupils), first.total, first.last) == (50, 53, 2)
    assert len(sent) == 5
    assert len(found(town, "", 2)) == 3
    for number in (0, 3):
        with pytest.raises(NotFound):
            found(town, "", number)


def test_who_left_is_found_last_and_can_come_back(town: Town) -> None:
    username, shelf = town.username(), learning.library()
    learning.walk(town.session, town.sign_in(username), town.tasks[0].id, town.clock, shelf, steps=1)
    town.release(town.admins[0])
    assert found(town, "")[-1] == town.pupil.name
    assert pupils.page(town.session, town.admins[0], town.pupil.id, now=NOW).pupil.is_ended
    for _ in range(2):
        enrolments.bring_back(
            town.session, town.admins[0], town.pupil.id, town.rooms[1].id, on=TODAY, now=NOW, new_id=uuid7
        )
    actor = town.sign_in(username)
    assert (actor.student_id, actor.classroom_id) == (town.pupil.id, town.rooms[1].id)
    assert learning.place(town.session, actor, town.tasks[1].id, town.clock).step == 1
    assert [deed for deed, _school in town.lines()] == ["join", "leave"]


def test_nobody_is_taken_back_from_the_next_school(town: Town) -> None:
    username = town.username()
    town.release(town.admins[0])
    town.admit(town.admins[1], town.rooms[2], username)
    with pytest.raises(Conflict, match="pupil_elsewhere"):
        enrolments.bring_back(
            town.session, town.admins[0], town.pupil.id, town.rooms[1].id, on=TODAY, now=NOW, new_id=uuid7
        )


def test_letting_go_needs_a_reason(town: Town) -> None:
    for reason, code in ((" ", "reason_missing"), ("长" * 201, "reason_long")):
        with pytest.raises(Invalid, match=code):
            enrolments.release(town.session, town.admins[0], town.pupil.id, reason, on=TODAY, now=NOW, new_id=uuid7)


def test_the_page_tells_the_campaigns_the_classes_and_the_deeds(town: Town) -> None:
    actor = town.sign_in(town.username())
    learning.finish(town.session, actor, town.tasks[0].id, town.clock, learning.library())
    town.transfer(town.rooms[1])
    with statements() as sent:
        page = pupils.page(town.session, town.admins[0], town.pupil.id, now=NOW)
    assert len(sent) == 7
    assert [stay.classroom_id for stay in page.stays] == [town.rooms[1].id, town.rooms[0].id]
    (expected,) = page.expectations
    assert expected.classroom_id == town.rooms[0].id
    assert Rate.COMPLETED in expected.milestones
    assert [line.deed for line in page.ledger] == ["transfer"]
    assert [room.id for room in page.rooms] == [town.rooms[0].id]


def test_strangers_find_no_pupil(town: Town) -> None:
    bureau = staff.actor(town.session, builders.staff(town.session, role=Role.BUREAU, over=town.county))
    teacher = staff.actor(town.session, builders.teacher(town.session, town.rooms[0]))
    for actor in (bureau, teacher):
        with pytest.raises(NotFound):
            pupils.page(town.session, actor, town.pupil.id, now=NOW)
        with pytest.raises(NotFound):
            pupils.search(town.session, actor, "", 1, now=NOW)
    dice = Random(1).randrange  # noqa: S311 - refused before it is thrown
    for room in (town.rooms[0].id, uuid7()):
        with pytest.raises(NotFound):
            pupils.add(town.session, town.admins[1], NewPupil(room, "王一"), now=NOW, dice=dice, new_id=uuid7)
