"""Zip archives for tests, honest and not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def packed(parts: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bomb(parts: Mapping[str, str | bytes], name: str, begin: bytes, unit: bytes, times: int, end: bytes) -> bytes:
    """An archive in which one part says the same thing very often; it is never in memory as a whole."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, data in parts.items():
            if other != name:
                archive.writestr(other, data)
        with archive.open(name, "w") as part:
            part.write(begin)
            for _ in range(times):
                part.write(unit)
            part.write(end)
    return stream.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """An archive whose directory claims that its largest entries are this small."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max(entry.file_size for entry in archive.infolist())
    return data.replace(largest.to_bytes(4, "little"), size.to_bytes(4, "little"))
