"""`flask rosters`: the lists of pupils, out of the database and into it. Other modules add their own commands."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.accounts import find_region
from app.cli.database import open_session
from app.domain.errors import NotFound
from app.services import rosters as service
from app.services.rosters import Exported, Form
from app.settings import read_settings
from app.store import organisations


@click.group()
def rosters() -> None:
    """Lists of pupils: export, import, promote."""


@rosters.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--school", "school_code", help="The school with this code.")
@click.option("--region", "region_key", help="All schools run by this region: six-digit code, or its id.")
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in Form]),
    help="Kind of file; else the ending of FILE says it.",
)
def export(file: Path, school_code: str | None, region_key: str | None, form: str | None) -> None:
    """Write the pupils of a school or region to FILE (.xlsx or .csv); it imports back without change.

    FILE holds names: keep it as safe as the database itself. A line of the ledger says that it was made.
    """
    if (school_code is None) == (region_key is None):
        raise click.UsageError("Give exactly one of --school and --region.")
    kind = form or file.suffix.lower().removeprefix(".")
    if kind not in {one.value for one in Form}:
        raise click.UsageError("FILE must end in .xlsx or .csv, or give --format.")
    if file.exists():
        raise click.ClickException(f"{file} exists already; nothing was written.")
    exported = _export(file, Form(kind), school_code, region_key)
    click.echo(f"exported: {exported.pupils} pupils of {exported.schools} schools")


def _export(file: Path, form: Form, school_code: str | None, region_key: str | None) -> Exported:
    """Write beside the wanted place first, so that half a list never lies there."""
    part = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{part}: {error.strerror}") from error
    try:
        with open_session() as session, os.fdopen(descriptor, "wb") as target:
            school = organisations.school_by_code(session, school_code) if school_code else None
            school_id = school.id if school else None
            exported = service.export_by_operator(
                session,
                target,
                form=form,
                number_key=read_settings().number_key,
                school_id=school_id,
                region_id=find_region(session, region_key) if region_key else None,
                folder=file.absolute().parent,
            )
        with open_session(write=True) as session:
            service.note(session, None, exported, now=datetime.now(UTC), school_id=school_id)
        part.rename(file)
    except NotFound as error:
        raise click.ClickException("There is no such school or region, or it has no schools.") from error
    finally:
        part.unlink(missing_ok=True)
    return exported
