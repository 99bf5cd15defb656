"""Lists of pupils: a whole city's file into empty schools, and a file that touches every pupil while lessons go on."""

from __future__ import annotations

import csv
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.domain.rosters.gradewords import grade_text, stage_text
from app.domain.rosters.labels import room_text
from app.domain.rosters.numbers import check_digit, student_code
from app.store import bulk
from app.store.engine import Database
from app.store.schema import Classroom, Enrolment, Region, School, Student
from bench.setting import FLASK, Setting

HEADINGS = ("学校标识码", "姓名", "学段", "年级", "班级", "学籍号")
_FIRST_BIRTHDAY = 20_150_101


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing one file in took. Memory is the larger of the worker's and its reading process's peak."""

    rows: int
    read_seconds: float
    plan_seconds: float
    apply_seconds: float
    peak_mib: int
    status: int

    @property
    def per_second(self) -> float:
        """Rows a second, preview and apply together."""
        return self.rows / (self.read_seconds + self.plan_seconds + self.apply_seconds)

    def figures(self) -> dict[str, Any]:
        """As they stand in the report."""
        return asdict(self) | {"rows_per_second": round(self.per_second)}

    def line(self, name: str) -> str:
        """As people read it."""
        seconds = f"read {self.read_seconds:.1f} s, plan {self.plan_seconds:.1f} s, apply {self.apply_seconds:.1f} s"
        return f"{name}: {self.rows} rows, {seconds}: {self.per_second:.0f} rows/s, peak {self.peak_mib} MiB"


def write_list(database: Database, file: Path, *, with_ids: bool) -> int:
    """The pupils of all schools with numbers made up for them; with our own ids they are known as who they are."""
    statement = (
        select(School.code, Student.id, Student.name, Classroom.stage, Classroom.grade, Classroom.number)
        .join(Student, Student.school_id == School.id)
        .join(Enrolment, (Enrolment.school_id == Student.school_id) & (Enrolment.student_id == Student.id))
        .join(Classroom, (Classroom.school_id == Enrolment.school_id) & (Classroom.id == Enrolment.classroom_id))
        .where(Enrolment.to_on.is_(None))
        .order_by(School.code, Classroom.grade, Classroom.number, Student.id)
    )
    with database.read() as session, file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow((*HEADINGS, "平台编号") if with_ids else HEADINGS)
        count = 0
        for code, student_id, name, stage, grade, number in session.execute(statement):
            cells = [code, name, stage_text(stage), grade_text(stage, grade), room_text(number, None), _number(count)]
            writer.writerow([*cells, student_code(student_id)] if with_ids else cells)
            count += 1
    return count


def empty_copy(source: Database, target: Database) -> None:
    """The same regions and schools without any pupil."""
    for model in (Region, School):
        with source.read() as session:
            rows = [dict(row._mapping) for row in session.execute(select(model.__table__))]
        with target.write() as session, session.begin():
            known = set(session.scalars(select(model.id)))
            missing = [row for row in rows if row["id"] not in known]
            if missing:
                bulk.insert_many(session, model, list(missing))


def into_empty_schools(source: Database, target_url: str, folder: Path) -> Brought:
    """A whole city's list, brought into the same schools as long as they are empty."""
    held = Setting(target_url, folder)
    held.flask("database", "upgrade")
    target = Database(target_url)
    try:
        empty_copy(source, target)
    finally:
        target.dispose()
    file = folder / "city.csv"
    return bring(held, file, write_list(source, file, with_ids=False))


def bring(held: Setting, file: Path, rows: int) -> Brought:
    """Run `flask rosters import` on a file, and see from its progress when which part was done."""
    process = subprocess.Popen(  # noqa: S603
        [FLASK, "rosters", "import", str(file)],
        env=os.environ | held.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    started = time.perf_counter()
    turns = _turns(process, started)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    ended = time.perf_counter() - started
    read, planned = (turns.get(name, ended) for name in ("plan", "apply"))
    return Brought(rows, read, planned - read, ended - planned, usage.ru_maxrss // 1024, process.returncode)


@contextmanager
def alongside(held: Setting, file: Path, rows: int) -> Iterator[list[Brought]]:
    """An import that goes on meanwhile; its figures are there at the end."""
    found: list[Brought] = []
    thread = threading.Thread(target=lambda: found.append(bring(held, file, rows)))
    thread.start()
    try:
        yield found
    finally:
        thread.join()


def _turns(process: subprocess.Popen[bytes], started: float) -> dict[str, float]:
    """When the plans began and when the applying began: the progress tells rows first, then schools twice."""
    pipe = process.stderr
    if pipe is None:
        return {}
    turns: dict[str, float] = {}
    last = 0
    while piece := os.read(pipe.fileno(), 65_536):
        at = time.perf_counter() - started
        for told in piece.decode(errors="replace").split("\r"):
            done, is_of, _total = told.strip().partition(" of ")
            if not (is_of and done.isdigit()):
                continue
            if "plan" not in turns:
                turns["plan"] = at
            elif int(done) < last and "apply" not in turns:
                turns["apply"] = at
            last = int(done)
    return turns


def _number(serial: int) -> str:
    digits = f"140922{_FIRST_BIRTHDAY + serial // 1000}{serial % 1000:03d}"
    return "G" + digits + check_digit(digits)
