"""What a file does to a school: whoever it means, counted once; nobody leaves by a slip."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed
from app.domain.rosters.checking import Identity
from app.domain.rosters.lines import Wanted
from app.domain.rosters.matching import Present
from app.domain.rosters.planning import Plan, Spared, needs_confirmation
from app.domain.rosters.rooms import NewRoom
from tests.domain.rosters.sample import ANNA, CARL, SCHOOL, codes, line, number, planned, uid

LINES = (
    line(1, "安娜", number_hash=number(1), local_id="a1"),
    line(2, "本", number_hash=number(2), local_id="a2"),
    line(3, "卡尔", "2", local_id="a3"),
)


def means(one: Wanted, pupil: Present) -> bool:
    """True where any identity of a line is the pupil's."""
    pairs = (
        (one.student_id, pupil.student_id),
        (one.number_hash, pupil.number_hash),
        (one.local_id, pupil.local_id),
    )
    return any(theirs is not None and theirs == own for theirs, own in pairs)


def deeds(found: Plan) -> dict[str, int]:
    return {deed.value: found.count(deed) for deed in Deed if found.count(deed)}


def test_a_file_of_the_present_changes_nothing() -> None:
    found = planned(*LINES)
    assert found.is_empty
    assert deeds(found) == {"untouched": 3}


def test_each_deed() -> None:
    found = planned(
        replace(LINES[0], name="安娜丽"),
        replace(LINES[1], room="2"),
        line(4, "多拉", number_hash=number(4)),
        line(5, "埃娃", "5", local_id="a5"),
    )
    assert deeds(found) == {"added": 1, "returned": 1, "changed": 1, "moved": 1, "left": 1}
    assert found.new_rooms == (NewRoom(Stage.PRIMARY, 3, 5),)
    by_deed = {step.deed: step for step in found.steps}
    assert by_deed[Deed.CHANGED].changes == {"name"}
    assert (by_deed[Deed.MOVED].was, by_deed[Deed.MOVED].room) == (uid(31), uid(32))
    assert by_deed[Deed.LEFT].student_id == CARL.student_id
    assert found.at_risk == 2


def test_a_known_pupil_learns_identities() -> None:
    found = planned(*LINES[:2], replace(LINES[2], number_hash=number(3)))
    assert [step.changes for step in found.steps] == [{"number_hash"}]
    found = planned(*LINES[1:], line(1, "安娜", student_id=ANNA.student_id, number_hash=number(9), local_id="b1"))
    assert [step.changes for step in found.steps] == [{"number_hash", "local_id"}]


def test_a_name_never_says_who_somebody_is() -> None:
    found = planned(*LINES[1:], line(1, "安娜", local_id="other"))
    assert deeds(found) == {"added": 1, "left": 1, "untouched": 2}


def test_two_pupils_of_one_name_live_side_by_side() -> None:
    twins = [replace(LINES[0], name="本"), LINES[1], LINES[2], line(4, "本", local_id="a4")]
    assert deeds(planned(*twins)) == {"added": 1, "changed": 1, "untouched": 2}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((line(1, number_hash=number(1)), line(2, number_hash=number(1))), [(1, "number_twice"), (2, "number_twice")]),
        ((line(1, local_id="a1"), line(2, local_id="a1")), [(1, "local_id_twice"), (2, "local_id_twice")]),
        ((line(1, student_id=uid(1)), line(2, student_id=uid(1))), [(1, "student_id_twice"), (2, "student_id_twice")]),
        ((line(1, number_hash=number(1)), line(2, local_id="a1")), [(1, "pupil_twice"), (2, "pupil_twice")]),
        ((line(1, number_hash=number(1), local_id="a2"),), [(1, "identities_disagree")]),
        ((line(1, number_hash=number(8), local_id="a1"),), [(1, "number_differs")]),
        ((line(1, student_id=uid(99), local_id="new"),), [(1, "student_id_unknown")]),
        ((line(1, number_hash=number(1), grade=3, room="1", room_local_id="c41"),), [(1, "class_id_other_grade")]),
        ((line(1, local_id="new", grade=None, room=None, room_local_id="x"),), [(1, "class_missing")]),
        ((line(1, number_hash=number(4), student_id=uid(4), grade=None, room=None),), [(1, "class_missing")]),
    ],
)
def test_a_doubtful_line_is_left_out_and_its_pupil_stays(
    lines: tuple[Wanted, ...], expected: list[tuple[int, str]]
) -> None:
    found = planned(*lines, coverage=Coverage.SCHOOL)
    assert codes(found) == expected
    meant = {pupil.student_id for pupil in SCHOOL for one in lines if means(one, pupil)}
    assert meant.isdisjoint(step.student_id for step in found.steps)
    assert all(step.deed is Deed.LEFT for step in found.steps)


def test_the_other_line_of_a_pair_is_named() -> None:
    found = planned(line(1, local_id="a1"), line(2, local_id="a1"), line(3, local_id="a1"))
    assert [(one.line, one.facts["other_line"]) for one in found.faults] == [(2, 3), (3, 2), (4, 2)]


