"""What reading one file may cost, and the refusal of a file as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import Invalid

MIB = 1024 * 1024


class Unreadable(Invalid):
    """The file as a whole cannot be read. `facts` name the place; they never hold what stands in a pupil's line."""

    code = "unknown_format"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. Sizes in bytes, texts in characters, times in seconds.

    `memory` bounds the address space of the child process, `cpu_seconds` its processor time; `seconds` is how long we
    wait for it altogether, not counting the time in which the caller works on the lines.
    """

    max_bytes: int = 64 * MIB
    max_unpacked: int = 400 * MIB
    max_entries: int = 2_000
    max_rows: int = 1_000_000
    max_columns: int = 200
    max_cell: int = 2_000
    max_line: int = 100_000
    cpu_seconds: int = 120
    memory: int = 512 * MIB
    seconds: float = 180.0


STANDARD = Limits()
"""Room for the largest city we know of (272,580 pupils), several times over."""
