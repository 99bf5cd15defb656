"""A list of schools as an operator brings it: which columns it has, and what a line must say."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CODE, NAME, AUTHORITY, SYSTEM = "code", "name", "authority", "system"
HEADINGS: Mapping[str, frozenset[str]] = {
    CODE: frozenset({"学校标识码", "学校代码", "code", "schoolcode"}),
    NAME: frozenset({"学校名称", "学校", "name", "schoolname"}),
    AUTHORITY: frozenset({"主管区划代码", "主管区划", "区划代码", "authority", "region"}),
    SYSTEM: frozenset({"学制", "system"}),
}
SYSTEMS = {"": "63", "63": "63", "六三": "63", "六三制": "63", "54": "54", "五四": "54", "五四制": "54"}
LONGEST_NAME = 100
_SCHOOL_CODE = re.compile(r"[0-9]{10}\Z")


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school in a list. `authority` is the six-digit code of the region that administers it, or that region's id."""

    line: int
    code: str
    name: str
    authority: str
    system: str


@dataclass(frozen=True, slots=True)
class SchoolFault:
    """What is wrong in a line of the list; `code` names it, `value` is what stands there."""

    line: int
    code: str
    value: str = ""


def read_schools(text: str) -> Iterator[SchoolLine | SchoolFault]:
    """The lines of a CSV text (comma or tab) with a heading line. Blank lines are passed over."""
    heading, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in heading else ",")
    try:
        columns = [_field(word) for word in next(reader, [])]
        missing = [name for name in (CODE, NAME, AUTHORITY) if name not in columns]
        if missing:
            yield SchoolFault(1, "column_missing", ", ".join(missing))
            return
        seen: set[str] = set()
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _line(reader.line_num, dict(zip(columns, map(str.strip, cells), strict=False)), seen)
    except csv.Error:
        yield SchoolFault(reader.line_num, "line_broken")


def _field(word: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", word).split()).casefold()
    return next((name for name, words in HEADINGS.items() if folded in words), "")


def _line(number: int, cells: Mapping[str, str], seen: set[str]) -> SchoolLine | SchoolFault:
    code = unicodedata.normalize("NFKC", cells.get(CODE, ""))
    name = " ".join(cells.get(NAME, "").split())
    system = SYSTEMS.get(cells.get(SYSTEM, ""))
    if not _SCHOOL_CODE.match(code):
        return SchoolFault(number, "code_malformed", code[:40])
    if code in seen:
        return SchoolFault(number, "code_twice", code)
    seen.add(code)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return SchoolFault(number, "name_malformed", name[:40])
    if system is None:
        return SchoolFault(number, "system_unknown", cells[SYSTEM][:40])
    return SchoolLine(number, code, name, cells.get(AUTHORITY, ""), system)
