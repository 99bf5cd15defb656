"""Workbooks of Excel 2007 and later (.xlsx): which sheets there are, the shared texts and the formats of dates.

We read the XML ourselves instead of asking python-calamine, which takes .xls: it loads a whole sheet (208 MiB for a
city, unbounded for a hostile file, where it aborts the process), and it does not say which cell is a formula or an
error. This reader streams, needs 60 MiB for the same city, and takes twice the time.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.packages import Package, elements, parsed, parser
from app.exchange.rosters.register import Making, Merge, Register, Sheet
from app.exchange.rosters.sheets import Book, column_of, rows, unescaped
from app.exchange.rosters.wire import Wire

TYPES = "[Content_Types].xml"
_OTHER = (("sheet.binary", "xlsb"), ("wordprocessingml", "docx"), ("presentationml", "pptx"))
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of built-in formats that show a date or a time (ECMA-376 part 1, 18.8.30, with those of East Asia)."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTERS = re.compile(r"[ymdhs年月日时分秒]", re.IGNORECASE)
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_MERGES_BYTES, _MERGES = 4 << 20, 50_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    is_visible: bool


def read(package: Package, wire: Wire, limits: Limits, making: Making = Register) -> None:
    """Send the lines of every visible sheet with a heading row."""
    book_part = _book_part(package)
    listed, is_1904 = _listed(package, book_part)
    folder = posixpath.dirname(book_part)
    texts = _shared_texts(package, posixpath.join(folder, "sharedStrings.xml"), limits)
    dates = _date_styles(package, posixpath.join(folder, "styles.xml"))
    register = making(wire, limits)
    for entry in listed:
        if not entry.is_visible:
            wire.notice("sheet_hidden", entry.name)
            continue
        sheet = Sheet(entry.name, merges=_merges(package, entry.part))
        sheet.rows = rows(package, entry.part, sheet, Book(texts, dates, is_1904), limits)
        register.read(sheet)
    register.finish()


def check(package: Package) -> None:
    """Raise Unreadable if the package is another kind of document, or carries a program."""
    types = " ".join(value for _, attributes in elements(package, TYPES) for value in attributes.values())
    for mark, kind in _OTHER:
        if mark in types:
            raise Unreadable("other_format", kind=kind)
    if any(posixpath.basename(name).casefold() == "vbaproject.bin" for name in package.names):
        raise Unreadable("macros")


def _book_part(package: Package) -> str:
    if package.has("_rels/.rels"):
        for tag, attributes in elements(package, "_rels/.rels"):
            if tag == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                return attributes.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _listed(package: Package, book_part: str) -> tuple[list[Listed], bool]:
    """The worksheets in their order, and whether days are counted from 1904."""
    folder, name = posixpath.split(book_part)
    related = {
        attributes["Id"]: posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
        for tag, attributes in elements(package, posixpath.join(folder, "_rels", f"{name}.rels"))
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet") and "Id" in attributes
    }
    sheets, is_1904 = [], False
    for tag, attributes in elements(package, book_part):
        if tag == "sheet" and (part := related.get(attributes.get("id", ""))):
            is_visible = attributes.get("state", "visible") == "visible"
            sheets.append(Listed(attributes.get("name", "")[:31], part, is_visible))
        elif tag == "workbookPr":
            is_1904 = attributes.get("date1904") in ("1", "true")
    return sheets, is_1904


class _Texts:
    """Collects the texts that cells point at. Readings of characters (rPh) are no part of a text."""

    def __init__(self, limit: int) -> None:
        self.texts: list[str] = []
        self._limit = limit
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        """A tag begins."""
        if tag.endswith("}t"):
            self._is_text = not self._is_phonetic
        elif tag.endswith("}rPh"):
            self._is_phonetic = True

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag.endswith("}t"):
            self._is_text = False
        elif tag.endswith("}si"):
            self.texts.append(unescaped("".join(self._pieces)[: self._limit + 1]))
            self._pieces.clear()
        elif tag.endswith("}rPh"):
            self._is_phonetic = False

    def data(self, piece: str) -> None:
        """Characters. Of a text that is too long no more is kept than shows it."""
        if self._is_text and len(self._pieces) <= self._limit:
            self._pieces.append(piece[: self._limit + 1])


def _shared_texts(package: Package, part: str, limits: Limits) -> list[str]:
    """The texts that cells point at, by number."""
    taker = _Texts(limits.max_cell)
    if not package.has(part):
        return taker.texts
    made = parser(part)
    made.StartElementHandler, made.EndElementHandler = taker.start, taker.end
    made.CharacterDataHandler = taker.data
    for _ in parsed(package, part, made):
        pass
    return taker.texts


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """The cell styles that show a number as a date."""
    if not package.has(part):
        return frozenset()
    custom: dict[str, bool] = {}
    styles: list[bool] = []
    is_cell = False
    for tag, attributes in elements(package, part):
        if tag == "numFmt":
            code = _QUOTED.sub("", attributes.get("formatCode", ""))
            custom[attributes.get("numFmtId", "")] = (
                bool(_DATE_LETTERS.search(code)) and "general" not in code.casefold()
            )
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles"):
            is_cell = tag == "cellXfs"
        elif tag == "xf" and is_cell:
            number = attributes.get("numFmtId", "0")
            styles.append(custom.get(number, number.isdecimal() and len(number) < 4 and int(number) in _DATES))
    return frozenset(at for at, is_date in enumerate(styles) if is_date)


def _merges(package: Package, part: str) -> list[Merge]:
    """The merged ranges of a sheet. They stand behind its cells, so the part is looked through once before."""
    return list(_merges_in(_behind_cells(package, part)))


def _behind_cells(package: Package, part: str) -> bytes:
    """What follows the first mention of merged cells in a sheet."""
    mark = b"mergeCell"
    kept, before = b"", b""
    for chunk in package.chunks(part):
        if kept:
            kept += chunk
        elif (at := (before + chunk).find(mark)) >= 0:
            kept = (before + chunk)[max(at - 16, 0) :]
        if len(kept) > _MERGES_BYTES:
            raise Unreadable("too_heavy", limit="memory")
        before = chunk[-len(mark) - 16 :]
    return kept


def _merges_in(text: bytes) -> Iterator[Merge]:
    for at, found in enumerate(_MERGE.finditer(text)):
        if at >= _MERGES:
            raise Unreadable("too_heavy", limit="memory")
        left, first, right, last = (piece.decode() for piece in found.groups())
        yield Merge(int(first), int(last), column_of(left), column_of(right))
