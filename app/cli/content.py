"""`flask content`: check the content files, publish them, see what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.database import open_session
from app.cli.problemsentences import SENTENCES, TYPES
from app.content.problems import Problem
from app.domain.errors import NotFound
from app.domain.library import SOURCE_LANGUAGE, WRITTEN_LANGUAGES
from app.services import content as service
from app.settings import read_settings

STATES = {
    service.State.NEW: ("未发布", "not published yet"),
    service.State.CHANGED: ("有改动未发布", "changed since it was published"),
    service.State.CURRENT: ("已发布", "published"),
    service.State.WITHOUT_FILE: ("已发布，但文件已不在", "published, but its file is gone"),
}

_roots = click.option(
    "--root", "roots", multiple=True, type=click.Path(path_type=Path), help="Content root instead of CONTENT_DIRS."
)
_language = click.option("--language", type=click.Choice(WRITTEN_LANGUAGES), default=SOURCE_LANGUAGE, show_default=True)


@click.group()
def content() -> None:
    """Lessons and quizzes, kept as files."""


@content.command()
@click.argument("lesson", required=False)
@_roots
@_language
def check(lesson: str | None, roots: tuple[Path, ...], language: str) -> None:
    """Check all content files, or those of one LESSON only; exit 1 where a rule is broken."""
    settings = read_settings()
    try:
        report = service.check(roots or settings.content_roots, lesson, media_hosts=settings.media_hosts)
    except NotFound as error:
        raise click.ClickException(say(language, f"没有课程 {lesson}", f"there is no lesson {lesson}")) from error
    _stop_at(report.problems, language)
    click.echo(
        say(
            language,
            f"内容检查通过：{report.lessons} 课，{report.questions} 题。",
            f"Content is sound: {report.lessons} lessons, {report.questions} questions.",
        )
    )


@content.command()
@_roots
@_language
@click.option("--drafts", is_flag=True, help="Production: publish also what no second person has read.")
def publish(roots: tuple[Path, ...], language: str, drafts: bool) -> None:
    """Check, then publish what changed; running it again changes nothing.

    In production only lessons are published that a second person has read (`flask content review`).
    """
    settings, now = read_settings(), datetime.now(UTC)
    with open_session(write=True) as session:
        outcome = service.publish(
            session,
            roots or settings.content_roots,
            now=now,
            media_hosts=settings.media_hosts,
            only_reviewed=settings.is_production and not drafts,
        )
    _stop_at(outcome.problems, language)
    for lesson_id in outcome.published:
        click.echo(lesson_id)
    click.echo(
        say(
            language,
            f"发布 {len(outcome.published)} 课，{len(outcome.unchanged)} 课没有变化。",
            f"Published {len(outcome.published)} lessons; {len(outcome.unchanged)} unchanged.",
        )
    )
    _tell_drafts(outcome, language)


def _tell_drafts(outcome: service.Outcome, language: str) -> None:
    if outcome.drafts:
        count = len(outcome.drafts)
        english = f"{count} lessons are drafts: no second person has read them."
        click.echo(say(language, f"其中 {count} 课是草稿，还没有第二个人审读。", english))
    if outcome.held_back:
        click.echo(", ".join(outcome.held_back))
        chinese = "以上草稿没有发布：先审读（flask content review），或加 --drafts。"
        english = "These drafts were not published: review them (flask content review), or add --drafts."
        click.echo(say(language, chinese, english), err=True)


@content.command()
@_roots
@_language
def status(roots: tuple[Path, ...], language: str) -> None:
    """Show how the files stand to what is published."""
    settings = read_settings()
    with open_session(write=False) as session:
        report, states = service.status(session, roots or settings.content_roots, media_hosts=settings.media_hosts)
    _stop_at(report.problems, language)
    for entry in states:
        words = [say(language, *STATES[entry.state]), _review(entry, language)]
        if entry.standing is not None and entry.standing.retired_at is not None:
            words.append(_retired(entry.standing, language))
        click.echo(f"{entry.lesson_id:<24} {entry.digest[:12]}  {say(language, '；', '; ').join(filter(None, words))}")


def _review(entry: service.LessonState, language: str) -> str:
    """Draft, or reviewed by whom and when; and who reviewed what is published, where that is something else."""
    if entry.review is not None:
        review = entry.review
        chinese = f"{review.reviewer} {review.on} 审读（作者 {review.author}）"
        return say(language, chinese, f"reviewed by {review.reviewer} on {review.on} (author {review.author})")
    published = entry.standing
    by = f"{published.reviewer} {published.reviewed_on}" if published is not None and published.reviewer else ""
    if entry.state is service.State.WITHOUT_FILE:
        return say(language, f"{by} 审读", f"reviewed by {by}") if by else ""
    chinese, english = (f"；发布的一版由 {by} 审读", f"; the published one reviewed by {by}") if by else ("", "")
    return say(language, f"草稿，未审读{chinese}", f"draft, not reviewed{english}")


def _retired(standing: service.Standing, language: str) -> str:
    day = f"{standing.retired_at:%Y-%m-%d}"
    if standing.successor:
        return say(language, f"{day} 停用，由 {standing.successor} 代替", f"retired on {day} for {standing.successor}")
    return say(language, f"{day} 停用", f"retired on {day}")


def sentence(problem: Problem, language: str = SOURCE_LANGUAGE) -> str:
    """`file:line: place: sentence`, without the parts that are not known."""
    path = Path(problem.file)
    file = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    where = str(file) if problem.line is None else f"{file}:{problem.line}"
    return ": ".join(part for part in (where, problem.place, words_of(problem, language)) if part)


def words_of(problem: Problem, language: str) -> str:
    """What is wrong, without the place."""
    facts = dict(problem.facts)
    if problem.code == "type_wrong":
        facts["expected"] = say(language, *TYPES[str(facts["expected"])])
    return say(language, *SENTENCES[problem.code]).format(**facts)


def _stop_at(problems: Iterable[Problem], language: str) -> None:
    lines = [sentence(problem, language) for problem in problems]
    for line in lines:
        click.echo(line, err=True)
    if lines:
        click.echo(say(language, f"共 {len(lines)} 处问题。", f"{len(lines)} problems."), err=True)
        raise SystemExit(1)


def say(language: str, chinese: str, english: str) -> str:
    """The sentence in the language asked for."""
    return chinese if language == SOURCE_LANGUAGE else english
