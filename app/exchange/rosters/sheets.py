"""The cells of one sheet of an .xlsx workbook, streamed: memory does not grow with the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.rosters.lines import Kind
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.packages import Package, local, parsed, parser
from app.exchange.rosters.register import FORMULA, Cells, Flaw, Sheet, Value

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[0-9]{1,40}\Z")
_DIGITS = "0123456789"
_EXACT = 10**15
"""Beyond 15 digits a spreadsheet has lost the last ones."""
_LAST_LINE = 10_000_000
_KINDS = {"e": Kind.ERROR.value, "d": Kind.DATE.value}


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of all sheets refer to."""

    texts: list[str]
    dates: frozenset[int]
    is_1904: bool


def rows(package: Package, part: str, sheet: Sheet, book: Book, limits: Limits) -> Iterator[tuple[int, Cells | Flaw]]:
    """The rows of a sheet that have cells, with the line numbers that Excel shows."""
    taker = _Taker(sheet, book, limits)
    made = parser(part)
    made.StartElementHandler = taker.start
    made.EndElementHandler = taker.end
    made.CharacterDataHandler = taker.pieces.append
    for _ in parsed(package, part, made):
        taker.shorten()
        if taker.done:
            yield from taker.done
            taker.done.clear()


@dataclass(slots=True)
class _Taker:
    """Puts the events of the XML parser together to rows. The two callbacks run ten million times for a city, which
    is why they compare whole tag names and touch as little as possible."""

    sheet: Sheet
    book: Book
    limits: Limits
    pieces: list[str] = field(default_factory=list)
    done: list[tuple[int, Cells | Flaw]] = field(default_factory=list)
    cells: Cells = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    line: int = 0
    column: int = -1
    cell: dict[str, str] = field(default_factory=dict)
    text: str = ""
    has_formula: bool = False
    is_phonetic: bool = False
    tag_row: str = ""
    tag_cell: str = ""
    tag_value: str = ""
    tag_text: str = ""
    tag_formula: str = ""
    tag_phonetic: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins. The first one says which namespace the sheet uses (there are two)."""
        if tag == self.tag_cell:
            self.cell = attributes
            self.text = ""
            self.has_formula = False
        elif tag == self.tag_value or tag == self.tag_text:
            self.pieces.clear()
        elif tag == self.tag_formula:
            self.has_formula = True
        elif tag == self.tag_row:
            self._begin_row(attributes.get("r", ""))
        elif tag == self.tag_phonetic:
            self.is_phonetic = True
        elif not self.tag_row:
            self._name_tags(tag)

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == self.tag_value:
            self.text = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        elif tag == self.tag_cell:
            self._take()
        elif tag == self.tag_text:
            if not self.is_phonetic:
                self.text += "".join(self.pieces)
        elif tag == self.tag_row:
            if self.cells:
                self.done.append((self.line, self.cells))
                self.cells = {}
        elif tag == self.tag_phonetic:
            self.is_phonetic = False

    def shorten(self) -> None:
        """Keep no more of a long text than shows that it is too long."""
        limit = self.limits.max_cell
        if len(self.pieces) > 1 and sum(map(len, self.pieces)) > limit:
            self.pieces[:] = ["".join(self.pieces)[: limit + 1]]
        if len(self.text) > limit:
            self.text = self.text[: limit + 1]

    def _begin_row(self, line: str) -> None:
        self.line = int(line) if line else self.line + 1
        self.column = -1
        if not 0 < self.line <= _LAST_LINE:
            raise ValueError("no such line")

    def _name_tags(self, root: str) -> None:
        if local(root) != "worksheet":
            raise Unreadable("damaged", part="")
        space = root[: -len("worksheet")]
        self.tag_row, self.tag_cell, self.tag_value = f"{space}row", f"{space}c", f"{space}v"
        self.tag_text, self.tag_formula, self.tag_phonetic = f"{space}t", f"{space}f", f"{space}rPh"

    def _take(self) -> None:
        column = self.column = self._column(self.cell.get("r", ""))
        if column >= self.limits.max_columns:
            return
        wanted = self.sheet.wanted
        if wanted is not None and column not in wanted:
            return
        kind = self.cell.get("t", "n")
        if self.has_formula:
            self.sheet.formulas += 1
            if not self.text and kind != "str":
                self.cells[column] = ("", FORMULA)
                return
        if self.text:
            self.cells[column] = self._value(kind)

    def _column(self, place: str) -> int:
        """The column of a cell; one without a place follows the one before."""
        if not place:
            return self.column + 1
        name = place.rstrip(_DIGITS)
        column = self.letters.get(name)
        if column is None:
            column = column_of(name)
            if len(self.letters) < 20_000:
                self.letters[name] = column
        return column

    def _value(self, kind: str) -> Value:
        text = self.text
        if kind == "s":
            return self.book.texts[int(text) if text.isdecimal() else len(self.book.texts)]
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        if kind == "b":
            return ("TRUE" if text in ("1", "true") else "FALSE", Kind.BOOLEAN.value)
        if kind in _KINDS:
            return (text[:40], _KINDS[kind])
        style = self.cell.get("s", "")
        if style and int(style) in self.book.dates and (day := _day(text, self.book.is_1904)):
            return (day, Kind.DATE.value)
        return (number(text), Kind.NUMBER.value)


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold, which Excel writes as `_x000D_`. Half a pair is a lost one."""
    return _ESCAPED.sub(_unescape, text) if "_x" in text else text


def _unescape(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def number(text: str) -> str:
    """A number as a person would type it: 3.0 is 3, a large one has all its digits (the last of them are not true)."""
    if _WHOLE.match(text):
        return text
    value = float(text[:60])
    if value != value or value in (float("inf"), float("-inf")):
        return text[:40]
    if value == int(value) and abs(value) < 10**40:
        return str(int(value)) if abs(value) < _EXACT else f"{value:.0f}"
    return repr(value)


def column_of(name: str) -> int:
    """The column of letters, counted from 0. Raises ValueError if they are none."""
    column = 0
    for sign in name[:8]:
        if not "A" <= sign <= "Z":
            raise ValueError("no column")
        column = column * 26 + ord(sign) - 64
    return column - 1


def _day(text: str, is_1904: bool) -> str:
    """The day (with its time, if it has one) of a serial number; nothing where there is no such day."""
    serial = float(text[:40])
    if not 0 <= serial < 2_958_466:
        return ""
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if serial < 60 else 30)
    seconds = round(serial % 1 * 86_400)
    clock = f" {seconds // 3600:02}:{seconds // 60 % 60:02}" if seconds else ""
    days = timedelta(days=int(serial))
    return f"{start + days}{clock}" if days <= date.max - start else ""
