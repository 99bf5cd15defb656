"""Zip archives that may be hostile, and the small XML parts of a workbook."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.parsers import expat

from app.exchange.rosters.limits import MIB, Limits, Unreadable

_CHUNK = 1 << 16
_LONGEST_TAG = MIB
"""A tag that is longer has no end: the parser would keep it in memory and look through it again with every piece."""
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_MOST_TAGS = 200_000
_SUSPICIOUS_SIZE, _SUSPICIOUS_RATIO = 16 * MIB, 500
"""A part larger than the first that shrank by more than the second was made to be unpacked, not to be read. A sheet
of pupils shrinks by 10 to 20; deflate can do no more than 1,032."""

DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError),
    *(ArithmeticError, EOFError, LookupError, OSError, RuntimeError, ValueError),
)
"""What the standard library raises on a part that is cut off or does not say what it should."""


class Package:
    """A zip archive whose sizes were looked at before anything is unpacked.

    Unpacking cannot exceed what an entry declares: `zipfile` stops there and compares the checksum.
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
        except DAMAGES as error:
            raise Unreadable("damaged", part="") from error
        entries = self._archive.infolist()
        if len(entries) > limits.max_entries or sum(entry.file_size for entry in entries) > limits.max_unpacked:
            raise Unreadable("unpacks_too_large", limit=limits.max_unpacked // MIB)
        for entry in entries:
            ratio = entry.file_size / max(entry.compress_size, 1)
            if entry.file_size > _SUSPICIOUS_SIZE and ratio > _SUSPICIOUS_RATIO:
                raise Unreadable("unpacks_too_large", limit=limits.max_unpacked // MIB)
            if entry.flag_bits & 1:
                raise Unreadable("encrypted")
        self._entries = {_plain(entry.filename): entry for entry in entries if not entry.is_dir()}

    @property
    def names(self) -> list[str]:
        """The names of the parts, with slashes, as they are written."""
        return [entry.filename.replace("\\", "/").lstrip("/") for entry in self._entries.values()]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._entries

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream. Raises Unreadable(damaged) if it is missing or packed in an unusual way."""
        entry = self._entries.get(_plain(name))
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("damaged", part=name[:80])
        try:
            return self._archive.open(entry)
        except DAMAGES as error:
            raise Unreadable("damaged", part=name[:80]) from error

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece."""
        with self.open(name) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    yield chunk
            except DAMAGES as error:
                raise Unreadable("damaged", part=name[:80]) from error


def _plain(name: str) -> str:
    """A part's name as Excel compares it."""
    return posixpath.normpath(name.replace("\\", "/").lstrip("/")).casefold()


def parser(part: str) -> expat.XMLParserType:
    """An XML parser that refuses document types: without them there are no entities to blow up or to fetch."""

    def refuse(*_: object) -> None:
        raise Unreadable("damaged", part=part[:80])

    made = expat.ParserCreate(namespace_separator="}")
    made.buffer_text = True
    made.buffer_size = _CHUNK
    made.StartDoctypeDeclHandler = refuse
    return made


def parsed(package: Package, part: str, made: expat.XMLParserType) -> Iterator[None]:
    """Parse a part; comes back after every piece, so that the caller can take what the handlers put together."""
    fed = 0
    try:
        for chunk in package.chunks(part):
            made.Parse(chunk)
            fed += len(chunk)
            if fed - made.CurrentByteIndex > _LONGEST_TAG:
                raise Unreadable("damaged", part=part[:80])
            yield
        made.Parse(b"", True)
    except DAMAGES as error:
        if getattr(error, "code", 0) == _NO_MEMORY:
            raise MemoryError from error
        raise Unreadable("damaged", part=part[:80]) from error
    yield


def elements(package: Package, part: str) -> list[tuple[str, dict[str, str]]]:
    """All start tags of a small part with their attributes, in order, by local names."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((local(tag), {local(name): text for name, text in attributes.items()}))
        if len(found) > _MOST_TAGS:
            raise Unreadable("too_heavy", limit="memory")

    made = parser(part)
    made.StartElementHandler = start
    for _ in parsed(package, part, made):
        pass
    return found


def local(name: str) -> str:
    """A tag or attribute without its namespace."""
    return name.rpartition("}")[2]
