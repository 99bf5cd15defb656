"""The copy of an uploaded file with a remark on each faulty line. It holds what we read of the file, and no number.

It is made in two steps: whoever reads the file keeps its lines (`keep`), and when somebody asks for the copy, in their
language, the lines become a workbook (`write_remarks`). Student numbers pass both steps only as tokens, by which a
corrected copy is known again when it is imported.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Invalid
from app.domain.rosters.lines import Field, Line
from app.domain.rosters.numbers import is_token, number_hash, number_token, read_number, read_token
from app.exchange.tables import Column, Sheet, write_xlsx
from app.exchange.templates import HEADINGS

# Stands for what may not leave, until a word of the reader's language does.
_HIDDEN = "\x00"
# A student number, or the identity number inside it, wherever somebody typed it.
_NUMBER = re.compile(r"[GJLgjl]?\d{17}[\dXx]|\d{15,}")
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of the file without its student number. `position` counts over all sheets, as in `Line`."""

    position: int
    sheet: str
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemarksWords:
    """The caller's words: the name of the sheet, three headings, and what stands in the place of a faulty number."""

    sheet: str
    remarks: str
    place_sheet: str
    place_line: str
    masked: str


def keep(lines: Iterable[Line], number_key: bytes) -> Iterator[bytes]:
    """Lines in a compact form, chunk by chunk. They still hold names, so the caller seals them."""
    packer = zlib.compressobj(6)
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        cells = [_shown(name, line.text(name), number_key) for name in HEADINGS]
        record = [line.position, line.sheet, line.line, *cells]
        waiting.append(packer.compress(json.dumps(record, ensure_ascii=False).encode() + b"\n"))
        size += len(waiting[-1])
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join((*waiting, packer.flush()))


def kept(chunks: Iterable[bytes]) -> Iterator[KeptLine]:
    """The lines that `keep` was given, out of the same bytes in whatever pieces."""
    unpacker = zlib.decompressobj()
    rest = b""
    for chunk in chunks:
        *records, rest = (rest + unpacker.decompress(chunk)).split(b"\n")
        for record in records:
            position, sheet, line, *cells = json.loads(record)
            yield KeptLine(position, sheet, line, tuple(cells))


def write_remarks(
    target: BinaryIO, lines: Iterable[tuple[KeptLine, str]], words: RemarksWords, *, folder: Path | None = None
) -> None:
    """Write a workbook of lines with their remarks (an empty text where nothing is wrong), in the order given.

    Lines pass through, so memory does not grow with them. Columns that the file did not have stay empty.
    """
    head = (Column(words.remarks, 60), Column(words.place_sheet, 12), Column(words.place_line, 8))
    columns = [*head, *(Column(heading, 16) for heading in HEADINGS.values())]
    rows = ((remark, line.sheet, line.line, *_spoken(line, words.masked)) for line, remark in lines)
    write_xlsx(target, [Sheet(words.sheet, columns, rows, stands_out=_has_remark)], folder=folder)


def masked_number(text: str, number_key: bytes, word: str) -> str:
    """What stands in the place of a number: its token; `word` where it cannot be read; nothing for nothing."""
    if not text:
        return ""
    if is_token(text):
        hashed = read_token(number_key, text)
        return number_token(number_key, hashed) if hashed else word
    try:
        return number_token(number_key, number_hash(number_key, read_number(text)))
    except Invalid:
        return word


def _shown(name: Field, text: str, number_key: bytes) -> str:
    plain = text.replace(_HIDDEN, "")
    if name is Field.NUMBER:
        return masked_number(plain, number_key, _HIDDEN)
    return plain if len(plain) < 15 else _NUMBER.sub(_HIDDEN, plain)


def _spoken(line: KeptLine, word: str) -> Iterator[str]:
    return (cell.replace(_HIDDEN, word) for cell in line.cells)


def _has_remark(row: Sequence[object]) -> bool:
    return bool(row[0])
