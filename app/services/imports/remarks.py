"""The copy of a file with a remark on each faulty line: kept sealed while the file is read, written when asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

from app.domain.access import Actor
from app.domain.errors import NotFound
from app.domain.rosters.lines import Fault, Line
from app.exchange import remarks as exchange
from app.exchange.remarks import KeptLine, RemarksWords
from app.exchange.rosters import opened
from app.exchange.templates import HEADINGS
from app.services.imports import receiving
from app.services.imports.receiving import REMARKS
from app.services.seals import Seal
from app.store import imports as store
from app.store.engine import Session

# A longer file is copied with its faulty lines only, so that people can open the copy.
WHOLE = 20_000
MOST = 100_000

Place = tuple[str, int | None]


def keep(path: Path, faults: Iterable[Fault], number_key: bytes, *, lines: int) -> Iterator[bytes]:
    """The lines of a file that are worth copying, without student numbers. The file is read once more."""
    faulty = {place_of(fault) for fault in faults}
    with opened(path) as roster:
        found = (line for line in roster.lines() if isinstance(line, Line))
        if lines > WHOLE:
            found = (line for line in found if (line.sheet[:100], line.line) in faulty)
        yield from exchange.keep(found, number_key)


def copy(
    session: Session,
    actor: Actor | None,
    import_id: UUID,
    *,
    seal: Seal,
    say: Callable[[Fault], str],
    words: RemarksWords,
) -> bytes:
    """A workbook with what is wrong beside each line, faulty lines first. `say` makes a sentence of a fault.

    NotFound where nothing was wrong, or the import is no longer kept.
    """
    found = receiving.own(session, actor, import_id)
    if not store.has_file(session, found.school_id, import_id, REMARKS):
        raise NotFound
    told: defaultdict[Place, list[str]] = defaultdict(list)
    for fault in store.faults(session, found.school_id, import_id, offset=0, limit=MOST):
        told[place_of(fault)].append(say(fault))
    chunks = (seal.open(part) for part in store.parts(session, found.school_id, import_id, REMARKS))
    lines = list(exchange.kept(chunks))
    target = BytesIO()
    exchange.write_remarks(target, _ordered(lines, told), words)
    return target.getvalue()


def place_of(fault: Fault) -> Place:
    """Where a fault is, as far as the database keeps it."""
    return fault.sheet[:100], fault.line


def _ordered(lines: list[KeptLine], told: dict[Place, list[str]]) -> Iterator[tuple[KeptLine, str]]:
    """Faulty lines, then places that could not be read as a line at all, then the rest."""
    known = {(line.sheet[:100], line.line) for line in lines}
    for line in lines:
        if (line.sheet[:100], line.line) in told:
            yield line, " ".join(told[line.sheet[:100], line.line])
    for (sheet, number), sentences in told.items():
        if number is not None and (sheet, number) not in known:
            yield KeptLine(0, sheet, number, ("",) * len(HEADINGS)), " ".join(sentences)
    for line in lines:
        if (line.sheet[:100], line.line) not in told:
            yield line, ""
