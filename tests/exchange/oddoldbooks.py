"""Odd and broken workbooks of Excel 97, and other compound files."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from typing import Any

import xlwt

from tests.exchange.cases import HAN, HEAD, LI, NAMES, Case

NUMBER = "number"


def old(lines: Sequence[Sequence[object]] = (HEAD, LI, HAN), change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook of Excel 97."""
    made = xlwt.Workbook()
    page = made.add_sheet("学生")
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            page.write(number, column, value)
    if change:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def compound(name: str) -> bytes:
    """The beginning of a compound file with a directory entry of this name."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) + b"\x02\x01"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry.ljust(512, b"\0")


def _corner(made: Any) -> None:
    made.get_sheet(0).write(65_535, 255, "x")


def _hide(made: Any) -> None:
    made.add_sheet("旧").visibility = 1


CASES = [
    Case("old workbook", lambda: old(), names=NAMES, lines=[2, 3]),
    Case("old workbook with a hidden sheet", lambda: old(change=_hide), names=NAMES, notices=["sheet_hidden"]),
    Case(
        "old workbook with merged classes",
        lambda: old([HEAD, LI[:2], HAN[:2]], lambda made: made.get_sheet(0).write_merge(1, 2, 2, 2, "1班")),
        faults=[("merged", 2, "班级"), ("merged", 3, "班级")],
    ),
    Case(
        "old workbook with numbers",
        lambda: old([HEAD, ["李雷", 3, 2.0], ["韩梅梅", True, 1.5]]),
        names=NAMES,
        cells={
            (2, "grade"): ("3", NUMBER),
            (2, "room"): ("2", NUMBER),
            (3, "grade"): ("TRUE", "boolean"),
            (3, "room"): ("1.5", NUMBER),
        },
    ),
    Case(
        "old workbook that begins in the middle",
        lambda: old([[], ["", ""], ["", *HEAD], ["", *LI]]),
        names=["李雷"],
        lines=[4],
    ),
    Case(
        "old workbook with a cell in the last corner",
        lambda: old(change=_corner),
        refused="too_heavy",
        facts={"limit": "memory"},
    ),
    Case("old workbook cut off", lambda: old()[:2000], refused="damaged"),
    Case("old workbook of noise", lambda: compound("Workbook") + bytes(range(256)) * 9, refused="damaged"),
    Case("old workbook with macros", lambda: compound("_VBA_PROJECT_CUR"), refused="macros"),
    Case("workbook with a password", lambda: compound("EncryptedPackage"), refused="encrypted"),
    Case("old document", lambda: compound("WordDocument"), refused="other_format", facts={"kind": "doc"}),
    Case(
        "old workbook that speaks of macros",
        lambda: old([HEAD, ["_VBA_PROJECT_CUR", "1", "1"]]),
        names=["_VBA_PROJECT_CUR"],
    ),
]
