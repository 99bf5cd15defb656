"""What holds for every plan: counts add up, a second time changes nothing, order and names do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed
from app.domain.rosters.checking import Identity
from app.domain.rosters.lines import Wanted
from app.domain.rosters.matching import Present
from app.domain.rosters.planning import Plan, Spared
from app.domain.rosters.rooms import NewRoom, Room
from tests.domain.rosters.sample import ROOMS, codes, line, number, planned, uid

NAMES = st.sampled_from(["王伟", "李娜", "王芳"])
NUMBERS = st.one_of(st.none(), st.integers(1, 9).map(number))
LOCAL_IDS = st.one_of(st.none(), st.sampled_from([f"l{one}" for one in range(9)]))


@st.composite
def schools(draw: st.DrawFn) -> list[Present]:
    found: list[Present] = []
    for place in range(draw(st.integers(0, 8))):
        hashed, local_id = draw(NUMBERS), draw(LOCAL_IDS)
        hashed = None if hashed in {one.number_hash for one in found} else hashed
        local_id = None if local_id in {one.local_id for one in found} else local_id
        room = draw(st.sampled_from([None, uid(31), uid(32), uid(41)]))
        found.append(Present(uid(1000 + place), draw(NAMES), hashed, local_id, room, draw(st.booleans())))
    return found


@st.composite
def files(draw: st.DrawFn) -> list[Wanted]:
    lines = []
    for place in range(draw(st.integers(0, 8))):
        student_id = draw(st.one_of(st.none(), st.integers(1000, 1009).map(uid)))
        hashed, local_id = draw(NUMBERS), draw(LOCAL_IDS)
        if not (student_id or hashed or local_id):
            local_id = f"own{place}"
        whom = {"student_id": student_id, "number_hash": hashed, "local_id": local_id}
        grade = draw(st.integers(3, 6))
        stage = draw(st.sampled_from([None, Stage.PRIMARY, Stage.JUNIOR])) if grade == 6 else None
        where = {"stage": stage, "grade": grade, "room": draw(st.sampled_from(["1", "2", "小太阳"]))}
        room_id = draw(st.sampled_from([None, None, "c41", "c9"]))
        lines.append(
            line(place + 1, draw(NAMES), **where, **whom, room_local_id=room_id, is_leaving=draw(st.booleans()))
        )
    return lines


def applied(found: Plan, present: Sequence[Present], rooms: Sequence[Room]) -> tuple[list[Present], list[Room]]:
    """The school after a plan, with the rules that the database keeps."""
    ids = count(5000)
    made = {room: uid(next(ids)) for room in found.new_rooms}
    labels = count(201)
    later = [replace(room, local_id=found.room_local_ids.get(room.id, room.local_id)) for room in rooms]
    for room, room_id in made.items():
        number = room.number if room.number is not None else next(labels)
        later.append(Room(room_id, room.stage, room.grade, number, room.label, room.local_id))
    pupils = {one.student_id: one for one in present}
    for step in found.steps:
        room_id = made[step.room] if isinstance(step.room, NewRoom) else step.room
        wanted = step.wanted
        if step.deed is Deed.LEFT:
            assert step.student_id is not None
            pupils[step.student_id] = replace(pupils[step.student_id], has_left=True, classroom_id=None)
            continue
        assert wanted is not None
        known = pupils.get(step.student_id) if step.student_id else None
        old = known or Present(uid(next(ids)), wanted.name, None, None)
        pupils[old.student_id] = replace(
            old,
            name=wanted.name,
            number_hash=wanted.number_hash or old.number_hash,
            local_id=wanted.local_id or old.local_id,
            classroom_id=room_id or old.classroom_id,
            has_left=False,
        )
    for field in ("number_hash", "local_id"):
        values = [value for one in pupils.values() if (value := getattr(one, field))]
        assert len(values) == len(set(values)), field
    ids_of_rooms = [room.local_id for room in later if room.local_id]
    assert len(ids_of_rooms) == len(set(ids_of_rooms))
    return list(pupils.values()), later


COVERAGES = st.sampled_from(Coverage)


@given(schools(), files(), COVERAGES)
def test_the_counts_add_up(present: list[Present], lines: list[Wanted], coverage: Coverage) -> None:
    found = planned(*lines, present=present, coverage=coverage)
    kept = sum(found.count(one) for one in (Deed.CHANGED, Deed.MOVED, Deed.LEFT, Deed.UNTOUCHED))
    assert kept == found.present == sum(not one.has_left for one in present)
    assert found.count(Deed.UNTOUCHED) >= 0
    touched = [step.student_id for step in found.steps if step.student_id]
    assert len(touched) == len(set(touched))
    refused = {fault.position for fault in found.faults}
    assert refused.isdisjoint(step.wanted.position for step in found.steps if step.wanted)
    assert len(refused) == len(found.faults)


@given(schools(), files(), COVERAGES)
def test_a_second_time_changes_nothing(present: list[Present], lines: list[Wanted], coverage: Coverage) -> None:
    first = planned(*lines, present=present, coverage=coverage)
    sound = [one for one in lines if one.position not in {fault.position for fault in first.faults}]
    pupils, rooms = applied(first, present, ROOMS)
    # The refused lines still speak for their pupils, so they are spared here as the importer does.
    unsound = [one for one in lines if one not in sound]
    spared = Spared.of(Identity("s", one.student_id, one.number_hash, one.local_id) for one in unsound)
    second = planned(*sound, present=pupils, rooms=rooms, coverage=coverage, spared=spared)
    assert [step.deed for step in second.steps] == []
    assert second.faults == ()
    assert second.new_rooms == ()


@given(schools(), files(), COVERAGES, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(
    present: list[Present], lines: list[Wanted], coverage: Coverage, dice: st.random_module
) -> None:
    shuffled = list(lines)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert planned(*lines, present=present, coverage=coverage) == planned(*shuffled, present=present, coverage=coverage)


@given(schools(), files())
def test_names_alone_change_nothing_but_names(present: list[Present], lines: list[Wanted]) -> None:
    """With other names in the file the same pupils are found."""
    renamed = [replace(one, name=f"别{place}") for place, one in enumerate(lines)]
    first, second = (planned(*some, present=present) for some in (lines, renamed))
    assert codes(first) == codes(second)
    assert first.new_rooms == second.new_rooms
    for deed in (Deed.ADDED, Deed.RETURNED, Deed.MOVED, Deed.LEFT):
        assert first.count(deed) == second.count(deed)


@given(schools(), files(), st.sets(st.integers(1, 8)))
def test_a_slip_in_a_line_makes_nobody_leave(present: list[Present], lines: list[Wanted], bad: set[int]) -> None:
    """Lines turned into faulty ones with a known identity: whoever was kept by them before does not leave now."""
    whole = planned(*lines, present=present)
    rest = [one for one in lines if one.position not in bad]
    broken = [Identity("s", one.student_id, one.number_hash, one.local_id) for one in lines if one.position in bad]
    less = planned(*rest, present=present, spared=Spared.of(broken))
    left_before = {step.student_id for step in whole.steps if step.deed is Deed.LEFT}
    left_now = {step.student_id for step in less.steps if step.deed is Deed.LEFT and step.wanted is None}
    assert left_now <= left_before
