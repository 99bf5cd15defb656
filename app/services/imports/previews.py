"""Looking at an import: how far it is, what it would do, what is wrong with the file. Nothing is changed here.

Above the school a name is shown as its first character only; the counts say the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.access import Actor, Permission, Place, may, require
from app.domain.errors import NotFound
from app.domain.grades import Stage
from app.domain.imports import Coverage, Deed, Dialect, ImportState, SchoolState
from app.domain.rosters.labels import room_text
from app.domain.rosters.lines import Fault
from app.domain.rosters.names import masked
from app.domain.rosters.planning import Step
from app.domain.rosters.rooms import NewRoom
from app.services import jobs
from app.services.imports import receiving
from app.services.imports.applying import orders_of
from app.services.imports.outlook import Outlook, look
from app.services.imports.receiving import REMARKS
from app.services.jobs import Progress
from app.store import boards, importschools
from app.store import imports as store
from app.store.engine import Session
from app.store.imports import ImportRecord
from app.store.importschools import SchoolRecord

SCHOOLS_ON_A_PAGE = 50
FAULTS_ON_A_PAGE = 50
SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import does to how many pupils. `present` are those before."""

    present: int = 0
    added: int = 0
    returned: int = 0
    changed: int = 0
    moved: int = 0
    left: int = 0
    untouched: int = 0
    new_rooms: int = 0

    @property
    def touched(self) -> int:
        """Pupils to whom something happens."""
        return self.added + self.returned + self.changed + self.moved + self.left

    @property
    def at_stake(self) -> int:
        """Pupils who leave or move: the number to be typed where the guard stops."""
        return self.moved + self.left


@dataclass(frozen=True, slots=True)
class Status:
    """An import as a whole. `problem` is the code of why a file was refused, with its `facts`."""

    id: UUID
    file_name: str
    created_at: datetime
    state: ImportState
    coverage: Coverage
    dialect: Dialect | None
    target_school_id: UUID | None
    region_id: UUID | None
    rows: int
    faults: int
    notices: tuple[Fault, ...]
    problem: str
    facts: Mapping[str, Any]
    applied_at: datetime | None
    progress: Progress | None

    @property
    def is_busy(self) -> bool:
        """True while a worker has it or is to have it."""
        return self.state in store.BUSY


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """An import in one school."""

    school_id: UUID
    code: str | None
    name: str
    state: SchoolState
    counts: Counts
    applied_at: datetime | None

    @property
    def at_stake(self) -> int:
        """The number to be typed where the guard stops."""
        return self.counts.at_stake


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import does: over all schools, and school by school (those that wait for somebody first)."""

    status: Status
    counts: Counts
    states: Mapping[SchoolState, int]
    schools: tuple[SchoolLine, ...]
    page: int
    pages: int
    has_remarks: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a pupil sits. `room` is what the class is called: 3班."""

    stage: Stage
    grade: int
    room: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One pupil of a preview. `sheet` and `line` say where in the file; no line for one who is not in it. `changes`
    names what else becomes new: `name`, `number_hash`, `local_id`."""

    deed: Deed
    name: str
    sheet: str
    line: int | None
    was: Seat | None
    becomes: Seat | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolPreview:
    """What an import does to one school, with some pupils of each deed. `is_withheld`: somebody who is not in the file
    would have left, but faulty lines made that uncertain."""

    status: Status
    school: SchoolLine
    samples: Mapping[Deed, tuple[Sample, ...]] = field(default_factory=dict)
    is_masked: bool = True
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class FaultPage:
    """Some of the faults. `kept` of `status.faults` can be looked at: of very many only the first ones."""

    status: Status
    faults: tuple[Fault, ...]
    kept: int
    page: int
    pages: int
    has_remarks: bool


def status(session: Session, actor: Actor | None, import_id: UUID, *, now: datetime) -> Status:
    """How far an import is. A few small queries, for a page that asks again and again."""
    return _status(session, receiving.own(session, actor, import_id), now)


def recent(session: Session, actor: Actor, *, now: datetime, limit: int = 20) -> list[Status]:
    """The latest imports of the actor's organisation, without the progress of their jobs."""
    require(actor, Permission.ROSTER_IMPORT)
    return [_status(session, found, now, with_job=False) for found in store.recent(session, actor.school_id, limit)]


