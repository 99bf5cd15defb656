"""Taking in a file of pupils: who may, for which schools, and where it waits, sealed, until a worker reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.access import Actor, Permission, Place, reach, require
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.imports import Coverage, ImportState
from app.domain.jobs import JobKind
from app.services import jobs
from app.services.operators import OPERATOR
from app.services.seals import Seal
from app.store import boards, importschools, organisations, regions
from app.store import imports as store
from app.store.engine import Session
from app.store.imports import ImportRecord

UPLOAD = "upload"
REMARKS = "remarks"
PART = 1024 * 1024
LARGEST_MIB = 64
# Checked lines hold names; they are not kept for longer than somebody needs to look at them and decide.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in, for one school, for the schools of a region, or (both None) for all.

    `content` is read once, in pieces; a binary file will do, but then it is read line by line.
    """

    file_name: str
    content: Iterable[bytes]
    coverage: Coverage = Coverage.SCHOOL
    school_id: UUID | None = None
    region_id: UUID | None = None


def receive(
    session: Session,
    actor: Actor | None,
    upload: Upload,
    *,
    now: datetime,
    seal: Seal,
    new_id: Callable[[], UUID],
) -> UUID:
    """Keep a file and order that it be read; returns the id of the import. None is the operator, who may do everything.

    Raises Invalid("import_empty" | "import_large", field="file"), and Conflict("import_running") while another file of
    the same organisation is read or applied.
    """
    check_scope(session, actor, upload.school_id, upload.region_id)
    own_id = organisation(session, actor, new_id=new_id)
    store.lock_organisation(session, own_id)
    if store.is_busy(session, own_id):
        raise Conflict("import_running")
    ordered_by = actor.account_id if actor else OPERATOR
    import_id = new_id()
    row = {"school_id": own_id, "id": import_id, "ordered_by": ordered_by, "created_at": now, "expires_at": now + KEPT}
    row |= {"file_name": _short(upload.file_name), "coverage": upload.coverage}
    store.add(session, row | {"target_school_id": upload.school_id, "region_id": upload.region_id})
    _keep(session, own_id, import_id, upload.content, seal)
    jobs.order(
        session,
        JobKind.READ_IMPORT,
        school_id=own_id,
        ordered_by=ordered_by,
        subject_id=import_id,
        payload=reach_of(actor),
        now=now,
        new_id=new_id,
    )
    return import_id


def discard(session: Session, actor: Actor | None, import_id: UUID, *, now: datetime) -> None:
    """Throw away an import that has not been applied, with everything read from the file. Doing it again is harmless.

    Raises Conflict("import_applying") while it is applied or where a school of it has been.
    """
    found = own(session, actor, import_id, lock=True)
    if found.state in (ImportState.APPLYING, ImportState.APPLIED) or found.applied_at is not None:
        raise Conflict("import_applying")
    clear(session, found)
    importschools.drop(session, import_id)
    store.change(session, found.school_id, import_id, state=ImportState.DISCARDED, expires_at=now)


def clear(session: Session, found: ImportRecord) -> None:
    """Delete whatever an import keeps of its file: parts, lines, faults."""
    for purpose in (UPLOAD, REMARKS):
        store.drop_file(session, found.school_id, found.id, purpose)
    store.drop_faults(session, found.school_id, found.id)
    schools = [target.id for target in targets(session, found)]
    importschools.drop_staged(session, {*schools, found.school_id}, found.id)


def own(session: Session, actor: Actor | None, import_id: UUID, *, lock: bool = False) -> ImportRecord:
    """An import of the actor's organisation, within what the actor may import now. NotFound for any other."""
    if actor is not None:
        require(actor, Permission.ROSTER_IMPORT)
    own_id = actor.school_id if actor else organisations.known_platform_id(session)
    found = store.get(session, own_id, import_id, lock=lock) if own_id else None
    if found is None:
        raise NotFound
    check_scope(session, actor, found.target_school_id, found.region_id)
    return found


def organisation(session: Session, actor: Actor | None, *, new_id: Callable[[], UUID]) -> UUID:
    """The organisation that holds the actor's imports; the operator's are the platform's."""
    return actor.school_id if actor else organisations.platform_id(session, new_id=new_id)


def check_scope(session: Session, actor: Actor | None, school_id: UUID | None, region_id: UUID | None) -> None:
    """The actor's grant must cover the school, else the region, else everything; what is unknown is not found."""
    if school_id is not None:
        school = boards.school_place(session, school_id)
        if school is None:
            raise NotFound
        place = Place(school_id=school.id, region_ids=school.region_ids)
    elif region_id is not None:
        path = regions.path(session, region_id)
        if not path:
            raise NotFound
        place = Place(region_ids=frozenset(region.id for region in path))
    else:
        place = Place()
    if actor is not None:
        require(actor, Permission.ROSTER_IMPORT, place)


def targets(session: Session, found: ImportRecord) -> list[importschools.Target]:
    """The schools an import may speak of."""
    if found.target_school_id is not None:
        return importschools.targets(session, school_id=found.target_school_id)
    if found.region_id is None:
        return importschools.targets(session)
    region = regions.region(session, found.region_id)
    return importschools.targets(session, region=(region.level, region.id)) if region else []


def reach_of(actor: Actor | None) -> dict[str, object]:
    """From where the actor may move pupils, in a form that a job can hold."""
    if actor is None:
        return {"everything": True, "schools": [], "regions": []}
    covered = reach(actor, Permission.ROSTER_IMPORT)
    return {
        "everything": covered.everything,
        "schools": sorted(str(one) for one in covered.school_ids),
        "regions": sorted(str(one) for one in covered.region_ids),
    }


def _keep(session: Session, school_id: UUID, import_id: UUID, content: Iterable[bytes], seal: Seal) -> None:
    size = 0
    for number, piece in enumerate(_pieces(content)):
        size += len(piece)
        if size > LARGEST_MIB * 1024 * 1024:
            raise Invalid("import_large", field="file", limit=LARGEST_MIB)
        store.add_part(session, school_id, import_id, UPLOAD, number, seal.close(piece))
    if not size:
        raise Invalid("import_empty", field="file")


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for some in content:
        waiting += some
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def _short(file_name: str) -> str:
    """The last part of a file's name, its end kept where it is too long."""
    bare = file_name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return "".join(character for character in bare if character.isprintable())[-100:] or "file"
