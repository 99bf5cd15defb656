"""Which pupil of a school a line means: by our id, else by number, else by local id, never by name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.rosters.lines import Fault, Wanted


@dataclass(frozen=True, slots=True)
class Present:
    """A pupil as the school has them. `has_left` ones are found again, and return."""

    student_id: UUID
    name: str
    number_hash: bytes | None = None
    local_id: str | None = None
    classroom_id: UUID | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A line and the pupil it means; None for a new one."""

    wanted: Wanted
    pupil: Present | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that is left out, and the pupils it may have meant."""

    fault: Fault
    touched: frozenset[UUID]


_Key = Callable[[Wanted], Hashable | None]
_IDENTITIES: tuple[tuple[str, _Key], ...] = (
    ("student_id_twice", lambda one: one.student_id),
    ("number_twice", lambda one: one.number_hash),
    ("local_id_twice", lambda one: one.local_id),
)


def match(present: Iterable[Present], wanted: Sequence[Wanted]) -> tuple[list[Match], list[Doubt]]:
    """Pair each line with its pupil, in the order of the lines. Lines that contradict each other are doubts."""
    pupils = _Pupils(present)
    matched: list[Match] = []
    doubts: list[Doubt] = []
    twice = _twice(wanted)
    for line in wanted:
        hits = pupils.hits(line)
        touched = frozenset(one.student_id for one in hits)
        code = twice.get(line.position) or pupils.doubt(line, hits)
        if isinstance(code, tuple):
            doubts.append(Doubt(about(line, code[0], other_sheet=code[1].sheet, other_line=code[1].line), touched))
        elif code:
            doubts.append(Doubt(about(line, code), touched))
        else:
            matched.append(Match(line, hits[0] if hits else None))
    return _once(matched, doubts)


def about(line: Wanted, code: str, **facts: object) -> Fault:
    """A fault of a whole line."""
    return Fault(code, line.sheet, line.line, "", facts, line.position)


class _Pupils:
    """The pupils of a school by each of their identities."""

    def __init__(self, present: Iterable[Present]) -> None:
        pupils = list(present)
        self._by_id = {one.student_id: one for one in pupils}
        self._by_number = {one.number_hash: one for one in pupils if one.number_hash}
        self._by_local_id = {one.local_id: one for one in pupils if one.local_id}

    def hits(self, line: Wanted) -> list[Present]:
        """The pupils that a line's identities lead to, the strongest first, each once."""
        found = (
            self._by_id.get(line.student_id) if line.student_id else None,
            self._by_number.get(line.number_hash) if line.number_hash else None,
            self._by_local_id.get(line.local_id) if line.local_id else None,
        )
        return list(dict.fromkeys(one for one in found if one is not None))

    def doubt(self, line: Wanted, hits: Sequence[Present]) -> str:
        """Why a line cannot be believed, as a code; nothing where it can."""
        if len(hits) > 1:
            return "identities_disagree"
        if not hits:
            return "student_id_unknown" if line.student_id else ""
        pupil = hits[0]
        is_by_local_id = pupil.student_id != line.student_id and line.local_id == pupil.local_id
        is_other = line.number_hash and pupil.number_hash and line.number_hash != pupil.number_hash
        return "number_differs" if is_by_local_id and is_other else ""


def _twice(wanted: Sequence[Wanted]) -> dict[int, tuple[str, Wanted]]:
    """Lines by position that share an identity with another one: the code, and the first of the others."""
    found: dict[int, tuple[str, Wanted]] = {}
    for code, key in _IDENTITIES:
        groups: dict[Hashable, list[Wanted]] = {}
        for line in wanted:
            identity = key(line)
            if identity is not None:
                groups.setdefault(identity, []).append(line)
        for group in groups.values():
            if len(group) > 1:
                for line in group:
                    found.setdefault(line.position, (code, group[1] if line is group[0] else group[0]))
    return found


def _once(matched: Sequence[Match], doubts: list[Doubt]) -> tuple[list[Match], list[Doubt]]:
    """Two lines that lead to one pupil by different identities are doubts, both of them."""
    by_pupil: dict[UUID, list[Wanted]] = {}
    for one in matched:
        if one.pupil is not None:
            by_pupil.setdefault(one.pupil.student_id, []).append(one.wanted)
    sound: list[Match] = []
    for one in matched:
        lines = by_pupil[one.pupil.student_id] if one.pupil else []
        if one.pupil is None or len(lines) == 1:
            sound.append(one)
            continue
        other = lines[1] if one.wanted is lines[0] else lines[0]
        fault = about(one.wanted, "pupil_twice", other_sheet=other.sheet, other_line=other.line)
        doubts.append(Doubt(fault, frozenset((one.pupil.student_id,))))
    return sound, doubts
