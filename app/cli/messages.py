"""`flask messages`: the interface in traditional characters, made from the simplified catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from app.content.traditional import Converter, converter_of
from app.settings import ROOT

SOURCE, DERIVED = "zh_Hans_CN", "zh_Hant_TW"
_HAN = re.compile(r"[\u4e00-\u9fff]")


@click.group()
def messages() -> None:
    """The catalogues of the interface."""


@messages.command()
@click.option("--folder", type=click.Path(path_type=Path), default=ROOT / "translations", help="Folder of catalogues.")
def derive(folder: Path) -> None:
    """Make zh_Hant_TW from zh_Hans_CN. Running it again changes nothing."""
    made = derived(read_catalogue(folder, SOURCE), converter_of([ROOT], is_interface=True))
    path = catalogue_path(folder, DERIVED)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, made, width=118, sort_by_file=True)
    click.echo(f"{path}: {len(made)} messages")


def catalogue_path(folder: Path, locale: str) -> Path:
    """Where a catalogue lies."""
    return folder / locale / "LC_MESSAGES" / "messages.po"


def read_catalogue(folder: Path, locale: str) -> Catalog:
    """A catalogue as it lies there."""
    with catalogue_path(folder, locale).open("rb") as stream:
        return read_po(stream, locale)


def derived(source: Catalog, converter: Converter) -> Catalog:
    """The catalogue in traditional characters. What the code itself says in Chinese is converted from there."""
    made = Catalog(
        DERIVED,
        project=source.project,
        version=source.version,
        copyright_holder="First Lesson",
        creation_date=source.creation_date,
        revision_date=source.creation_date,
        fuzzy=False,
    )
    made.header_comment = "# Made from zh_Hans_CN by `make messages`. Do not edit, see docs/authoring.md."
    for message in source:
        if message.id:
            made.add(
                message.id,
                _converted(message, converter),
                locations=message.locations,
                flags=set(message.flags) - {"fuzzy"},
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return made


def _converted(message: Message, converter: Converter) -> str | tuple[str, ...]:
    if not isinstance(message.id, str):
        return tuple(converter.text(form) for form in message.string or ())
    said = message.string if isinstance(message.string, str) else ""
    return converter.text(said or (message.id if _HAN.search(message.id) else ""))
