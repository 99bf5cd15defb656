"""A table with the columns of the national pupil register: from rows of cells to pupils' lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.domain.rosters.lines import Field, Kind
from app.exchange.rosters import headings
from app.exchange.rosters.headings import Heading
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.wire import Wire

Value = str | tuple[str, str]
"""The text of a cell, or its text with its Kind; ("", FORMULA) is a formula that was never calculated."""
Cells = dict[int, Value]
FORMULA = "formula"
LOST = "\ufffd"
"""What programs write where they could not read a character."""

SEARCHED = 15
"""How many rows from the top may hold titles before the heading must have come."""
_BLANKS = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
)
_BLANKS += "\u200c\u200e\u200f\u2028\u2029\u202a\u202c\u202d\u202f\u205f\u2060\u3000\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LISTED = 30


class Flaw(NamedTuple):
    """A row that could not be taken apart into cells."""

    code: str
    facts: dict[str, object]


class Merge(NamedTuple):
    """A merged range: lines as shown, columns from 0."""

    first: int
    last: int
    left: int
    right: int

    def __str__(self) -> str:
        return f"{headings.letter(self.left)}{self.first}:{headings.letter(self.right)}{self.last}"


@dataclass(slots=True)
class Sheet:
    """A table to read. `rows` gives the line's number and its cells, in the order of the file.

    `wanted` is set once the heading is known: the reader below may drop all other columns from then on.
    `is_text`: the columns are made by separators, so one separator too many moves all that follows.
    """

    name: str
    rows: Iterator[tuple[int, Cells | Flaw]] = field(default_factory=lambda: iter(()))
    merges: list[Merge] = field(default_factory=list)
    is_text: bool = False
    wanted: frozenset[int] | None = None
    formulas: int = 0


class Taking(Protocol):
    """What is done with the sheets of a file, whatever kind of file it is."""

    def read(self, sheet: Sheet) -> None: ...
    def finish(self) -> None: ...


Making = Callable[[Wire, Limits], Taking]
"""Makes what takes the sheets of one file."""


class Register:
    """Reads sheet after sheet; counts the lines of all of them and remembers what headings were nearly found."""

    def __init__(self, wire: Wire, limits: Limits) -> None:
        self._wire = wire
        self._limits = limits
        self._lines = 0
        self._headings = 0
        self._has_text = False
        self._near: tuple[list[str], list[str]] = ([], ["name", "place"])

    def read(self, sheet: Sheet) -> None:
        """Send the lines of a sheet, or a notice that it has no heading row."""
        top = self._top(sheet)
        for at, (line, texts, _) in enumerate(top[:SEARCHED]):
            below = top[at + 1][:2] if at + 1 < len(top) else None
            if heading := headings.find(line, texts, below, sheet.name):
                self._open(sheet, heading, titles=at)
                self._send(sheet, heading, top[at + 1 :])
                return
            self._remember(texts)
        if top:
            self._wire.notice("sheet_without_heading", sheet.name)

    def finish(self) -> None:
        """Raise Unreadable if no sheet had a heading row."""
        found, needed = self._near
        if not self._has_text:
            raise Unreadable("empty_file")
        if not self._headings:
            raise Unreadable("no_heading", found=found, needed=needed)

    def _top(self, sheet: Sheet) -> list[Row]:
        """The first rows that hold anything, as many as may have to be searched for a heading and one below it."""
        rows: list[Row] = []
        for line, cells in sheet.rows:
            self._count(1)
            texts = {} if isinstance(cells, Flaw) else {at: _text(value) for at, value in cells.items()}
            if isinstance(cells, Flaw) or any(texts.values()):
                self._has_text = True
                rows.append(Row(line, texts, cells))
            if len(rows) > SEARCHED:
                break
        self._count(-len(rows))
        return rows

    def _open(self, sheet: Sheet, heading: Heading, titles: int) -> None:
        if not self._headings:
            self._wire.meta("register")
        self._headings += 1
        if titles:
            self._wire.notice("title_skipped", sheet.name, heading.line, lines=titles)
        if heading.last > heading.line:
            self._wire.notice("second_heading_skipped", sheet.name, heading.last)
        for passed in heading.passed:
            about = {"taken": passed.taken, "field": passed.field.value}
            self._wire.notice("column_passed_over", sheet.name, heading.line, passed.heading, **about)
        self._tell_unread(sheet, heading)
        sheet.wanted = frozenset(heading.columns.values())
        self._wire.sheet(sheet.name, [(name.value, heading.text(name)) for name in heading.columns])

    def _tell_unread(self, sheet: Sheet, heading: Heading) -> None:
        """Say once which columns stay unread."""
        unread: list[str] = []
        for column, text in sorted(heading.texts.items()):
            if column >= self._limits.max_columns:
                self._wire.notice("columns_beyond", sheet.name, heading.line, limit=self._limits.max_columns)
                break
            if headings.meaning(text) or headings.fold(text) in headings.OURS:
                continue
            if headings.fold(text) in headings.ID_NUMBERS:
                self._wire.notice("id_number_not_read", sheet.name, heading.line, headings.shown(text))
            else:
                unread.append(headings.shown(text))
        if unread:
            self._wire.notice("columns_not_read", sheet.name, heading.line, columns=unread[:_LISTED])

    def _remember(self, texts: dict[int, str]) -> None:
        """Keep what came nearest to a heading, to say what is missing."""
        found, needed = headings.recognised(texts)
        if len(found) > len(self._near[0]):
            self._near = (found[:_LISTED], needed)

    def _send(self, sheet: Sheet, heading: Heading, top: list[Row]) -> None:
        lines = Lines(sheet, heading, self._wire, self._limits)
        for row in top:
            if row.line > heading.last:
                self._count(1)
                lines.take(row.line, row.cells)
        for line, cells in sheet.rows:
            self._count(1)
            lines.take(line, cells)
        lines.finish()

    def _count(self, lines: int) -> None:
        self._lines += lines
        if self._lines > self._limits.max_rows:
            raise Unreadable("too_many_rows", limit=self._limits.max_rows)


class Row(NamedTuple):
    """A row near the top, with its texts for the search of the heading."""

    line: int
    texts: dict[int, str]
    cells: Cells | Flaw


class Lines:
    """Checks the rows below a heading one by one and sends each as a line or a fault."""

    def __init__(self, sheet: Sheet, heading: Heading, wire: Wire, limits: Limits) -> None:
        self._sheet = sheet
        self._heading = heading
        self._wire = wire
        self._limit = limits.max_cell
        self._columns = list(heading.columns.items())
        self._width = heading.width if sheet.is_text else 1 << 30
        self._name = heading.columns.get(Field.NAME, -1)
        self._repeats = {heading.texts[self._name], "姓名", "name", "Name"}
        self._repeated: list[int] = []
        self._merges = Merges(sheet.merges, set(heading.columns.values()))

    def take(self, line: int, cells: Cells | Flaw) -> None:
        """Send a row; rows without text and repeated headings are left out."""
        if isinstance(cells, Flaw):
            self._wire.fault(cells.code, self._sheet.name, line, "", **cells.facts)
            return
        values: list[object] = []
        is_empty = True
        for name, column in self._columns:
            value = cells.get(column, "")
            if isinstance(value, str):
                text = cleaned(value)
                values.append(text)
            else:
                text = cleaned(value[0])
                values.append(text if value[1] == Kind.TEXT else [text, value[1]])
                is_empty = is_empty and value[1] not in (FORMULA, Kind.ERROR)
            if text:
                is_empty = False
                if (flaw := flaw_of(text, self._limit)) is not None:
                    self._wire.fault(flaw.code, self._sheet.name, line, self._heading.text(name), **flaw.facts)
                    return
        if not self._is_out(line, cells, values, is_empty):
            self._wire.line(line, values)

    def finish(self) -> None:
        """Say what is only known at the end of the sheet."""
        if self._repeated:
            self._wire.notice("heading_repeated", self._sheet.name, self._repeated[0], count=len(self._repeated))
        if self._sheet.formulas:
            self._wire.notice("formulas", self._sheet.name, count=self._sheet.formulas)

    def _is_out(self, line: int, cells: Cells, values: list[object], is_empty: bool) -> bool:
        """Whether a row is not a pupil's line; faults are sent here."""
        sheet = self._sheet.name
        if is_empty:
            return True
        if merge := self._merges.at(line):
            self._wire.fault("merged", sheet, line, self._merged_heading(merge), range=str(merge))
            return True
        if len(cells) > self._width and any(_text(cells[at]) for at in cells if at >= self._width):
            self._wire.fault("too_many_cells", sheet, line, found=len(cells), expected=self._width)
            return True
        if cells.get(self._name) in self._repeats and headings.is_heading({at: _text(v) for at, v in cells.items()}):
            self._repeated.append(line)
            return True
        return bool(self._sheet.formulas) and self._sends_formula_fault(line, values)

    def _sends_formula_fault(self, line: int, values: list[object]) -> bool:
        """Whether a value was never calculated."""
        for (name, _), value in zip(self._columns, values, strict=True):
            if isinstance(value, list) and value[1] == FORMULA:
                self._wire.fault("formula_without_value", self._sheet.name, line, self._heading.text(name))
                return True
        return False

    def _merged_heading(self, merge: Merge) -> str:
        return next((self._heading.text(name) for name, at in self._columns if merge.left <= at <= merge.right), "")


