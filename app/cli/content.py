"""`flask content`: check the content files, publish them, see what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.database import open_session
from app.cli.problemsentences import SENTENCES, TYPES
from app.content.problems import Problem
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE
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
_language = click.option("--language", type=click.Choice(LANGUAGES), default=SOURCE_LANGUAGE, show_default=True)


@click.group()
def content() -> None:
    """Lessons and quizzes, kept as files."""


@content.command()
@_roots
@_language
def check(roots: tuple[Path, ...], language: str) -> None:
    """Check all content files; exit 1 where a rule is broken."""
    report = service.check(roots or read_settings().content_roots)
    _stop_at(report.problems, language)
    click.echo(
        _say(
            language,
            f"内容检查通过：{report.lessons} 课，{report.questions} 题。",
            f"Content is sound: {report.lessons} lessons, {report.questions} questions.",
        )
    )


@content.command()
@_roots
@_language
def publish(roots: tuple[Path, ...], language: str) -> None:
    """Check, then publish what changed; running it again changes nothing."""
    with open_session(write=True) as session:
        outcome = service.publish(session, roots or read_settings().content_roots, now=datetime.now(UTC))
    _stop_at(outcome.problems, language)
    for lesson_id in outcome.published:
        click.echo(lesson_id)
    click.echo(
        _say(
            language,
            f"发布 {len(outcome.published)} 课，{len(outcome.unchanged)} 课没有变化。",
            f"Published {len(outcome.published)} lessons; {len(outcome.unchanged)} unchanged.",
        )
    )


@content.command()
@_roots
@_language
def status(roots: tuple[Path, ...], language: str) -> None:
    """Show how the files stand to what is published."""
    with open_session(write=False) as session:
        report, states = service.status(session, roots or read_settings().content_roots)
    _stop_at(report.problems, language)
    for entry in states:
        click.echo(f"{entry.lesson_id:<24} {entry.digest[:12]}  {_say(language, *STATES[entry.state])}")


def sentence(problem: Problem, language: str = SOURCE_LANGUAGE) -> str:
    """`file:line: place: sentence`, without the parts that are not known."""
    path = Path(problem.file)
    file = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    where = str(file) if problem.line is None else f"{file}:{problem.line}"
    facts = dict(problem.facts)
    if problem.code == "type_wrong":
        facts["expected"] = _say(language, *TYPES[str(facts["expected"])])
    words = _say(language, *SENTENCES[problem.code]).format(**facts)
    return ": ".join(part for part in (where, problem.place, words) if part)


def _stop_at(problems: Iterable[Problem], language: str) -> None:
    lines = [sentence(problem, language) for problem in problems]
    for line in lines:
        click.echo(line, err=True)
    if lines:
        click.echo(_say(language, f"共 {len(lines)} 处问题。", f"{len(lines)} problems."), err=True)
        raise SystemExit(1)


def _say(language: str, chinese: str, english: str) -> str:
    return chinese if language == SOURCE_LANGUAGE else english
