"""What the reading child says to its parent: JSON arrays of messages, one array a line, in the order of the file."""

from __future__ import annotations

import json
from typing import BinaryIO

Message = list[object]

META, SHEET, LINE, FAULT, NOTICE, REFUSED, FAILED, END = (
    "meta",
    "sheet",
    "line",
    "fault",
    "notice",
    "refused",
    "failed",
    "end",
)
"""META dialect, coverage. SHEET name, [field, heading]s of the lines that follow. LINE number, values. FAULT and NOTICE
code, sheet, line, column, facts. REFUSED code, facts. FAILED kind. END: nothing follows."""

_AT_ONCE = 256


class Wire:
    """The child's end of the pipe. A full pipe makes the child wait, so it is never far ahead of its reader."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._waiting: list[Message] = []

    def meta(self, dialect: str, coverage: str | None = None) -> None:
        """Say how the file is laid out, at once: the parent waits for this."""
        self._put([META, dialect, coverage])
        self.flush()

    def sheet(self, name: str, columns: list[tuple[str, str]]) -> None:
        """Say which fields the values of the following lines are."""
        self._put([SHEET, name, columns])

    def line(self, number: int, values: list[object]) -> None:
        """A pupil's line: a text for each column, or [text, kind]."""
        self._put([LINE, number, values])

    def fault(self, code: str, sheet: str, line: int, column: str = "", **facts: object) -> None:
        """A line that was not read."""
        self._put([FAULT, code, sheet, line, column, facts])

    def notice(self, code: str, sheet: str = "", line: int | None = None, column: str = "", **facts: object) -> None:
        """Something that was left out or guessed."""
        self._put([NOTICE, code, sheet, line, column, facts])

    def refuse(self, code: str, facts: dict[str, object]) -> None:
        """The file cannot be read."""
        self._put([REFUSED, code, facts])
        self.flush()

    def fail(self, kind: str) -> None:
        """The reader itself is wrong somewhere."""
        self._put([FAILED, kind])
        self.flush()

    def end(self) -> None:
        """All was read."""
        self._put([END])
        self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._pipe.write(json.dumps(self._waiting, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
            self._pipe.flush()
            self._waiting = []

    def _put(self, message: Message) -> None:
        self._waiting.append(message)
        if len(self._waiting) >= _AT_ONCE:
            self.flush()
