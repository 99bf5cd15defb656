"""The shape of a case in the corpus of odd and broken pupils' files: bytes, and what reading them must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.exchange.rosters import STANDARD, Limits
from tests import rosterfiles


@dataclass(frozen=True)
class Case:
    """`refused`: the code of Unreadable, with at least these `facts`. Else the `names` read, at these `lines`; the
    `faults` as (code, line, column); the codes of the `notices`; `cells` as {(line, field): (text, kind)}."""

    name: str
    data: Callable[[], bytes]
    refused: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    names: Sequence[str] = ()
    lines: Sequence[int] | None = None
    faults: Sequence[tuple[str, int, str]] = ()
    notices: Sequence[str] = ()
    cells: Mapping[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    limits: Limits = STANDARD


HEAD = ["姓名", "年级", "班级"]
LI = ["李雷", "一年级", "1班"]
HAN = ["韩梅梅", "一年级", "2班"]
WU = ["吴𠮷·阿依", "二年级", "1班"]
NAMES = ["李雷", "韩梅梅"]


def csv_of(*lines: Sequence[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV file of these lines."""
    return rosterfiles.csv_bytes(lines, separator).encode(encoding)
