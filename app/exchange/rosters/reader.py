"""Reading a pupils' file from outside: the file goes to a confined child process, its lines come back one by one."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from app.domain.imports import Coverage, Dialect
from app.domain.rosters.lines import Cell, Fault, Field, Kind, Line
from app.exchange.rosters import wire
from app.exchange.rosters.limits import MIB, STANDARD, Limits, Unreadable

_ROOT = Path(__file__).parents[3]
_READ = 1 << 18
_LONGEST_MESSAGE = 64 * MIB
_ENDS = {-signal.SIGXCPU: "cpu", -signal.SIGABRT: "memory", -signal.SIGSEGV: "memory", -signal.SIGKILL: "memory"}
"""What a death of the child means. A parser in Rust aborts where memory is refused to it."""


class Roster:
    """An opened pupils' file. `notices` says what was left out or guessed and why; it grows while `lines` runs."""

    def __init__(self, messages: Iterator[list[Any]]) -> None:
        self.notices: list[Fault] = []
        self._messages = messages
        self._position = 0
        self._columns: list[tuple[Field, str]] = []
        self._sheet = ""
        self.dialect, self.coverage = self._layout()

    def lines(self) -> Iterator[Line | Fault]:
        """The lines in the order of the file, as pupils or as faults; can be gone through once.

        Raises Unreadable for what only shows later in the file: all that came before is then worth nothing.
        """
        for message in self._messages:
            kind = message[0]
            if kind == wire.LINE:
                yield self._line(message[1], message[2])
            elif kind == wire.FAULT:
                self._position += 1
                yield self._fault(message, self._position)
            else:
                self._note(message)

    def _layout(self) -> tuple[Dialect, Coverage | None]:
        for message in self._messages:
            if message[0] == wire.META:
                return Dialect(message[1]), Coverage(message[2]) if message[2] else None
            self._note(message)
        raise Unreadable("reader_failed", kind="silent")

    def _note(self, message: list[Any]) -> None:
        if message[0] == wire.NOTICE:
            self.notices.append(self._fault(message, None))
        elif message[0] == wire.SHEET:
            self._sheet = message[1]
            self._columns = [(Field(name), heading) for name, heading in message[2]]

    def _line(self, number: int, values: list[Any]) -> Line:
        self._position += 1
        cells = {
            name: Cell(value, heading) if isinstance(value, str) else Cell(value[0], heading, Kind(value[1]))
            for (name, heading), value in zip(self._columns, values, strict=True)
        }
        return Line(self._position, self._sheet, number, cells)

    @staticmethod
    def _fault(message: list[Any], position: int | None) -> Fault:
        _, code, sheet, line, column, facts = message
        return Fault(code, sheet, line, column, facts, position)


@contextmanager
def opened(file: Path, *, limits: Limits = STANDARD) -> Iterator[Roster]:
    """Open a pupils' file: .xlsx, .xls, CSV or OneRoster, told apart by what is in it.

    Raises Unreadable if it cannot be read at all; a file that only shows this later raises it from `lines`.
    """
    with messages(file, limits=limits) as found:
        yield Roster(found)


@contextmanager
def messages(file: Path, *, limits: Limits, module: str = f"{__package__}.child") -> Iterator[Iterator[list[Any]]]:
    """What a child that runs `module` says about a file, message by message. Raises as `opened` does."""
    with file.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size == 0:
            raise Unreadable("empty_file")
        if size > limits.max_bytes:
            raise Unreadable("file_too_large", size=-(-size // MIB), limit=limits.max_bytes // MIB)
        with _Child(stream.fileno(), limits, module) as child:
            yield child.messages()


class _Child:
    """The reading process and the pipe from it."""

    def __init__(self, descriptor: int, limits: Limits, module: str) -> None:
        # -E and -s: no Python settings of the operator's environment; the environment itself holds secrets.
        command = [sys.executable, "-E", "-s", "-m", module, json.dumps(asdict(limits))]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            stdin=descriptor,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self._process.stdout is not None  # noqa: S101 (it is a pipe)
        self._pipe = self._process.stdout
        self._left = limits.seconds

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._pipe.close()
        self._process.wait()

    def messages(self) -> Iterator[list[Any]]:
        """What the child says, up to its END. Raises Unreadable for a refusal, and for a child that died."""
        rest = b""
        while chunk := self._read():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                for message in _parsed(line):
                    if message[0] == wire.END:
                        return
                    if message[0] == wire.REFUSED:
                        raise Unreadable(message[1], **message[2])
                    if message[0] == wire.FAILED:
                        raise Unreadable("reader_failed", kind=message[1])
                    yield message
            if len(rest) > _LONGEST_MESSAGE:
                raise Unreadable("reader_failed", kind="endless")
        raise self._death()

    def _read(self) -> bytes:
        """The next piece, empty at the end. Only the time in which we wait for the child counts."""
        waiter = select.poll()
        waiter.register(self._pipe, select.POLLIN)
        begun = monotonic()
        is_ready = waiter.poll(max(self._left, 0) * 1000)
        self._left -= monotonic() - begun
        if not is_ready:
            raise Unreadable("too_heavy", limit="seconds")
        return os.read(self._pipe.fileno(), _READ)

    def _death(self) -> Unreadable:
        """Why a child ended without a word."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        status = self._process.returncode
        if status in _ENDS:
            return Unreadable("too_heavy", limit=_ENDS[status])
        return Unreadable("reader_failed", kind=f"status {status}")


def _parsed(line: bytes) -> list[list[Any]]:
    try:
        parsed: list[list[Any]] = json.loads(line)
    except ValueError as error:
        raise Unreadable("reader_failed", kind="garbled") from error
    return parsed
