"""Films that are no films: just the bytes by which a file says what it is and how long."""

from __future__ import annotations

import struct


def webm(seconds: float, *, scale: int = 1_000_000, unknown: bool = False) -> bytes:
    """A WebM file of this length; with `unknown` its segment does not say how large it is, as in a live recording."""
    info = _element("2ad7b1", scale.to_bytes(4, "big")) + _element("4489", struct.pack(">d", seconds * 1e9 / scale))
    body = _element("114d9b74", b"\x00" * 20) + _element("1549a966", info) + _element("1f43b675", b"\x00" * 50)
    segment = b"\x01" + b"\xff" * 7 + body if unknown else _sized(body)
    return _element("1a45dfa3", _element("4282", b"webm")) + bytes.fromhex("18538067") + segment


def mp4(seconds: float, *, is_long: bool = False) -> bytes:
    """An MP4 file of this length, its movie header behind the frames."""
    scale = 600
    times = struct.pack(">QQIQ" if is_long else ">IIII", 0, 0, scale, round(seconds * scale))
    head = bytes([int(is_long), 0, 0, 0]) + times + b"\x00" * 80
    return _box(b"ftyp", b"isom\x00\x00\x02\x00") + _box(b"mdat", b"\x00" * 40) + _box(b"moov", _box(b"mvhd", head))


def captions(*cues: tuple[str, str, str]) -> str:
    """A file of captions with these cues (start, end, words)."""
    found = cues or (("00:00.500", "00:04.000", "先走到安全的地方。"),)
    return "WEBVTT\n\n" + "\n\n".join(f"{start} --> {end}\n{words}" for start, end, words in found) + "\n"


def _sized(body: bytes) -> bytes:
    return (len(body) | 1 << 28).to_bytes(4, "big") + body


def _element(name: str, body: bytes) -> bytes:
    return bytes.fromhex(name) + _sized(body)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body
