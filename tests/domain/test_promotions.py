"""Where classes go on 1 September."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.grades import Stage
from app.domain.promotions import Choice, Move, Remark, Room, Way, next_day, plan
from app.domain.rosters.years import entry_year, first_grade, last_grade

SEPTEMBER = date(2027, 9, 1)
BEFORE = date(2027, 8, 31)


def room(stage: Stage, grade: int, number: int = 1, *, year: int = 2026, system: str = "63", pupils: int = 40) -> Room:
    """A class that is in the right grade in the school year `year`."""
    return Room(uuid4(), stage, grade, entry_year(stage, grade, year, system), number, None, pupils)


def only(*rooms: Room, system: str = "63", on: date = SEPTEMBER, choice: Choice | None = None) -> Move:
    """What happens to the first of these classes."""
    chosen = {rooms[0].id: choice} if choice else {}
    return plan(rooms, on=on, system=system, choices=chosen).moves[0]


@pytest.mark.parametrize(
    ("stage", "grade", "system", "becomes"),
    [
        (Stage.KINDERGARTEN, -2, "63", -1),
        (Stage.KINDERGARTEN, -1, "63", 0),
        (Stage.KINDERGARTEN, 0, "63", None),
        (Stage.PRIMARY, 1, "63", 2),
        (Stage.PRIMARY, 5, "63", 6),
        (Stage.PRIMARY, 6, "63", None),
        (Stage.PRIMARY, 4, "54", 5),
        (Stage.PRIMARY, 5, "54", None),
        (Stage.JUNIOR, 6, "54", 7),
        (Stage.JUNIOR, 9, "54", None),
        (Stage.JUNIOR, 9, "63", None),
        (Stage.SENIOR, 11, "63", 12),
        (Stage.SENIOR, 12, "63", None),
        (Stage.VOCATIONAL, 12, "63", None),
        (Stage.UNIVERSITY, 15, "63", 16),
        (Stage.UNIVERSITY, 16, "63", None),
        (Stage.UNIVERSITY, 17, "63", None),
    ],
)
def test_every_grade_goes_up_or_leaves(stage: Stage, grade: int, system: str, becomes: int | None) -> None:
    move = only(room(stage, grade, system=system), system=system)
    assert (move.way, move.grade if move.way is Way.UP else None) == (Way.LEAVE if becomes is None else Way.UP, becomes)


@given(st.sampled_from(sorted(Stage)), st.sampled_from(["63", "54"]), st.integers(2020, 2040), st.data())
def test_a_second_promotion_of_the_year_finds_nothing_to_do(
    stage: Stage, system: str, year: int, data: st.DataObject
) -> None:
    grade = data.draw(st.integers(first_grade(stage, system), last_grade(stage, system)))
    one, day = room(stage, grade, year=year, system=system), date(year + 1, 9, 1)
    first = only(one, system=system, on=day)
    if first.way is Way.UP:
        after = Room(one.id, first.stage, first.grade, one.entry_year, one.number, None, one.pupils)
        assert only(after, system=system, on=day).way is Way.REST
        assert only(after, system=system, on=date(year + 2, 8, 31)).way is Way.REST
        assert only(after, system=system, on=date(year + 2, 9, 1)).is_due
    assert not only(one, system=system, on=date(year, 12, 1)).is_due


def test_nothing_is_due_on_the_last_day_of_august() -> None:
    assert only(room(Stage.PRIMARY, 3), on=BEFORE).way is Way.REST
    assert next_day(BEFORE) == SEPTEMBER
    assert next_day(SEPTEMBER) == date(2028, 9, 1)


def test_a_year_that_was_missed_is_made_up_for() -> None:
    move = only(room(Stage.PRIMARY, 2), on=date(2028, 10, 5))
    assert (move.grade, move.remarks) == (4, (Remark.BEHIND,))


def test_a_class_above_its_year_of_entry_stays_and_is_pointed_out() -> None:
    ahead = Room(uuid4(), Stage.PRIMARY, 5, 2026, 1, None, 40)
    assert (only(ahead).way, only(ahead).remarks) == (Way.REST, (Remark.AHEAD,))


def test_an_empty_class_is_pointed_out() -> None:
    assert only(room(Stage.PRIMARY, 2, pupils=0)).remarks == (Remark.EMPTY,)


@pytest.mark.parametrize(("system", "last", "first"), [("63", 6, 7), ("54", 5, 6)])
def test_a_nine_year_school_keeps_its_last_year_in_a_new_class_of_the_same_number(
    system: str, last: int, first: int
) -> None:
    leaver = room(Stage.PRIMARY, last, 3, system=system)
    move = only(leaver, room(Stage.JUNIOR, first, 3, system=system), system=system)
    assert (move.way, move.stage, move.grade, move.number, move.into_id) == (Way.ON, Stage.JUNIOR, first, 3, None)
    assert move.ways == (Way.ON, Way.LEAVE)


def test_nobody_comes_into_a_senior_school_by_itself() -> None:
    rooms = [room(Stage.JUNIOR, 9), room(Stage.SENIOR, 10)]
    assert only(*rooms).way is Way.LEAVE
    assert only(*rooms, choice=Choice(Way.ON)).grade == 10


def test_a_class_of_the_next_stage_that_is_there_already_is_joined() -> None:
    there = room(Stage.JUNIOR, 7, 1, year=2027)
    move = only(room(Stage.PRIMARY, 6, 1), there)
    assert (move.into_id, move.remarks) == (there.id, (Remark.JOINS_EXISTING,))


def test_a_number_that_an_archived_class_has_is_not_used_again() -> None:
    rooms = [room(Stage.PRIMARY, 6, 1), room(Stage.JUNIOR, 8, 1)]
    found = plan(rooms, on=SEPTEMBER, system="63", archived=[(Stage.JUNIOR, 2027, 1)])
    assert (found.moves[0].number, found.moves[0].remarks) == (2, (Remark.NEW_NUMBER,))


def test_two_classes_that_go_on_never_get_one_number() -> None:
    rooms = [room(Stage.PRIMARY, 6, 1), room(Stage.PRIMARY, 6, 2), room(Stage.JUNIOR, 8, 1)]
    found = plan(rooms, on=SEPTEMBER, system="63", archived=[(Stage.JUNIOR, 2027, 1)])
    assert sorted(move.number for move in found.moves if move.way is Way.ON) == [2, 3]


def test_a_five_year_programme_goes_on_and_a_three_year_one_ends() -> None:
    assert only(room(Stage.UNIVERSITY, 16), choice=Choice(Way.UP)).grade == 17
    assert only(room(Stage.UNIVERSITY, 15), choice=Choice(Way.LEAVE)).way is Way.LEAVE


def test_classes_are_put_together_on_the_way() -> None:
    one, other, third = (room(Stage.PRIMARY, 4, number) for number in (1, 2, 3))
    found = plan([one, other, third], on=SEPTEMBER, system="63", choices={other.id: Choice(Way.INTO, one.id)})
    moves = {move.room.id: move for move in found.moves}
    assert (moves[other.id].way, moves[other.id].into_id) == (Way.INTO, one.id)
    assert {partner.id for partner in found.partners(moves[third.id])} == {one.id}
    assert {partner.id for partner in found.partners(moves[other.id])} == {one.id, third.id}


@pytest.mark.parametrize("wrong", ["nowhere", "itself", "other grade", "chain", "leaver up", "at rest"])
def test_choices_that_cannot_be_are_refused(wrong: str) -> None:
    one, other, third = (room(Stage.PRIMARY, 4, number) for number in (1, 2, 3))
    last, resting = room(Stage.PRIMARY, 6), room(Stage.PRIMARY, 1, year=2027)
    choices: dict[str, dict[UUID, Choice]] = {
        "nowhere": {one.id: Choice(Way.INTO)},
        "itself": {one.id: Choice(Way.INTO, one.id)},
        "other grade": {one.id: Choice(Way.INTO, last.id)},
        "chain": {one.id: Choice(Way.INTO, other.id), other.id: Choice(Way.INTO, third.id)},
        "leaver up": {last.id: Choice(Way.UP)},
        "at rest": {resting.id: Choice(Way.UP)},
    }
    with pytest.raises(Invalid, match="promotion_choice"):
        plan([one, other, third, last, resting], on=SEPTEMBER, system="63", choices=choices[wrong])


def test_who_repeats_the_year_finds_the_class_of_the_same_number() -> None:
    five = room(Stage.PRIMARY, 5, 2)
    below = [room(Stage.PRIMARY, 4, number) for number in (1, 2)]
    found = plan([five, *below], on=SEPTEMBER, system="63")
    assert found.class_below(five) == below[1].id
    assert found.class_below(below[0]) is None
    new = room(Stage.PRIMARY, 1, year=2027)
    first = room(Stage.PRIMARY, 1)
    assert plan([first, new], on=SEPTEMBER, system="63").class_below(first) == new.id


def test_classes_that_would_be_called_alike_are_pointed_out() -> None:
    named = [Room(uuid4(), Stage.KINDERGARTEN, -2, 2026, number, "小太阳", 20) for number in (101, 102)]
    found = plan(named, on=SEPTEMBER, system="63")
    assert all(move.remarks == (Remark.SAME_NAME,) for move in found.moves)
