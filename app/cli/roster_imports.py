"""`flask rosters import`: read a file of pupils, show what it would do, and do it, without leaving the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click

from app.cli.accounts import find_region
from app.cli.database import open_database
from app.cli.jobs import CACHE_MIB, collect_rarely, tools_of
from app.cli.rosters import rosters
from app.domain.errors import NotFound, Refusal
from app.domain.imports import Coverage, ImportState, SchoolState
from app.domain.jobs import JobKind
from app.domain.rosters.lines import Fault
from app.services import jobs
from app.services.handlers import HANDLERS
from app.services.imports import applying, guard, previews, receiving
from app.services.imports.previews import Preview, SchoolLine
from app.services.imports.receiving import Upload
from app.services.jobs import Tools, Work
from app.settings import read_settings
from app.store import organisations
from app.store.engine import Database, Session

__all__ = ["rosters"]

PIECE = 1024 * 1024
SHOWN_FAULTS = 200
SHOWN_SCHOOLS = 20
REFUSALS = {
    "not_found": "There is no such school or region.",
    "import_empty": "The file is empty.",
    "import_large": "The file is larger than {limit} MiB.",
    "import_running": "Another file is being read or applied; wait for it, or discard it on the platform's page.",
    "import_not_held": "No school of this code waits for a confirmation.",
    "guard_number": "That is not the number of pupils who would leave or move.",
    "import_nothing_to_apply": "Nothing is ready to be applied.",
}


@rosters.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", "school_code", help="The file speaks of the school with this code only.")
@click.option("--region", "region_key", help="The file speaks of the schools of this region: code, or its id.")
@click.option("--dry-run", is_flag=True, help="Only say what the file would do.")
@click.option(
    "--coverage",
    type=click.Choice([str(one) for one in Coverage]),
    default=str(Coverage.SCHOOL),
    show_default=True,
    help="Whoever is not in the file leaves: of the schools in it, of the grades in it, nobody.",
)
@click.option("--confirm", multiple=True, metavar="CODE=N", help="Yes, N pupils of this school leave or move.")
def import_file(
    file: Path, school_code: str | None, region_key: str | None, dry_run: bool, coverage: str, confirm: tuple[str, ...]
) -> None:
    """Bring the pupils of FILE in (.xlsx, .xls, .csv, OneRoster .zip). Exit status 0 only where all of it was sound and
    is in, or with --dry-run would be."""
    if school_code and region_key:
        raise click.UsageError("Give --school or --region, not both.")
    confirmed = dict(_confirmation(one) for one in confirm)
    collect_rarely()
    with open_database(CACHE_MIB) as database, _refusing():
        tools = tools_of(read_settings(), database, say=_say)
        import_id = _read(tools, file, school_code, region_key, Coverage(coverage))
        is_sound = _show(database, import_id)
        if dry_run:
            with database.write() as session, session.begin():
                receiving.discard(session, None, import_id, now=tools.clock())
        elif is_sound is not None:
            _confirm(tools, import_id, confirmed)
            is_sound = _apply(tools, import_id) and is_sound
    if not is_sound:
        raise SystemExit(1)


def _confirmation(text: str) -> tuple[str, str]:
    code, is_there, number = text.partition("=")
    if not is_there:
        raise click.UsageError("--confirm needs CODE=N.")
    return code.strip(), number


def _read(tools: Tools, file: Path, school_code: str | None, region_key: str | None, coverage: Coverage) -> UUID:
    with tools.database.write() as session, session.begin(), file.open("rb") as stream:
        school_id, region_id = _scope(session, school_code, region_key)
        pieces = iter(lambda: stream.read(PIECE), b"")
        upload = Upload(file.name, pieces, coverage, school_id, region_id)
        import_id = receiving.receive(session, None, upload, now=tools.clock(), seal=tools.seal, new_id=tools.new_id)
        job = jobs.claim(session, JobKind.READ_IMPORT, import_id, now=tools.clock())
    jobs.perform(Work(job, tools), HANDLERS[JobKind.READ_IMPORT])
    click.echo(err=True)
    return import_id


def _apply(tools: Tools, import_id: UUID) -> bool:
    """Apply what is ready; True where every school of the file is done."""
    with tools.database.write() as session, session.begin():
        applying.apply(session, None, import_id, now=tools.clock(), new_id=tools.new_id)
        job = jobs.claim(session, JobKind.APPLY_IMPORT, import_id, now=tools.clock())
    is_done = jobs.perform(Work(job, tools), HANDLERS[JobKind.APPLY_IMPORT])
    click.echo(err=True)
    with tools.database.read() as session:
        found = previews.preview(session, None, import_id, now=tools.clock())
    for state, number in found.states.items():
        click.echo(f"{state} schools: {number}")
    return is_done and set(found.states) <= {SchoolState.APPLIED}


def _scope(session: Session, school_code: str | None, region_key: str | None) -> tuple[UUID | None, UUID | None]:
    if school_code is not None:
        school = organisations.school_by_code(session, school_code)
        if school is None:
            raise NotFound
        return school.id, None
    if region_key is not None:
        region_id = find_region(session, region_key)
        if region_id is None:
            raise NotFound
        return None, region_id
    return None, None


def _show(database: Database, import_id: UUID) -> bool | None:
    """Print what was found; True where nothing is wrong, None where nothing can be applied."""
    with database.read() as session:
        found = previews.preview(session, None, import_id, now=datetime.now(UTC))
        faults = previews.faults(session, None, import_id, now=datetime.now(UTC))
        pages = range(2, min(faults.pages, SHOWN_FAULTS // previews.FAULTS_ON_A_PAGE) + 1)
        listed = list(faults.faults)
        for page in pages:
            listed += previews.faults(session, None, import_id, now=datetime.now(UTC), page=page).faults
    if found.status.state is not ImportState.CHECKED:
        click.echo(f"refused: {found.status.problem} {_facts(found.status.facts)}".rstrip())
        return None
    _show_counts(found)
    for fault in listed:
        click.echo(_fault(fault))
    if found.status.faults > len(listed):
        click.echo(f"and {found.status.faults - len(listed)} more")
    return found.status.faults == 0


def _show_counts(found: Preview) -> None:
    counts = found.counts
    click.echo(f"rows: {found.status.rows}")
    click.echo(f"schools: {sum(found.states.values())}")
    for name in ("added", "returned", "changed", "moved", "left", "untouched", "new_rooms"):
        click.echo(f"{name.replace('_', ' ')}: {getattr(counts, name)}")
    click.echo(f"faults: {found.status.faults}")
    held = [line for line in found.schools if line.state is SchoolState.HELD]
    for line in held[:SHOWN_SCHOOLS]:
        click.echo(_held(line))


def _held(line: SchoolLine) -> str:
    key = line.code or line.school_id
    return f"held: {line.name}: {line.at_stake} of {line.counts.present} leave or move; --confirm {key}={line.at_stake}"


def _confirm(tools: Tools, import_id: UUID, confirmed: dict[str, str]) -> None:
    with tools.database.write() as session, session.begin():
        for code, number in confirmed.items():
            school = organisations.school_by_code(session, code)
            if school is None:
                raise NotFound
            guard.confirm(session, None, import_id, school.id, number, now=tools.clock(), new_id=tools.new_id)


def _fault(fault: Fault) -> str:
    """`sheet:line: column: reason`, without the parts that are not known."""
    where = ":".join(str(part) for part in (fault.sheet, fault.line) if part not in ("", None))
    words = f"{fault.code} {_facts(fault.facts)}".rstrip()
    return ": ".join(part for part in (where, fault.column, words) if part)


def _facts(facts: object) -> str:
    return " ".join(f"{name}={value}" for name, value in dict(facts).items())  # type: ignore[call-overload]


def _say(done: int, total: int | None) -> None:
    click.echo(f"\r{done}{f' of {total}' if total else ''}    ", nl=False, err=True)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        words = REFUSALS.get(refusal.code, refusal.code).format(**refusal.facts)
        raise click.ClickException(words) from refusal
