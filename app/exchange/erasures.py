"""The list of erased pupils, kept outside the database so that a restored backup can be made to forget them again.

One line of JSON for each: the school's id, the pupil's id, and the day. Nothing in it names anybody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

FILE = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """One line of the list."""

    school_id: UUID
    student_id: UUID
    on: date


class ErasureListBroken(Exception):
    """A line of the list cannot be read; the message says which one."""


def append(file: Path, lines: Iterable[ErasureLine]) -> int:
    """Add the lines that are not in the file yet; returns how many were. Only its owner can read the file."""
    known = {(line.school_id, line.student_id) for line in read(file)} if file.exists() else set()
    new = [line for line in lines if (line.school_id, line.student_id) not in known]
    if new:
        text = "".join(_written(line) + "\n" for line in new)
        # One write at the end of the file: two processes that add lines at once do not mix them.
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, text.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    return len(new)


def read(file: Path) -> Iterator[ErasureLine]:
    """The lines of a list. Raises ErasureListBroken."""
    with file.open(encoding="utf-8") as text:
        for number, line in enumerate(text, start=1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
                yield ErasureLine(UUID(found["school"]), UUID(found["student"]), date.fromisoformat(found["on"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ErasureListBroken(f"{file}, line {number} is no line of a list of erasures") from error


def _written(line: ErasureLine) -> str:
    return json.dumps({"school": str(line.school_id), "student": str(line.student_id), "on": line.on.isoformat()})
