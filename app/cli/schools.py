"""`flask schools import`: the schools of an installation, from a list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.database import open_session
from app.domain.identifiers import uuid7
from app.services import organisations as service

SENTENCES = {
    "authority_unknown": "there is no region '{value}'; write the six-digit code of the region that runs the school",
    "code_malformed": "'{value}' is no school code; it has ten digits",
    "code_twice": "the school {value} stands twice in the list",
    "column_missing": "the heading line lacks: {value}",
    "line_broken": "this line cannot be read as CSV",
    "name_malformed": "the name '{value}' is empty or too long",
    "school_differs": "the school {value} is there with another authority or system; neither can be changed here",
    "system_unknown": "'{value}' is no system; write 63 or 54, or leave it empty",
}


@click.group()
def schools() -> None:
    """The schools of this installation."""


@schools.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_schools(file: Path) -> None:
    """Add the schools of FILE, a CSV with 学校标识码, 学校名称, 主管区划代码 and, where it is 五四, 学制.

    All of it or nothing; a second time changes nothing.
    """
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file} is neither UTF-8 nor GB18030.") from error
    with open_session(write=True) as session:
        outcome = service.take_schools(session, text, now=datetime.now(UTC), new_id=uuid7)
    for fault in sorted(outcome.faults, key=lambda one: one.line):
        click.echo(f"{file}:{fault.line}: {SENTENCES[fault.code].replace('{value}', fault.value)}", err=True)
    if outcome.faults:
        raise click.ClickException(f"{len(outcome.faults)} faults; nothing was written.")
    click.echo(f"added: {outcome.added}; renamed: {outcome.renamed}; untouched: {outcome.untouched}")
