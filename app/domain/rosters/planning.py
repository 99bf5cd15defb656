"""What a file does to the pupils of one school: who is added, moved, leaves. A comparison; nothing is written here.

A name never says who somebody is. A line that contradicts another one is left out, and whoever it may have meant stays
as they are: a slip in a file must not make a pupil leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed
from app.domain.rosters.checking import Identity
from app.domain.rosters.lines import Fault, Wanted
from app.domain.rosters.matching import Match, Present, match
from app.domain.rosters.rooms import NewRoom, Room, Rooms


@dataclass(frozen=True, slots=True)
class Spared:
    """Pupils whom faulty lines of the file name: they are in the file, so they have not left.

    `is_blind`: a faulty line may mean anybody, so nobody leaves for not being in the file.
    """

    student_ids: frozenset[UUID] = frozenset()
    number_hashes: frozenset[bytes] = frozenset()
    local_ids: frozenset[str] = frozenset()
    is_blind: bool = False

    @staticmethod
    def of(identities: Iterable[Identity]) -> Spared:
        """Those named by the faulty lines of a school, and by those whose school is not known."""
        found = list(identities)
        return Spared(
            frozenset(one.student_id for one in found if one.student_id),
            frozenset(one.number_hash for one in found if one.number_hash),
            frozenset(one.local_id for one in found if one.local_id),
            is_blind=not all(one.is_known for one in found),
        )

    def holds(self, pupil: Present) -> bool:
        """True for a pupil who may not be counted as having left."""
        return (
            pupil.student_id in self.student_ids
            or pupil.number_hash in self.number_hashes
            or pupil.local_id in self.local_ids
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one pupil. `student_id` is None for a new one; `wanted` None for one who is not in the file.

    `room` is where the pupil goes, None where the class stays as it is; `was` is the class before. `changes` names what
    else becomes new: `name`, `number_hash`, `local_id`.
    """

    deed: Deed
    student_id: UUID | None
    wanted: Wanted | None
    room: UUID | NewRoom | None = None
    was: UUID | None = None
    changes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of a file in one school. `present` pupils before = changed + moved + left + untouched.

    `room_local_ids` are classes whose id in the school's own system the file tells. `is_withheld`: somebody who is not
    in the file would have left, but faulty lines made that uncertain.
    """

    steps: tuple[Step, ...]
    new_rooms: tuple[NewRoom, ...]
    room_local_ids: Mapping[UUID, str]
    faults: tuple[Fault, ...]
    present: int
    counts: Mapping[Deed, int]
    is_withheld: bool = False

    def count(self, deed: Deed) -> int:
        """How many pupils this happens to. UNTOUCHED counts those of the school to whom nothing does."""
        if deed is Deed.UNTOUCHED:
            return self.present - sum(self.counts.get(one, 0) for one in (Deed.CHANGED, Deed.MOVED, Deed.LEFT))
        return self.counts.get(deed, 0)

    @property
    def at_risk(self) -> int:
        """Pupils who leave or move: the number to be typed where the guard stops."""
        return self.count(Deed.LEFT) + self.count(Deed.MOVED)

    @property
    def is_empty(self) -> bool:
        """True where applying would change nothing."""
        return not self.steps and not self.room_local_ids


def needs_confirmation(plan: Plan, percent: int) -> bool:
    """True where more than this share of a school's pupils would leave or move. An empty school needs none."""
    return plan.at_risk * 100 > percent * plan.present


def plan(
    present: Sequence[Present],
    rooms: Sequence[Room],
    wanted: Sequence[Wanted],
    *,
    coverage: Coverage,
    system: str,
    spared: Spared | None = None,
) -> Plan:
    """Compare a school's pupils and classes (those not archived) with the lines of a file, in whatever order.

    Pupils are found by our id, else by number, else by local id. New rooms come in the order of grades and numbers.
    """
    known = Rooms(rooms, wanted, system)
    matched, doubts = match(present, sorted(wanted, key=lambda one: one.position))
    sound: list[tuple[Match, UUID | NewRoom | None]] = []
    unclear = {student_id for one in doubts for student_id in one.touched}
    refused = [one.fault for one in doubts]
    for one in matched:
        place = None if one.wanted.is_leaving else known.place(one.wanted, one.pupil)
        if isinstance(place, Fault):
            refused.append(place)
            unclear |= {one.pupil.student_id} if one.pupil else set()
        else:
            sound.append((one, place))
    steps = [step for step in (_step(one, place) for one, place in sound) if step is not None]
    named = {one.pupil.student_id for one, _place in sound if one.pupil} | unclear
    absent = _absent(present, known, sound, coverage, named)
    spared = spared or Spared()
    leaving = [] if spared.is_blind else [pupil for pupil in absent if not spared.holds(pupil)]
    steps += [Step(Deed.LEFT, pupil.student_id, None, was=pupil.classroom_id) for pupil in leaving]
    return Plan(
        steps=tuple(steps),
        new_rooms=tuple(sorted({one.room for one in steps if isinstance(one.room, NewRoom)}, key=NewRoom.order)),
        room_local_ids=known.learned,
        faults=tuple(sorted(refused, key=lambda fault: fault.position or 0)),
        present=sum(not pupil.has_left for pupil in present),
        counts=Counter(step.deed for step in steps),
        is_withheld=spared.is_blind and bool(absent),
    )


def _step(one: Match, place: UUID | NewRoom | None) -> Step | None:
    """What a sound line does to its pupil; None where everything is so already."""
    pupil, wanted = one.pupil, one.wanted
    if pupil is None:
        return None if wanted.is_leaving else Step(Deed.ADDED, None, wanted, place)
    if wanted.is_leaving:
        return None if pupil.has_left else Step(Deed.LEFT, pupil.student_id, wanted, was=pupil.classroom_id)
    changes = frozenset(_changes(pupil, wanted))
    if pupil.has_left:
        return Step(Deed.RETURNED, pupil.student_id, wanted, place, None, changes)
    if place is not None and place != pupil.classroom_id:
        return Step(Deed.MOVED, pupil.student_id, wanted, place, pupil.classroom_id, changes)
    return Step(Deed.CHANGED, pupil.student_id, wanted, None, pupil.classroom_id, changes) if changes else None


def _changes(pupil: Present, wanted: Wanted) -> Iterator[str]:
    if wanted.name != pupil.name:
        yield "name"
    if wanted.number_hash is not None and wanted.number_hash != pupil.number_hash:
        yield "number_hash"
    if wanted.local_id is not None and wanted.local_id != pupil.local_id:
        yield "local_id"


def _absent(
    present: Iterable[Present],
    known: Rooms,
    sound: Iterable[tuple[Match, UUID | NewRoom | None]],
    coverage: Coverage,
    named: Container[UUID],
) -> list[Present]:
    """Pupils for whom the file speaks and whom no line names, in the order given."""
    missing = [one for one in present if not one.has_left and one.student_id not in named]
    if coverage is Coverage.SCHOOL:
        return missing
    if coverage is Coverage.LISTED:
        return []
    spoken_for = {_year(known, place) for _match, place in sound if place is not None}
    return [one for one in missing if one.classroom_id and _year(known, one.classroom_id) in spoken_for]


def _year(known: Rooms, place: UUID | NewRoom) -> tuple[Stage, int] | None:
    room = place if isinstance(place, NewRoom) else known.room(place)
    return (room.stage, room.grade) if room else None