def preview(session: Session, actor: Actor | None, import_id: UUID, *, now: datetime, page: int = 1) -> Preview:
    """What an import does. The counts are those of the time it was read; applying looks again."""
    found = receiving.own(session, actor, import_id)
    sums = importschools.sums(session, import_id)
    count = sum(number for _state, number, _figures in sums)
    page, pages = _page(page, count, SCHOOLS_ON_A_PAGE)
    lines = importschools.page(session, import_id, offset=(page - 1) * SCHOOLS_ON_A_PAGE, limit=SCHOOLS_ON_A_PAGE)
    totals = [sum(column) for column in zip(*(figures for _state, _number, figures in sums), strict=True)]
    return Preview(
        _status(session, found, now),
        Counts(*totals),
        {state: number for state, number, _figures in sums},
        tuple(_line(one) for one in lines),
        page,
        pages,
        store.has_file(session, found.school_id, import_id, REMARKS),
    )


def school_preview(
    session: Session, actor: Actor | None, import_id: UUID, school_id: UUID, *, now: datetime
) -> SchoolPreview:
    """What an import does to one school, with up to ten pupils of each deed, looked up as things are now."""
    found = receiving.own(session, actor, import_id)
    record = importschools.get(session, school_id, import_id)
    school = boards.school_place(session, school_id)
    if record is None or school is None:
        raise NotFound
    is_masked = actor is None or not may(actor, Permission.ROSTER_EXPORT, Place(school_id=school_id))
    shown = SchoolPreview(_status(session, found, now), _line(record), is_masked=is_masked)
    if record.state in (SchoolState.APPLIED, SchoolState.UNDONE):
        return shown
    orders = orders_of(session, found, receiving.reach_of(actor))
    target = next((one for one in receiving.targets(session, found) if one.id == school_id), None)
    if target is None:
        raise NotFound
    outlook = look(session, school_id, target.system, orders)
    samples = _samples(outlook, is_masked=is_masked)
    return SchoolPreview(shown.status, shown.school, samples, is_masked, outlook.plan.is_withheld)


def faults(session: Session, actor: Actor | None, import_id: UUID, *, now: datetime, page: int = 1) -> FaultPage:
    """What is wrong with the file, place by place."""
    found = receiving.own(session, actor, import_id)
    kept = store.kept_faults(session, found.school_id, import_id)
    page, pages = _page(page, kept, FAULTS_ON_A_PAGE)
    offset = (page - 1) * FAULTS_ON_A_PAGE
    some = store.faults(session, found.school_id, import_id, offset=offset, limit=FAULTS_ON_A_PAGE)
    has_remarks = store.has_file(session, found.school_id, import_id, REMARKS)
    return FaultPage(_status(session, found, now), tuple(some), kept, page, pages, has_remarks)


def _status(session: Session, found: ImportRecord, now: datetime, *, with_job: bool = True) -> Status:
    progress = jobs.progress(session, found.school_id, found.id, now=now) if with_job else None
    return Status(
        found.id,
        found.file_name,
        found.created_at,
        found.state,
        found.coverage,
        found.dialect,
        found.target_school_id,
        found.region_id,
        found.rows,
        found.faults,
        tuple(Fault(**one) for one in found.notices),
        found.problem,
        found.facts,
        found.applied_at,
        progress,
    )


def _line(one: SchoolRecord) -> SchoolLine:
    counts = Counts(**{name: getattr(one, name) for name in importschools.COUNTS})
    return SchoolLine(one.school_id, one.code, one.name, one.state, counts, one.applied_at)


def _page(page: int, count: int, size: int) -> tuple[int, int]:
    """The page to show, within those there are, and how many there are."""
    pages = max(1, -(-count // size))
    return min(max(1, page), pages), pages


def _samples(outlook: Outlook, *, is_masked: bool) -> dict[Deed, tuple[Sample, ...]]:
    found: defaultdict[Deed, list[Sample]] = defaultdict(list)
    seats = {one.id: Seat(one.stage, one.grade, room_text(one.number, one.label)) for one in outlook.rooms}
    for step in outlook.steps:
        deed = outlook.deed_of(step)
        if len(found[deed]) < SAMPLES:
            found[deed].append(_sample(step, deed, outlook, seats, is_masked=is_masked))
    return {deed: tuple(some) for deed, some in found.items()}


def _sample(step: Step, deed: Deed, outlook: Outlook, seats: Mapping[UUID, Seat], *, is_masked: bool) -> Sample:
    known = outlook.pupils.get(step.student_id) if step.student_id else None
    name = step.wanted.name if step.wanted else known.name if known else ""
    room = step.room
    becomes: Seat | None = None
    if isinstance(room, NewRoom):
        becomes = Seat(room.stage, room.grade, room_text(room.number or 0, room.label))
    elif room is not None:
        becomes = seats.get(room)
    was = seats.get(known.classroom_id) if known and known.classroom_id else None
    return Sample(
        deed,
        masked(name) if is_masked else name,
        step.wanted.sheet if step.wanted else "",
        step.wanted.line if step.wanted else None,
        was,
        becomes,
        tuple(sorted(step.changes)),
    )
