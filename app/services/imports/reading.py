"""The job that reads a file: unsealed for a moment, checked line by line, staged, then compared school by school.

Nothing of a roster is touched here. A worker that is stopped leaves nothing the next one could not begin again from.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.campaigns import day_of
from app.domain.imports import ImportState, SchoolState
from app.domain.rosters.checking import Rules
from app.exchange.rosters import Roster, Unreadable, opened
from app.services.imports import receiving, remarks
from app.services.imports.applying import orders_of
from app.services.imports.outlook import Outlook, look
from app.services.imports.receiving import REMARKS, UPLOAD
from app.services.imports.staging import CHUNK, Staging, codes
from app.services.jobs import JobLost, JobRow, Work
from app.store import bulk, importschools, rolls
from app.store import imports as store
from app.store.engine import Session
from app.store.imports import ImportRecord
from app.store.importschools import Target

_SCHOOLS_AT_ONCE = 50
_SUFFIXES = frozenset((".xlsx", ".xls", ".csv", ".txt", ".zip"))


def run(work: Work) -> None:
    """The job: read and compare. A file that cannot be read as a whole ends as REFUSED, with the reason."""
    found, targets = _begin(work)
    if found is None:
        return
    try:
        with _unsealed(work, found) as path:
            staging = _stage(work, found, targets, path)
            _compare(work, found, targets, staging)
            _finish(work, found, staging, path)
    except Unreadable as refusal:
        with work.tools.database.write() as session, session.begin():
            _refuse(session, found, refusal.code, dict(refusal.facts))


def give_up(session: Session, job: JobRow, _problem: str, _now: datetime) -> None:
    """Let people see that the file was not read, and keep nothing of it."""
    found = store.get(session, job.school_id, job.subject_id, lock=True) if job.subject_id else None
    if found and found.state in (ImportState.WAITING, ImportState.READING):
        _refuse(session, found, "import_broken", {})


def _begin(work: Work) -> tuple[ImportRecord | None, list[Target]]:
    """Start from nothing, even where another worker had begun."""
    job = work.job
    with work.tools.database.write() as session, session.begin():
        found = store.get(session, job.school_id, job.subject_id, lock=True) if job.subject_id else None
        if found is None or found.state not in (ImportState.WAITING, ImportState.READING):
            return None, []
        targets = receiving.targets(session, found)
        _forget(session, found, targets)
        store.change(session, found.school_id, found.id, state=ImportState.READING)
    return found, targets


def _forget(session: Session, found: ImportRecord, targets: list[Target]) -> None:
    importschools.drop_staged(session, {*(one.id for one in targets), found.school_id}, found.id)
    importschools.drop(session, found.id)
    store.drop_faults(session, found.school_id, found.id)
    store.drop_file(session, found.school_id, found.id, REMARKS)


def _refuse(session: Session, found: ImportRecord, problem: str, facts: dict[str, Any]) -> None:
    _forget(session, found, receiving.targets(session, found))
    store.drop_file(session, found.school_id, found.id, UPLOAD)
    values = {"state": ImportState.REFUSED, "problem": problem, "facts": facts}
    store.change(session, found.school_id, found.id, **values)


@contextmanager
def _unsealed(work: Work, found: ImportRecord) -> Iterator[Path]:
    """The file in clear for as long as it is read, in a file that only this user can open."""
    suffix = Path(found.file_name).suffix.lower()
    handle, name = tempfile.mkstemp(suffix=suffix if suffix in _SUFFIXES else "")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, work.tools.database.read() as session:
            for sealed in store.parts(session, found.school_id, found.id, UPLOAD):
                file.write(work.tools.seal.open(sealed))
        yield path
    finally:
        path.unlink(missing_ok=True)


def _stage(work: Work, found: ImportRecord, targets: list[Target], path: Path) -> Staging:
    """Check every line and keep what came of it, some thousands in each short transaction: one chunk is written while
    the next one is checked."""
    with opened(path) as roster, ThreadPoolExecutor(1) as writer:
        staging = Staging(found.id, found.school_id, targets, _rules(work, found, targets, roster))
        written: Future[None] | None = None
        for line in roster.lines():
            staging.take(line)
            if len(staging.rows) >= CHUNK:
                if written:
                    written.result()
                written = writer.submit(_flush, work, found, staging.lines, staging.release())
        if written:
            written.result()
        _flush(work, found, staging.lines, staging.release())
    with _reading(work, found) as session:
        staging.settle(session)
        store.change(
            session,
            found.school_id,
            found.id,
            dialect=roster.dialect,
            coverage=roster.coverage or found.coverage,
            rows=staging.lines,
            notices=[_notice(one) for one in roster.notices],
        )
    if not staging.lines:
        raise Unreadable("empty_file")
    return staging


def _rules(work: Work, found: ImportRecord, targets: list[Target], roster: Roster) -> Rules:
    places = codes(targets)
    systems = {code: targets[place].system for code, place in places.items()}
    return Rules(
        work.tools.number_key,
        systems.get,
        day_of(work.tools.clock()),
        roster.dialect,
        next(iter(places)) if found.target_school_id else None,
    )


def _flush(work: Work, found: ImportRecord, lines: int, rows: list[Mapping[str, Any]]) -> None:
    work.beat(lines)
    if rows:
        with _reading(work, found) as session:
            bulk.hurry(session)
            importschools.stage(session, rows)


@contextmanager
def _reading(work: Work, found: ImportRecord) -> Iterator[Session]:
    """A transaction in which nobody throws the import away. Raises JobLost where somebody has."""
    with work.tools.database.write() as session, session.begin():
        record = store.get(session, found.school_id, found.id, lock=True)
        if record is None or record.state is not ImportState.READING:
            raise JobLost
        yield session


@dataclass(slots=True)
class _Donors:
    """Pupils whom schools lose to others by this import, and which ones take them."""

    lost: Counter[UUID] = field(default_factory=Counter)
    takers: dict[UUID, set[UUID]] = field(default_factory=dict)

    def note(self, school_id: UUID, taken: Mapping[UUID, int]) -> None:
        """What one school takes from others."""
        for donor, count in taken.items():
            self.lost[donor] += count
            self.takers.setdefault(donor, set()).add(school_id)


def _compare(work: Work, found: ImportRecord, targets: list[Target], staging: Staging) -> None:
    """Plan every school of the file, a few in each short transaction."""
    donors = _Donors()
    with work.tools.database.read() as session:
        fresh = store.get(session, found.school_id, found.id)
        orders = orders_of(session, fresh or found, work.job.payload, staging.numbers if len(targets) > 1 else ())
    rows: list[Mapping[str, Any]] = []
    schools = sorted(staging.schools)
    for place, index in enumerate(schools):
        target = targets[index]
        with work.tools.database.read() as session:
            outlook = look(session, target.id, target.system, orders)
        staging.faults.note(*outlook.faults)
        donors.note(target.id, outlook.taken)
        rows.append(_school(found, target.id, outlook, work.tools.guard_percent))
        if len(rows) >= _SCHOOLS_AT_ONCE or place == len(schools) - 1:
            work.beat(place + 1, len(schools))
            with _reading(work, found) as session:
                importschools.add(session, rows)
            rows = []
    _hold_takers(work, found, donors)


def _hold_takers(work: Work, found: ImportRecord, donors: _Donors) -> None:
    """A school that would lose too many to others stops those who would take them."""
    if not donors.lost:
        return
    with _reading(work, found) as session:
        sizes = rolls.sizes(session, list(donors.lost))
        percent = work.tools.guard_percent
        robbed = [one for one, lost in donors.lost.items() if lost * 100 > percent * sizes.get(one, 0)]
        takers = {taker for one in robbed for taker in donors.takers[one]}
        if takers:
            importschools.hold(session, takers, found.id)


def _school(found: ImportRecord, school_id: UUID, outlook: Outlook, percent: int) -> dict[str, Any]:
    counts = outlook.counts()
    # Whoever comes from another school takes nothing away from this one.
    own = counts["left"] + counts["moved"] - outlook.taken.total()
    is_held = own * 100 > percent * counts["present"]
    state = SchoolState.HELD if is_held else SchoolState.PLANNED
    row = {"school_id": school_id, "import_id": found.id, "order_id": found.school_id, "state": state}
    return row | counts | {"room_ids": []}


def _finish(work: Work, found: ImportRecord, staging: Staging, path: Path) -> None:
    """Keep the faults and the lines for the copy with remarks, and delete the upload."""
    faults = staging.faults
    kept: list[bytes] = []
    if faults.count:
        chunks = remarks.keep(path, faults.kept, work.tools.number_key, lines=staging.lines)
        kept = [work.tools.seal.close(chunk) for chunk in chunks]
    with _reading(work, found) as session:
        store.add_faults(session, found.school_id, found.id, 1, faults.kept)
        store.drop_file(session, found.school_id, found.id, UPLOAD)
        for number, chunk in enumerate(kept):
            store.add_part(session, found.school_id, found.id, REMARKS, number, chunk)
        store.change(
            session,
            found.school_id,
            found.id,
            state=ImportState.CHECKED,
            faults=faults.count,
        )


def _notice(one: Any) -> dict[str, Any]:
    return {"code": one.code, "sheet": one.sheet, "line": one.line, "column": one.column, "facts": dict(one.facts)}