class Merges:
    """The merged ranges that matter, asked line by line from the top."""

    def __init__(self, merges: list[Merge], columns: set[int]) -> None:
        self._coming = sorted((merge for merge in merges if _matters(merge, columns)), reverse=True)
        self._open: list[Merge] = []

    def at(self, line: int) -> Merge | None:
        """A range that covers this line."""
        while self._coming and self._coming[-1].first <= line:
            self._open.append(self._coming.pop())
        if self._open:
            self._open = [merge for merge in self._open if merge.last >= line]
        return self._open[0] if self._open else None


def _matters(merge: Merge, columns: set[int]) -> bool:
    """Whether a range hides or moves a value: it spans lines, or its text stands in another column than its own."""
    covered = {column for column in columns if merge.left <= column <= merge.right}
    return bool(covered) and (merge.last > merge.first or covered != {merge.left})


def cleaned(text: str) -> str:
    """A text without blanks and invisible signs at its ends."""
    return text.strip(_BLANKS)


def flaw_of(text: str, limit: int) -> Flaw | None:
    """What makes a text unfit to be read: its length, control characters, a character that was lost on the way."""
    if len(text) > limit:
        return Flaw("cell_too_long", {"limit": limit})
    if text.isprintable() and LOST not in text:
        return None
    if _CONTROL.search(text):
        return Flaw("control_character", {})
    return Flaw("lost_character", {}) if LOST in text else None


def _text(value: Value) -> str:
    return cleaned(value if isinstance(value, str) else value[0])
