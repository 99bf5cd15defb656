"""Lines of tables and keys in a TOML file, which tomllib does not tell.

The scan is only asked about files that tomllib has accepted, and only to point an author to a line: where it does not
know a key it names the line of the table around it.
"""

from __future__ import annotations

import re

Place = tuple[str | int, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]")
_KEY = re.compile(rf"^\s*({_PART})\s*=")
_PARTS = re.compile(_PART)


def line_index(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table header and every key at the start of a line."""
    index: dict[Place, int] = {}
    rows: dict[Place, int] = {}
    table: Place = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not fence:
            if header := _HEADER.match(line):
                table = _table_place(header[2], header[1] == "[[", rows)
                index.setdefault(table, number)
            elif key := _KEY.match(line):
                index.setdefault((*table, key[1].strip("\"'")), number)
        fence = _open_fence(line, fence)
    return index


def line_of(index: dict[Place, int], place: Place) -> int | None:
    """The line of this place, or of the nearest table around it."""
    for length in range(len(place), 0, -1):
        if place[:length] in index:
            return index[place[:length]]
    return None


def _table_place(name: str, is_row: bool, rows: dict[Place, int]) -> Place:
    parts = [part.strip("\"'") for part in _PARTS.findall(name)]
    place: Place = ()
    for depth, part in enumerate(parts, start=1):
        place = (*place, part)
        if is_row and depth == len(parts):
            rows[place] = rows.get(place, -1) + 1
        if place in rows:
            place = (*place, rows[place])
    return place


def _open_fence(line: str, fence: str) -> str:
    """The delimiter of the multi-line string that is still open after this line, or ''."""
    for mark in [fence] if fence else ['"""', "'''"]:
        if line.count(mark) % 2:
            return "" if fence else mark
    return fence
