"""`flask content review` and `retire`: a second reader's word on a lesson, and taking a lesson out of use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.content import say, sentence
from app.cli.database import open_session
from app.cli.questions import content
from app.domain.campaigns import day_of
from app.domain.errors import NotFound, Refusal
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES
from app.services import retirements
from app.services import reviews as service
from app.settings import read_settings

__all__ = ["content", "retire", "review"]

REFUSALS = {
    "author_unknown": ("还不知道作者：请加 --author 姓名", "nobody knows the author yet: add --author NAME"),
    "name_malformed": ("姓名应为一行文字，不超过 100 字", "a name is one line of at most 100 characters"),
    "review_of_own": ("作者不能审读自己的课：请换一个人", "nobody reviews a lesson of their own: ask somebody else"),
    "reviews_broken": (
        "{file} 有错误，先改好（flask content check）",
        "{file} is broken; mend it (flask content check)",
    ),
    "successor_itself": ("{lesson} 不能代替自己", "{lesson} cannot take its own place"),
    "successor_retired": ("{lesson} 自己已停用", "{lesson} is retired itself"),
    "successor_unknown": ("{lesson} 还没有发布", "{lesson} is not published"),
}

_lesson = click.argument("lesson")
_language = click.option("--language", type=click.Choice(WRITTEN_LANGUAGES), default=SOURCE_LANGUAGE, show_default=True)


@content.command()
@_lesson
@click.option("--by", "reviewer", required=True, metavar="NAME", help="Who has read the lesson.")
@click.option("--author", default="", metavar="NAME", help="Who wrote it; known from the last review otherwise.")
@click.option("--root", "roots", multiple=True, type=click.Path(path_type=Path), help="Instead of CONTENT_DIRS.")
@_language
def review(lesson: str, reviewer: str, author: str, roots: tuple[Path, ...], language: str) -> None:
    """Note in courses/reviews.toml that a second person has read LESSON as it stands now."""
    settings = read_settings()
    try:
        done = service.review(
            roots or settings.content_roots,
            lesson,
            reviewer=reviewer,
            author=author,
            on=day_of(datetime.now(UTC)),
            media_hosts=settings.media_hosts,
        )
    except Refusal as refusal:
        raise _refused(refusal, lesson, language) from refusal
    for problem in done.problems:
        click.echo(sentence(problem, language), err=True)
    if done.review is None:
        words = "有错误的课不能审读，先改好。", "A lesson with problems cannot be reviewed; mend it first."
        raise click.ClickException(say(language, *words))
    words = (
        f"{lesson}：{done.review.author} 写，{done.review.reviewer} {done.review.on} 审读，记在 {done.file}",
        f"{lesson}: by {done.review.author}, reviewed by {done.review.reviewer} on {done.review.on}, in {done.file}",
    )
    click.echo(say(language, *words))


@content.command()
@_lesson
@click.option("--successor", metavar="LESSON", help="The published lesson that takes its place.")
@click.option("--undo", is_flag=True, help="Offer the lesson again.")
@_language
def retire(lesson: str, successor: str | None, undo: bool, language: str) -> None:
    """Let LESSON be assigned no more. What is running goes on to its end."""
    if undo and successor:
        raise click.UsageError("Give --successor or --undo, not both.")
    try:
        with open_session(write=True) as session:
            if undo:
                is_new = retirements.undo(session, lesson)
            else:
                is_new = retirements.retire(session, lesson, successor, now=datetime.now(UTC))
    except Refusal as refusal:
        raise _refused(refusal, lesson, language) from refusal
    if not is_new:
        click.echo(say(language, f"{lesson} 没有变化。", f"{lesson}: nothing to change."))
    elif undo:
        click.echo(say(language, f"{lesson} 恢复使用。", f"{lesson} is offered again."))
    else:
        click.echo(say(language, f"{lesson} 已停用。", f"{lesson} is retired."))


def _refused(refusal: Refusal, lesson: str, language: str) -> click.ClickException:
    if isinstance(refusal, NotFound):
        return click.ClickException(say(language, f"没有课程 {lesson}", f"there is no lesson {lesson}"))
    return click.ClickException(say(language, *REFUSALS[refusal.code]).format(**refusal.facts))
