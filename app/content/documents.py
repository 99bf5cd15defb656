"""Reading one TOML file: whatever is wrong with it becomes a problem with file and line, never a traceback."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from app.content.lines import Place, line_index, line_of
from app.content.problems import Problem

MAX_BYTES = 256 * 1024
_REPORTED_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class Document:
    """One parsed TOML file, and the list to which everything wrong with it is added."""

    def __init__(self, path: Path, text: str, values: dict[str, Any], problems: list[Problem]) -> None:
        self.path = path
        self.values = values
        self.problems = problems
        self._text = text

    @cached_property
    def _lines(self) -> dict[Place, int]:
        return line_index(self._text)

    def note(self, place: Place, code: str, **facts: object) -> None:
        """Add a problem. Rows of a list may be named in `place` by number or by their id."""
        exact, label = self._trace(place)
        self.problems.append(Problem(str(self.path), code, label, line_of(self._lines, exact), facts))

    def _trace(self, place: Place) -> tuple[Place, str]:
        value: Any = self.values
        exact: list[str | int] = []
        label: list[str] = []
        for part in place:
            if isinstance(value, list):
                number = part if isinstance(part, int) else _number_of(value, part)
                value = value[number] if number < len(value) else None
                named = value.get("id") if isinstance(value, dict) else None
                exact.append(number)
                label.append(named if isinstance(named, str) and named else f"#{number + 1}")
            else:
                value = value.get(part) if isinstance(value, dict) else None
                exact.append(part)
                label.append(str(part))
        return tuple(exact), ".".join(label)


def _number_of(rows: list[Any], row_id: str) -> int:
    matches = (number for number, row in enumerate(rows) if isinstance(row, dict) and row.get("id") == row_id)
    return next(matches, 0)


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """The text of a UTF-8 file, or None with a problem noted. A byte order mark, as Windows writes it, is dropped."""
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.append(Problem(str(path), "file_too_big", facts={"kilobytes": MAX_BYTES // 1024}))
            return None
        raw = path.read_bytes()
    except OSError:
        problems.append(Problem(str(path), "file_unreadable"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(str(path), "file_not_utf8", line=raw.count(b"\n", 0, error.start) + 1))
        return None


def read_document(path: Path, problems: list[Problem]) -> Document | None:
    """A parsed TOML file, or None with a problem noted."""
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except RecursionError:
        problems.append(Problem(str(path), "toml_broken", facts={"reason": "nested too deeply"}))
        return None
    except ValueError as error:
        reason = str(error)
        found = _REPORTED_LINE.search(reason)
        line = int(found[1]) if found else text.count("\n") + 1
        short = _REPORTED_LINE.sub("", reason).strip()
        problems.append(Problem(str(path), "toml_broken", line=line, facts={"reason": short}))
        return None
    return Document(path, text, values, problems)
