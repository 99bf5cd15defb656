"""`flask logins`: who can sign in to the demo, as a small table for the terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

import click

from app.settings import read_settings

COLUMNS = ("role", "username", "password", "scope")


@click.command()
def logins() -> None:
    """Show the log-ins of the demo. There are none in production."""
    settings = read_settings()
    file = settings.instance / "demo-logins.json"
    if settings.is_production or not file.is_file():
        click.echo("No demo log-ins here.")
        return
    people = json.loads(file.read_text(encoding="utf-8"))
    click.echo(table([COLUMNS, *([str(person[column]) for column in COLUMNS] for person in people)]))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first one underlined. A Chinese character is two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
