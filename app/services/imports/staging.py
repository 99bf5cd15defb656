"""Lines of a file on their way to the database: checked, hashed, kept beside the school they belong to.

The student number of a line lives only while the line is looked at here. A faulty line leaves a row without a name
behind, so that whoever it means is not taken for somebody who left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.domain.rosters.checking import Identity, Rules, check, identity
from app.domain.rosters.lines import Fault, Line, Wanted
from app.services import sounds
from app.store import importschools
from app.store.engine import Session
from app.store.importschools import Target

MOST_FAULTS = 2_000
CHUNK = 5_000
_PLACE = 1 << 32

_sort_key = lru_cache(maxsize=65_536)(sounds.sort_key)


@dataclass(slots=True)
class Faults:
    """What is wrong with a file: all counted, the first ones kept."""

    count: int = 0
    kept: list[Fault] = field(default_factory=list)

    def note(self, *faults: Fault) -> None:
        """Take faults."""
        self.count += len(faults)
        self.kept += faults[: MOST_FAULTS - len(self.kept)]


class Staging:
    """Takes the lines of one file; `rows` are those not written yet. Memory grows by some 200 bytes for each pupil
    with a number, because a pupil must not stand in two schools of the same file."""

    def __init__(self, import_id: UUID, order_id: UUID, targets: list[Target], rules: Rules) -> None:
        self.faults = Faults()
        self.lines = 0
        self.rows: list[Mapping[str, Any]] = []
        self.schools: set[int] = set()
        self._import_id, self._order_id, self._rules = import_id, order_id, rules
        self._targets = targets
        self._by_code = codes(targets)
        self._where: dict[bytes, int] = {}
        self._clashes: list[tuple[Wanted, int]] = []

    @property
    def numbers(self) -> Mapping[bytes, int]:
        """The hashed numbers of the file."""
        return self._where

    def take(self, line: Line | Fault) -> None:
        """Check a line and keep what came of it."""
        self.lines += 1
        if isinstance(line, Fault):
            self.faults.note(line)
            if line.position is not None and line.line is not None:
                self._spare(Identity(), line.position, line.sheet, line.line)
            return
        wanted = check(line, self._rules)
        if isinstance(wanted, Wanted):
            self._keep(wanted)
        else:
            self.faults.note(*wanted)
            self._spare(identity(line, self._rules), line.position, line.sheet, line.line)

    def release(self) -> list[Mapping[str, Any]]:
        """The rows that wait to be written; they are the caller's now."""
        rows, self.rows = self.rows, []
        return rows

    def settle(self, session: Session) -> None:
        """After the last line: take back the first line of every pupil who stands in two schools, like the second."""
        for second, place in self._clashes:
            school_id, position = self._targets[place // _PLACE].id, place % _PLACE
            first = importschools.staged_at(session, school_id, self._import_id, position)
            if first is None or not first.name:
                continue
            importschools.blank(session, school_id, self._import_id, position)
            self.faults.note(Fault("pupil_in_two_schools", first.sheet, first.line, facts=_at(second)))

    def _keep(self, wanted: Wanted) -> None:
        index = self._by_code.get(wanted.school_code, 0)
        if wanted.number_hash is not None and not wanted.is_leaving:
            place = self._where.setdefault(wanted.number_hash, index * _PLACE + wanted.position)
            if place // _PLACE != index:
                self._clash(wanted, index, place)
                return
        self.schools.add(index)
        self.rows.append(_row(self._targets[index].id, self._import_id, wanted, _sort_key(wanted.name)))

    def _clash(self, wanted: Wanted, index: int, place: int) -> None:
        self._clashes.append((wanted, place))
        self.faults.note(Fault("pupil_in_two_schools", wanted.sheet, wanted.line, position=wanted.position))
        whom = Identity(wanted.school_code, wanted.student_id, wanted.number_hash, wanted.local_id)
        self._spare(whom, wanted.position, wanted.sheet, wanted.line)

    def _spare(self, whom: Identity, position: int, sheet: str, line: int) -> None:
        index = self._by_code.get(whom.school_code) if whom.school_code else None
        school_id = self._order_id if index is None else self._targets[index].id
        found = Wanted(position, sheet, line, "", "", None, None, None, None, whom.student_id, whom.number_hash)
        row = _row(school_id, self._import_id, found, "")
        self.rows.append({**row, "local_id": whom.local_id})


def codes(targets: list[Target]) -> dict[str, int]:
    """The place of each school among the targets, by its code; a school without one goes by its id."""
    return {(one.code or str(one.id)).upper(): place for place, one in enumerate(targets)}


def _row(school_id: UUID, import_id: UUID, one: Wanted, sort_key: str) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "import_id": import_id,
        "position": one.position,
        "sheet": one.sheet[:100],
        "line": one.line,
        "name": one.name,
        "sort_key": sort_key,
        "stage": one.stage,
        "grade": one.grade,
        "room": one.room,
        "room_local_id": one.room_local_id,
        "student_id": one.student_id,
        "number_hash": one.number_hash,
        "local_id": one.local_id,
        "is_leaving": one.is_leaving,
    }


def _at(line: Wanted) -> dict[str, object]:
    return {"other_sheet": line.sheet[:40], "other_line": line.line}
