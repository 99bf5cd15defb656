"""CSV and other separated text: which encoding, which separator, which line a record begins at."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import IO

from app.exchange.rosters import headings
from app.exchange.rosters.limits import Limits, Unreadable
from app.exchange.rosters.register import SEARCHED, Cells, Flaw, Making, Register, Sheet
from app.exchange.rosters.wire import Wire

Opener = Callable[[], IO[bytes]]
"""Opens the bytes from their beginning; they are gone through twice."""
Record = tuple[int, list[str] | Flaw]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
"""Marks, the encodings they announce, and these with the mark left out."""
_CHUNK = 1 << 20
_HEAD = 4096
_SEPARATORS = (",", "\t", ";")
_RECORD_LINES = 50
"""A record that goes on for more lines than this was opened by a quotation mark that nobody closed."""
_PLAIN = frozenset(b"\r\n\t,;0123456789")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SURE = 4


def read(opener: Opener, wire: Wire, limits: Limits, making: Making = Register) -> None:
    """Send the lines of a table in one text."""
    encoding, is_guess = encoding_of(opener)
    if is_guess:
        wire.notice("encoding_guessed", encoding=encoding.upper())
    with io.TextIOWrapper(opener(), encoding, newline="") as text:
        lines = Physical(text, limits)
        separator = _separator(lines)
        register = making(wire, limits)
        register.read(Sheet("", _rows(records(lines, separator)), is_text=True))
        register.finish()


def encoding_of(opener: Opener, sheet: str = "") -> tuple[str, bool]:
    """The encoding of a text, and whether it was guessed (no mark, and not UTF-8).

    Raises Unreadable(encoding) with the line at which the text stops making sense.
    """
    with opener() as stream:
        head = stream.read(_HEAD)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable("encoding", line=1, sheet=sheet)
    for mark, name, without_mark in _BOMS:
        if head.startswith(mark):
            _must_decode(opener, name, sheet)
            return without_mark, False
    if name := wide(head):
        _must_decode(opener, name, sheet)
        return name, True
    broken = _first_error(opener, "utf-8")
    if broken is None:
        return "utf-8", False
    line, is_chinese = broken
    if is_chinese:
        raise Unreadable("encoding", line=line, sheet=sheet)
    _must_decode(opener, "gb18030", sheet)
    return "gb18030", True


def wide(head: bytes) -> str:
    """UTF-16 without a mark: separators, digits and line ends stand beside a NUL, always on the same side."""
    pairs = list(zip(head[::2], head[1::2], strict=False))
    little = sum(second == 0 and first in _PLAIN for first, second in pairs)
    big = sum(first == 0 and second in _PLAIN for first, second in pairs)
    if max(little, big) < 3 or max(little, big) * 30 < len(pairs) or min(little, big) * 4 > max(little, big):
        return ""
    return "utf-16-le" if little > big else "utf-16-be"


def _must_decode(opener: Opener, encoding: str, sheet: str) -> None:
    if broken := _first_error(opener, encoding):
        raise Unreadable("encoding", line=broken[0], sheet=sheet)


def _first_error(opener: Opener, encoding: str) -> tuple[int, bool] | None:
    """The line with the first byte that is not of this encoding, and whether the text before it was Chinese: then the
    encoding is the right one, and the text is damaged."""
    decoder = codecs.getincrementaldecoder(encoding)()
    feeds = returns = han = 0
    with opener() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            broken = False
            try:
                text = decoder.decode(chunk, not chunk)
            except UnicodeDecodeError as error:
                text = error.object[: error.start].decode(encoding, "ignore")
                broken = True
            feeds, returns = feeds + text.count("\n"), returns + text.count("\r")
            if han < _SURE:
                han += len(_HAN.findall(text))
            if broken:
                return (feeds or returns) + 1, han >= _SURE
            if not chunk:
                return None


class Physical:
    """The physical lines of a text with their numbers; lines can be given back. No line is longer than the limit:
    the rest of a longer one is skipped and the line is a flaw."""

    def __init__(self, text: IO[str], limits: Limits) -> None:
        self._text = text
        self._limit = limits.max_line
        self._number = 0
        self._back: deque[tuple[int, str | Flaw]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str | Flaw]]:
        return self

    def __next__(self) -> tuple[int, str | Flaw]:
        if self._back:
            return self._back.popleft()
        line = self._text.readline(self._limit)
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) < self._limit or line[-1] in "\r\n":
            return self._number, line
        while line and line[-1] not in "\r\n":
            line = self._text.readline(self._limit)
        return self._number, Flaw("line_too_long", {"limit": self._limit})

    def give_back(self, lines: list[tuple[int, str | Flaw]]) -> None:
        """Have these lines come again, before all others."""
        self._back.extendleft(reversed(lines))


def records(lines: Physical, separator: str) -> Iterator[Record]:
    """The records with the number of the line they begin at. A broken one costs its first line only."""
    for number, line in lines:
        if isinstance(line, Flaw):
            yield number, line
        elif '"' not in line:
            yield number, line.rstrip("\r\n").split(separator)
        else:
            yield number, _quoted(number, line, lines, separator)


def _quoted(number: int, line: str, lines: Physical, separator: str) -> list[str] | Flaw:
    """A record with quotation marks, which may go on over several lines."""
    taken: list[tuple[int, str | Flaw]] = []
    text, marks = line, line.count('"')
    while marks % 2 and len(taken) < _RECORD_LINES:
        following = next(lines, None)
        if following is None:
            break
        taken.append(following)
        if isinstance(following[1], Flaw):
            break
        text += following[1]
        marks += following[1].count('"')
    try:
        if marks % 2 == 0:
            found = list(csv.reader([text], delimiter=separator, strict=True))
            if len(found) == 1:
                return [_unguarded(value) for value in found[0]]
    except csv.Error:
        pass
    lines.give_back(taken)
    return Flaw("quote", {})


def _unguarded(value: str) -> str:
    """A text without `="..."`, by which some programs keep Excel from turning numbers into other numbers."""
    return value[2:-1] if value.startswith('="') and value.endswith('"') and len(value) > 2 else value


def _separator(lines: Physical) -> str:
    """The separator under which the first rows have a heading, else the most frequent one."""
    top: list[tuple[int, str | Flaw]] = []
    for line in lines:
        top.append(line)
        if len(top) >= SEARCHED:
            break
    lines.give_back(top)
    texts = [text for _, text in top if isinstance(text, str)]
    for separator in _SEPARATORS:
        if any(headings.is_heading(dict(enumerate(_split(text, separator)))) for text in texts):
            return separator
    return max(_SEPARATORS, key=lambda separator: sum(text.count(separator) for text in texts))


def _split(text: str, separator: str) -> list[str]:
    return [part.strip('"') for part in text.rstrip("\r\n").split(separator)]


def _rows(found: Iterator[Record]) -> Iterator[tuple[int, Cells | Flaw]]:
    """Records as rows. The ' that an export puts before what looks like a formula stays: the checks take it off."""
    for number, values in found:
        yield number, values if isinstance(values, Flaw) else dict(enumerate(values))
