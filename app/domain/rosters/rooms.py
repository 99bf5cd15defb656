"""Which class of a school a line means, and which classes have to be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.grades import Stage, stage_of
from app.domain.rosters.labels import fold_label
from app.domain.rosters.lines import Fault, Wanted
from app.domain.rosters.matching import Present, about


@dataclass(frozen=True, slots=True)
class Room:
    """A class that the school has. `label` names one without a number, whose `number` only keeps it apart."""

    id: UUID
    stage: Stage
    grade: int
    number: int
    label: str | None = None
    local_id: str | None = None

    @property
    def name(self) -> str:
        """The number as text, or the label, as lines of a file have them."""
        return fold_label(self.label) if self.label else str(self.number)


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A class to be made. Where `number` is None it has a label, and gets a free number above 100."""

    stage: Stage
    grade: int
    number: int | None = None
    label: str | None = None
    local_id: str | None = None

    def order(self) -> tuple[int, str, int, str]:
        """What new classes are sorted by: grade, stage, number, label."""
        return self.grade, self.stage, self.number or 0, self.label or ""


_Key = tuple[int, str]


class Rooms:
    """The classes of a school, and those that the lines of a file name, whatever the order of the lines."""

    def __init__(self, rooms: Sequence[Room], wanted: Iterable[Wanted], system: str) -> None:
        self._system = system
        self._by_id = {room.id: room for room in rooms}
        self._by_local_id = {room.local_id: room for room in rooms if room.local_id}
        self._by_key: dict[_Key, list[Room]] = {}
        self._stages: dict[int, set[Stage]] = {}
        for room in sorted(rooms, key=lambda one: one.id):
            self._by_key.setdefault((room.grade, room.name), []).append(room)
            self._stages.setdefault(room.grade, set()).add(room.stage)
        self._said: dict[_Key, set[Stage]] = {}
        self._ids_of: dict[_Key, set[str]] = {}
        self._keys_of: dict[str, set[_Key]] = {}
        self._used: set[str | None] = set()
        for line in wanted:
            self._hear(line)
        self.learned: dict[UUID, str] = {}

    def room(self, room_id: UUID) -> Room | None:
        """A class of the school."""
        return self._by_id.get(room_id)

    def place(self, line: Wanted, pupil: Present | None) -> UUID | NewRoom | Fault | None:
        """Where a line puts its pupil; None where the class stays as it is."""
        known = self._by_local_id.get(line.room_local_id) if line.room_local_id else None
        if known is not None:
            if line.grade is not None and line.grade != known.grade:
                return about(line, "class_id_other_grade", grade=line.grade, known=known.grade)
            return known.id
        if line.grade is not None and line.room is not None:
            return self._by_name(line, (line.grade, line.room), pupil)
        if line.grade is None and line.room is None and line.room_local_id is None and pupil and not pupil.has_left:
            return None
        return about(line, "grade_missing" if line.grade is None and line.room else "class_missing")

    def _hear(self, line: Wanted) -> None:
        if line.room_local_id is not None:
            self._used.add(line.room_local_id)
        if line.grade is None or line.room is None or line.is_leaving:
            return
        key = (line.grade, line.room)
        if line.stage is not None:
            self._said.setdefault(key, set()).add(line.stage)
        if line.room_local_id is not None and line.room_local_id not in self._by_local_id:
            self._ids_of.setdefault(key, set()).add(line.room_local_id)
            self._keys_of.setdefault(line.room_local_id, set()).add(key)

    def _by_name(self, line: Wanted, key: _Key, pupil: Present | None) -> UUID | NewRoom:
        known = self._by_key.get(key, [])
        own = next((room for room in known if pupil and room.id == pupil.classroom_id), None)
        stage = line.stage or (own.stage if own else self._stage(key))
        local_id = self._local_id(key)
        room = next((one for one in known if one.stage is stage), None)
        if room is None:
            number = int(key[1]) if key[1].isascii() and key[1].isdigit() else None
            return NewRoom(stage, key[0], number, None if number is not None else key[1], local_id)
        if local_id is not None and room.local_id not in self._used:
            self.learned[room.id] = local_id
        return room.id

    def _local_id(self, key: _Key) -> str | None:
        """The id that the file gives a class, if it gives it one only and to this class only."""
        ids = self._ids_of.get(key, set())
        local_id = next(iter(ids)) if len(ids) == 1 else None
        return local_id if local_id and len(self._stages_of(key)) <= 1 and self._keys_of[local_id] == {key} else None

    def _stages_of(self, key: _Key) -> set[Stage]:
        """The stages in which the school, or a line of the file that says so, has a class of this name."""
        return {room.stage for room in self._by_key.get(key, ())} | self._said.get(key, set())

    def _stage(self, key: _Key) -> Stage:
        """The stage of a class whose line names none: where there is one of this name, else as the others of the grade
        have it, else as the school's grade system does."""
        usual = stage_of(key[0], self._system)
        for stages in (self._stages_of(key), self._stages.get(key[0], set())):
            if stages:
                return usual if usual in stages else min(stages)
        known = {stage for stages in self._stages.values() for stage in stages}
        is_vocational = usual is Stage.SENIOR and Stage.VOCATIONAL in known and Stage.SENIOR not in known
        return Stage.VOCATIONAL if is_vocational else usual
