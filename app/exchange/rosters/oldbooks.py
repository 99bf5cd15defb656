"""Workbooks of Excel 97 to 2003 (.xls), by python-calamine. At most 65,536 rows a sheet, so a sheet fits in memory.

What the library does not tell: a cell with an error comes as an empty one, and so does a formula never calculated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.domain.rosters.lines import Kind
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.register import Cells, Flaw, Making, Merge, Register, Sheet, Value
from app.exchange.rosters.sheets import number
from app.exchange.rosters.wire import Wire

_STREAMS = (
    ("EncryptedPackage", "encrypted", ""),
    ("_VBA_PROJECT_CUR", "macros", ""),
    ("WordDocument", "other_format", "doc"),
    ("PowerPoint Document", "other_format", "ppt"),
)
_ENTRY, _NAME_BYTES = 128, 64
"""A directory entry of a compound file ([MS-CFB] 2.6.1) is 128 bytes and begins with 64 bytes of name in UTF-16."""


def read(file: BinaryIO, wire: Wire, limits: Limits, making: Making = Register) -> None:
    """Send the lines of every visible sheet with a heading row."""
    file.seek(0)
    _check(file.read())
    file.seek(0)
    try:
        with python_calamine.load_workbook(file) as book:
            _read_sheets(book, wire, limits, making)
    except python_calamine.PasswordError as error:
        raise Unreadable("encrypted") from error
    except python_calamine.CalamineError as error:
        raise Unreadable("damaged", part="") from error
    except BaseException as error:
        # Where the library meets what it never thought of, it panics; pyo3 makes that an exception of no public type.
        if type(error).__name__ == "PanicException":
            raise Unreadable("damaged", part="") from error
        raise


def _check(data: bytes) -> None:
    """Raise Unreadable if the compound file holds something else than an open workbook."""
    names = set()
    for name, code, kind in _STREAMS:
        text = name.encode("utf-16-le")
        at = data.find(text)
        while at >= 0 and at % _ENTRY:
            at = data.find(text, at + 1)
        if at >= 0 and data[at + len(text) : at + _NAME_BYTES].strip(b"\0") == b"":
            names.add((code, kind))
    for _, code, kind in _STREAMS:
        if (code, kind) in names:
            raise Unreadable(code, **({"kind": kind} if kind else {}))


def _read_sheets(book: CalamineWorkbook, wire: Wire, limits: Limits, making: Making) -> None:
    register = making(wire, limits)
    for at, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        if about.visible != SheetVisibleEnum.Visible:
            wire.notice("sheet_hidden", about.name)
            continue
        page = book.get_sheet_by_index(at)
        merges = [Merge(top + 1, last + 1, left, right) for (top, left), (last, right) in page.merged_cell_ranges or []]
        register.read(Sheet(about.name, _rows(page, limits), merges))
    register.finish()


def _rows(page: CalamineSheet, limits: Limits) -> Iterator[tuple[int, Cells | Flaw]]:
    """The rows from the first line on; the columns begin with the first one that holds anything."""
    left = page.start[1] if page.start else 0
    for line, row in enumerate(page.iter_rows(), 1):
        cells = {left + at: _value(value) for at, value in enumerate(row[: limits.max_columns]) if value != ""}
        if cells:
            yield line, cells


def _value(value: int | float | str | bool | date | datetime | time | timedelta) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return (str(value).upper(), Kind.BOOLEAN.value)
    if isinstance(value, int | float):
        return (number(repr(value)), Kind.NUMBER.value)
    if isinstance(value, datetime):
        return (value.isoformat(" ", "minutes"), Kind.DATE.value)
    return (str(value), Kind.DATE.value)
