"""What a film file says of itself: is it WebM or MP4, and how long is it? No frame is decoded.

WebM is described in RFC 8794 (EBML) and RFC 9559 (Matroska), MP4 in ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_DEFAULT_SCALE = 1_000_000  # nanoseconds in a tick of a WebM file that does not say


def suffix_of(data: bytes) -> str | None:
    """The suffix that belongs to these bytes, by their first ones: ".webm", ".mp4", or None for anything else."""
    if data.startswith(_EBML) and b"webm" in data[:64]:
        return ".webm"
    return ".mp4" if data[4:8] == b"ftyp" else None


def seconds_of(data: bytes) -> float | None:
    """How long the film is, in seconds; None where the file does not say or is broken."""
    try:
        found = _webm_seconds(data) if suffix_of(data) == ".webm" else _mp4_seconds(data)
    except (struct.error, IndexError):
        return None
    return found if found is not None and 0 < found < 1e6 else None


def _webm_seconds(data: bytes) -> float | None:
    scale, ticks = _DEFAULT_SCALE, None
    for _outer, start, end in _elements(data, 0, len(data), wanted=_SEGMENT):
        for _middle, first, last in _elements(data, start, end, wanted=_INFO):
            for name, begin, stop in _elements(data, first, last):
                if name == _SCALE:
                    scale = int.from_bytes(data[begin:stop], "big")
                elif name == _DURATION:
                    ticks = struct.unpack(">d" if stop - begin == 8 else ">f", data[begin:stop])[0]
            return None if ticks is None else ticks * scale / 1e9
    return None


def _elements(data: bytes, start: int, end: int, wanted: int | None = None) -> Iterator[tuple[int, int, int]]:
    """(id, start, end) of the contents of the elements that follow each other, all or the `wanted` ones."""
    while start < end:
        name, start = _number(data, start, keeps_marker=True)
        size, start = _number(data, start, keeps_marker=False)
        stop = end if size is None else min(start + size, end)
        if name is not None and (wanted is None or name == wanted):
            yield name, start, stop
        start = stop


def _number(data: bytes, at: int, *, keeps_marker: bool) -> tuple[int | None, int]:
    """A number of variable length and where it ends; None for the size that stands for unknown."""
    first = data[at]
    width = 9 - first.bit_length()
    if width > 8 or at + width > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + width], "big")
    if keeps_marker:
        return value, at + width
    value &= (1 << 7 * width) - 1
    return None if value == (1 << 7 * width) - 1 else value, at + width


def _mp4_seconds(data: bytes) -> float | None:
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, first, _last in _boxes(data, start, end):
            if inner == b"mvhd":
                is_long = data[first] == 1
                scale, ticks = struct.unpack_from(">IQ" if is_long else ">II", data, first + (20 if is_long else 12))
                return float(ticks / scale) if scale else None
    return None


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end) of the contents of the boxes that follow each other."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        stop = end if size == 0 else start + size
        if size and size < head:
            return
        yield kind, start + head, min(stop, end)
        start = stop
