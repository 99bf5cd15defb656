"""`flask content new`: the files of a new lesson, with every field explained, for an author to fill in."""

from __future__ import annotations

import os
from pathlib import Path

import click

from app.cli.content import say
from app.cli.reviews import content
from app.domain.errors import Refusal
from app.domain.grades import Band
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES
from app.services import newlessons as service
from app.settings import read_settings

__all__ = ["content", "new"]

REFUSALS = {
    "file_present": ("{file} 已经存在；什么也没有写", "{file} is there already; nothing was written"),
    "id_malformed": (
        "{id} 不能作编号：专题和文件名只用小写字母、数字和连字符",
        "{id} is no id: theme and file name need lower-case ASCII words and hyphens",
    ),
    "theme_known": ("专题 {theme} 已经有了：不要写 --theme", "the theme {theme} exists: leave --theme out"),
    "theme_unknown": (
        "没有专题 {theme}。现有：{themes}。新建专题请加 --theme 名称",
        "there is no theme {theme}, only {themes}. For a new one add --theme NAME",
    ),
    "title_malformed": ("“{title}”应是一行普通文字", "“{title}” should be one line of plain text"),
}


@content.command()
@click.argument("theme")
@click.argument("band", type=click.Choice([str(band) for band in Band], case_sensitive=False))
@click.option("--title", default="", help="The lesson's title, in Chinese.")
@click.option("--name", default="", help="Name of the files; the band in small letters otherwise.")
@click.option("--theme", "theme_name", default="", metavar="NAME", help="Begin the new theme THEME with this name.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), help="Content root to write to.")
@click.option("--without-english", is_flag=True, help="Write no English overlays.")
@click.option("--language", type=click.Choice(WRITTEN_LANGUAGES), default=SOURCE_LANGUAGE, show_default=True)
def new(
    theme: str,
    band: str,
    title: str,
    name: str,
    theme_name: str,
    root: Path | None,
    without_english: bool,
    language: str,
) -> None:
    """Write the files of a new lesson of THEME for a BAND (K, P12, P34, P56, J, S, U): a small example to fill in."""
    roots = read_settings().content_roots
    try:
        done = service.write_new(
            roots,
            theme,
            Band(band.upper()),
            name=name,
            title=title,
            theme_name=theme_name,
            target=root,
            is_translated=not without_english,
        )
    except Refusal as refusal:
        raise click.ClickException(say(language, *REFUSALS[refusal.code]).format(**refusal.facts)) from refusal
    except OSError as error:
        raise click.ClickException(str(error)) from error
    for path in (*done.files, *done.extended):
        click.echo(str(path))
    click.echo(say(language, "接着：", "Next:"))
    if root and root not in roots:  # pictures and facts come from the roots that are known already
        click.echo(f"  export CONTENT_DIRS={os.pathsep.join(str(one.resolve()) for one in (*roots, root))}")
    click.echo(f"  flask content preview {done.lesson_id}")
    click.echo(f"  flask content check {done.lesson_id}")
