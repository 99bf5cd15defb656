"""Tables as files that open in a spreadsheet without doing anything: the one writer of cells for CSV and XLSX.

Every cell is text, so that long numbers and leading zeros stay as they are; what looks like a formula is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from app.domain.rosters.marks import marked

BOM = b"\xef\xbb\xbf"
MOST_ROWS = 1_000_000
_MOST_CHARACTERS = 32_767
_LISTED_ROWS = 5_000
# A field with a sign that some country's spreadsheet splits at is quoted, whatever our own separator is.
_NEEDS_QUOTES = re.compile(r"[\",;|\t\r\n]|^\s|\s$")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, how many characters wide, and what may be chosen in it."""

    heading: str
    width: int = 14
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook. `rows` are taken one by one; `stands_out` says which of them are in colour."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    stands_out: Callable[[Sequence[object]], bool] | None = None


def safe(value: object) -> str:
    """A value as the text of a cell. Whole numbers stay as they are, nothing is an empty text."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else marked(str(value))


def csv_chunks(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with BOM, in chunks of about 64 KiB."""
    waiting = [BOM]
    size = 0
    for row in chain([header], rows):
        line = (",".join(_field(safe(value)) for value in row) + "\r\n").encode()
        waiting.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def write_csv(target: BinaryIO, header: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file into an open one."""
    for chunk in csv_chunks(header, rows):
        target.write(chunk)


def write_xlsx(target: BinaryIO, sheets: Iterable[Sheet], *, folder: Path | None = None) -> None:
    """Write a workbook into an open file. Rows pass through temporary files in `folder`, not through memory."""
    options: dict[str, Any] = {"constant_memory": True, "tmpdir": str(folder) if folder else None}
    with Workbook(target, options) as book:
        book.set_properties({"author": "", "company": ""})
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book, sheet, formats)


class _Formats:
    """How cells look: all of them are text."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E3F1EE", "bottom": 1})
        self.body = book.add_format({"num_format": "@", "valign": "top"})
        self.marked = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF1D6", "text_wrap": True})


def _write_sheet(book: Any, sheet: Sheet, formats: _Formats) -> None:
    """One sheet, and further ones where a sheet of a spreadsheet program would be full."""
    rows = iter(sheet.rows)
    first: Sequence[object] | None = next(rows, None)
    part = 1
    while part == 1 or first is not None:
        page = _begin(book, sheet, part, formats)
        place = 0
        while first is not None and place < MOST_ROWS:
            look = formats.marked if sheet.stands_out and sheet.stands_out(first) else formats.body
            _write_row(page, place + 1, first, look)
            first = next(rows, None)
            place += 1
        part += 1


def _begin(book: Any, sheet: Sheet, part: int, formats: _Formats) -> Any:
    page = book.add_worksheet(sheet_name(sheet.name if part == 1 else f"{sheet.name[:26]} {part}"))
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, formats.body)
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            page.data_validation(1, place, _LISTED_ROWS, place, rule)
    _write_row(page, 0, [column.heading for column in sheet.columns], formats.head)
    return page


def _write_row(page: Any, place: int, values: Sequence[object], look: Any) -> None:
    for column, value in enumerate(values):
        text = safe(value)
        if text:
            page.write_string(place, column, text[:_MOST_CHARACTERS], look)


def sheet_name(name: str) -> str:
    """A name that a sheet may have: at most 31 characters, none of those that spreadsheets refuse."""
    return _NOT_IN_SHEET_NAMES.sub(" ", name).strip()[:31] or "1"


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
