"""What an import means for one school as its pupils are now: the plan, and pupils who come from other schools.

The preview and the deed both ask here, so they say the same as long as nothing has changed in between. A pupil whom the
file has in another school is that school's business: it takes the pupil over, and here nobody leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.access import Place, Reach
from app.domain.imports import Coverage, Deed
from app.domain.rosters import planning
from app.domain.rosters.checking import Identity
from app.domain.rosters.lines import Fault, Wanted
from app.domain.rosters.matching import Present
from app.domain.rosters.planning import Plan, Spared, Step
from app.domain.rosters.rooms import Room
from app.store import importschools, rolls
from app.store.engine import Session
from app.store.rolls import Elsewhere, RollPupil, RollRoom


@dataclass(frozen=True, slots=True)
class Orders:
    """What holds for all schools of an import: how it is to be read, from where pupils may be taken, the hashed numbers
    of the whole file, and whom its faulty lines name that say no school."""

    import_id: UUID
    coverage: Coverage
    reach: Reach
    numbers: Collection[bytes] = frozenset()
    spared: tuple[Identity, ...] = ()


@dataclass(slots=True)
class Outlook:
    """The steps to be taken in a school. `followers` are the pupils of other schools who come with a line (by its
    position); `taken` says how many of them each of those schools still has; `adopted` are numbers that our own pupils
    have elsewhere."""

    plan: Plan
    pupils: dict[UUID, RollPupil]
    rooms: list[RollRoom]
    sort_keys: dict[int, str]
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    followers: dict[int, Elsewhere] = field(default_factory=dict)
    taken: Counter[UUID] = field(default_factory=Counter)
    adopted: dict[UUID, bytes] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """The counts of the preview. Whoever is taken from a school that still has the pupil counts as moved."""
        deeds = Counter(self.deed_of(step) for step in self.steps)
        found = {str(deed): deeds[deed] for deed in Deed if deed is not Deed.UNTOUCHED}
        rooms = len(self.plan.new_rooms)
        return found | {"present": self.plan.present, "untouched": self.plan.count(Deed.UNTOUCHED), "new_rooms": rooms}

    def deed_of(self, step: Step) -> Deed:
        """What a step is called in the counts."""
        follower = self.followers.get(step.wanted.position) if step.wanted else None
        return Deed.MOVED if follower and follower.left_on is None else step.deed

    def touched(self) -> set[UUID]:
        """The pupils of this school to whom something happens."""
        return {step.student_id for step in self.steps if step.student_id is not None}


def look(session: Session, school_id: UUID, system: str, orders: Orders) -> Outlook:
    """Compare the staged lines of a school with its pupils. Four queries, and two more for pupils from elsewhere."""
    staged = importschools.staged(session, school_id, orders.import_id)
    pupils = {one.id: one for one in rolls.pupils(session, school_id)}
    rooms = rolls.rooms(session, school_id)
    unknown = _unknown_numbers(staged.lines, pupils.values())
    known = rolls.known_elsewhere(session, school_id, unknown) if unknown else []
    adopted = _adopted(pupils, known)
    plan = planning.plan(
        [_present(one, adopted) for one in pupils.values()],
        [_room(one) for one in rooms if not one.is_archived],
        staged.lines,
        coverage=orders.coverage,
        system=system,
        spared=Spared.of([*(identity_of(line) for line in staged.spared), *orders.spared]),
    )
    found = Outlook(plan, pupils, rooms, staged.sort_keys, adopted=adopted)
    found.faults += plan.faults
    _resolve(session, school_id, found, known, orders)
    return found


def _resolve(session: Session, school_id: UUID, found: Outlook, known: list[Elsewhere], orders: Orders) -> None:
    """Decide about each step that concerns another school too."""
    by_number: dict[bytes, Elsewhere] = {}
    for one in sorted(known, key=_presence):
        if one.number_hash is not None:
            by_number[one.number_hash] = one
    back = [step.student_id for step in found.plan.steps if step.deed is Deed.RETURNED and step.student_id]
    away = rolls.moved_away(session, school_id, back) if back else {}
    holders = {one.school_id for one in (*by_number.values(), *away.values()) if one.left_on is None}
    paths = rolls.paths(session, holders) if holders else {}
    for step in found.plan.steps:
        follower = _follower(step, by_number, away)
        if step.deed is Deed.LEFT and _is_elsewhere_in_file(step, found.pupils, orders.numbers):
            continue
        if follower is None or step.wanted is None:
            found.steps.append(step)
            continue
        if follower.left_on is None and not orders.reach.covers(_place(follower.school_id, paths)):
            found.faults.append(_fault("still_elsewhere", step.wanted))
            continue
        found.steps.append(step)
        found.followers[step.wanted.position] = follower
        if follower.left_on is None:
            found.taken[follower.school_id] += 1


def _follower(step: Step, by_number: Mapping[bytes, Elsewhere], away: Mapping[UUID, Elsewhere]) -> Elsewhere | None:
    if step.deed is Deed.RETURNED and step.student_id is not None:
        return away.get(step.student_id)
    if step.deed is Deed.ADDED and step.wanted and step.wanted.number_hash:
        return by_number.get(step.wanted.number_hash)
    return None


def _is_elsewhere_in_file(step: Step, pupils: Mapping[UUID, RollPupil], numbers: Collection[bytes]) -> bool:
    pupil = pupils.get(step.student_id) if step.student_id else None
    return pupil is not None and pupil.number_hash is not None and pupil.number_hash in numbers


def _presence(one: Elsewhere) -> tuple[bool, str]:
    """Sorts the school a pupil is in last, so that it wins; before it, the one that was left last."""
    return one.left_on is None, str(one.left_on)


def _unknown_numbers(lines: list[Wanted], pupils: Collection[RollPupil]) -> set[bytes]:
    """Numbers in the file that no pupil of the school has."""
    ours = {one.number_hash for one in pupils}
    return {one.number_hash for one in lines if one.number_hash and one.number_hash not in ours and not one.is_leaving}


def _adopted(pupils: Mapping[UUID, RollPupil], known: list[Elsewhere]) -> dict[UUID, bytes]:
    """Pupils of ours without a number, whose number an earlier school of theirs knew."""
    nameless = {one.person_id: one.id for one in pupils.values() if one.number_hash is None}
    return {nameless[one.person_id]: one.number_hash for one in known if one.number_hash and one.person_id in nameless}


def _place(school_id: UUID, paths: Mapping[UUID, frozenset[UUID]]) -> Place:
    return Place(school_id=school_id, region_ids=paths.get(school_id, frozenset()))


def _present(one: RollPupil, adopted: Mapping[UUID, bytes]) -> Present:
    number = one.number_hash or adopted.get(one.id)
    return Present(one.id, one.name, number, one.local_id, one.classroom_id, one.left_on is not None)


def _room(one: RollRoom) -> Room:
    return Room(one.id, one.stage, one.grade, one.number, one.label, one.local_id)


def identity_of(line: Wanted) -> Identity:
    """Whom a faulty line means, as far as it could be read."""
    return Identity(None, line.student_id, line.number_hash, line.local_id)


def _fault(code: str, line: Wanted) -> Fault:
    return Fault(code, line.sheet, line.line, position=line.position)
