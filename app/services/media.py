"""Finding the file behind a public address of a film. The address is the file's digest, so any copy of it will do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.content.films import media_files, media_name
from app.content.recordings import recording_files

LOOK_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was when its digest was taken."""

    path: Path
    size: int
    changed: int


class Media:
    """The films of the content roots by digest. A file is read once, and again only when it changed.

    Each web host needs the content roots and nothing else: no copy is made at publishing, nothing is asked of the
    database. A file that is put there later is found when it is first asked for.
    """

    def __init__(self, roots: Sequence[Path], clock: Callable[[], float] = time.monotonic) -> None:
        self._roots = roots
        self._clock = clock
        self._found: dict[str, _Seen] = {}
        self._looked_at = -LOOK_AGAIN_SECONDS
        self._lock = threading.Lock()

    def find(self, name: str) -> Path | None:
        """The file whose digest and suffix are `name`, or None. What changed under its name is no longer that file."""
        seen = self._found.get(name)
        if seen is None or not _is_same(seen):
            self._look_again()
            seen = self._found.get(name)
        return seen.path if seen is not None and _is_same(seen) else None

    def _look_again(self) -> None:
        with self._lock:
            if self._clock() - self._looked_at < LOOK_AGAIN_SECONDS:
                return
            known = {seen.path: (name, seen) for name, seen in self._found.items() if _is_same(seen)}
            found = {}
            for path in (*media_files(self._roots), *recording_files(self._roots)):
                name, seen = known.get(path) or _read(path)
                found[name] = seen
            self._found = found
            self._looked_at = self._clock()


def _read(path: Path) -> tuple[str, _Seen]:
    stat = path.stat()
    return media_name(path.read_bytes(), path.suffix), _Seen(path, stat.st_size, stat.st_mtime_ns)


def _is_same(seen: _Seen) -> bool:
    try:
        stat = seen.path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (seen.size, seen.changed)