def test_an_unknown_id_of_ours_gives_way_to_the_number() -> None:
    found = planned(*LINES[1:], line(1, "安娜", student_id=uid(99), number_hash=number(1)))
    assert deeds(found) == {"untouched": 3}


def test_who_stands_on_a_faulty_line_has_not_left() -> None:
    spared = Spared.of([Identity(None, uid(1)), Identity("s", None, number(2)), Identity("s", None, None, "a3")])
    assert planned(spared=spared).is_empty
    assert not planned(spared=spared).is_withheld


def test_a_faulty_line_that_may_mean_anybody_keeps_everybody() -> None:
    found = planned(LINES[0], spared=Spared.of([Identity("s")]))
    assert found.is_withheld
    assert deeds(found) == {"untouched": 3}
    assert not planned(*LINES, spared=Spared.of([Identity()])).is_withheld


def test_coverage_says_for_whom_a_file_speaks() -> None:
    fourth = Present(uid(5), "恩佐", None, "a5", uid(41))
    present = (*SCHOOL, fourth)
    assert deeds(planned(LINES[0], present=present)) == {"left": 3, "untouched": 1}
    assert deeds(planned(LINES[0], present=present, coverage=Coverage.GRADES)) == {"left": 2, "untouched": 2}
    assert deeds(planned(LINES[0], present=present, coverage=Coverage.LISTED)) == {"untouched": 4}


def test_a_line_can_say_that_somebody_left() -> None:
    gone = replace(LINES[0], is_leaving=True, grade=None, room=None)
    assert deeds(planned(gone, *LINES[1:], coverage=Coverage.LISTED)) == {"left": 1, "untouched": 2}
    assert planned(line(1, number_hash=number(4), is_leaving=True), coverage=Coverage.LISTED).is_empty
    assert planned(line(1, local_id="never seen", is_leaving=True), coverage=Coverage.LISTED).is_empty


def test_a_class_is_found_by_id_number_or_label_whatever_its_stage() -> None:
    lines = [
        line(1, grade=None, room=None, room_local_id="c41", local_id="n1"),
        line(2, room="护理", grade=10, local_id="n2"),
        line(3, room="7", grade=10, local_id="n3"),
        line(4, room="2", room_local_id="c32", local_id="n4"),
    ]
    found = planned(*lines, coverage=Coverage.LISTED)
    vocational = NewRoom(Stage.VOCATIONAL, 10, 7)
    assert [step.room for step in found.steps] == [uid(41), uid(101), vocational, uid(32)]
    assert found.new_rooms == (vocational,)
    assert found.room_local_ids == {uid(32): "c32"}


def test_a_new_class_takes_its_stage_from_the_system() -> None:
    assert planned(line(1, room="1", grade=6, local_id="n"), rooms=()).new_rooms == (NewRoom(Stage.PRIMARY, 6, 1),)
    in_54 = planned(line(1, room="1", grade=6, local_id="n"), rooms=(), system="54")
    assert in_54.new_rooms == (NewRoom(Stage.JUNIOR, 6, 1),)


def test_two_ids_of_one_class_teach_nothing() -> None:
    lines = [line(1, local_id="n1", room_local_id="x"), line(2, local_id="n2", room_local_id="y")]
    found = planned(*lines, coverage=Coverage.LISTED)
    assert found.room_local_ids == {}
    assert {step.room for step in found.steps} == {uid(31)}


def test_an_id_that_the_file_still_uses_is_not_given_away() -> None:
    lines = [
        line(1, local_id="n1", grade=4, room="2", room_local_id="c41"),
        line(2, local_id="n2", grade=4, room="1", room_local_id="c9"),
    ]
    found = planned(*lines, coverage=Coverage.LISTED)
    assert {step.room for step in found.steps} == {uid(41)}
    assert found.room_local_ids == {}


def test_a_class_of_two_stages_is_the_usual_one_where_nothing_is_said() -> None:
    lines = [
        line(1, local_id="n1", grade=6, room="2"),
        line(2, local_id="n2", grade=6, room="2", stage=Stage.PRIMARY),
        line(3, local_id="n3", grade=6, room="2", stage=Stage.JUNIOR),
    ]
    primary = NewRoom(Stage.PRIMARY, 6, 2)
    assert [step.room for step in planned(*lines, coverage=Coverage.LISTED).steps] == [primary, primary, uid(61)]
    sitting = Present(uid(6), "新生", None, "n1", uid(61))
    found = planned(*lines, present=[sitting], coverage=Coverage.LISTED)
    assert sitting.student_id not in {step.student_id for step in found.steps}


@pytest.mark.parametrize(
    ("leaving", "percent", "stops"), [(0, 0, False), (1, 0, True), (1, 5, True), (1, 34, False), (3, 99, True)]
)
def test_the_guard_counts_who_leaves_or_moves(leaving: int, percent: int, stops: bool) -> None:
    found = planned(*LINES[leaving:])
    assert found.at_risk == leaving
    assert needs_confirmation(found, percent) is stops


def test_an_empty_school_needs_no_confirmation() -> None:
    found = planned(*LINES, present=())
    assert found.count(Deed.ADDED) == 3
    assert not needs_confirmation(found, 0)
