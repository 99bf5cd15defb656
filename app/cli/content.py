"""`flask content`: check the content files, publish them, see what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.database import open_session
from app.content.problems import Problem
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE
from app.services import content as service
from app.settings import read_settings

# code: (Chinese, English). The facts of the problem fill the braces.
SENTENCES = {
    "art_missing": ("找不到图片 {name}（{kind}）", "there is no drawing {name} ({kind})"),
    "card_rules": (
        "卡片应有 {low}–{high} 条规则，现有 {count} 条",
        "a card has {low}-{high} rules; this one has {count}",
    ),
    "choice_catch_all": ("不用“以上都……”这类选项", "no “all of the above” and no “none of the above”"),
    "choices_for_band": (
        "本学段每题 {expected} 个选项，现有 {count} 个",
        "{expected} choices at this age; here are {count}",
    ),
    "control_character": ("文字中有看不见的控制字符", "the text holds an invisible control character"),
    "crit_missing": (
        "有选项对应致命误区，应写 crit = true",
        "a choice catches a critical misconception: write crit = true",
    ),
    "crit_too_many": ("致命误区 {count} 个，多于抽题数 {draw}", "{count} critical misconceptions on a sheet of {draw}"),
    "crit_unfounded": ("没有选项对应致命误区，不应写 crit", "no choice catches a critical misconception: no crit here"),
    "feedback_without_reason": ("反馈太短：要说明原因", "too short for feedback: give the reason"),
    "field_missing": ("缺少字段 {field}", "the field {field} is missing"),
    "field_unknown": ("这里没有字段 {field}", "there is no field {field} here"),
    "figure_outside": ("{emoji} 在画面之外", "{emoji} stands outside the picture"),
    "file_not_utf8": ("文件不是 UTF-8 编码", "the file is not UTF-8"),
    "file_too_big": ("文件超过 {kilobytes} KB", "the file is larger than {kilobytes} KB"),
    "file_unreadable": ("文件无法读取", "the file cannot be read"),
    "grades_reversed": ("max_grade 小于 min_grade", "max_grade is below min_grade"),
    "html_in_text": ("文字中有 HTML 标签，页面会照原样显示", "HTML in the text: it would be shown as it stands"),
    "id_changed": (
        "{id} 已有学生作答，不能改类型或选项编号：请换新编号，把旧编号写进 retired",
        "pupils have answered {id}: its kind and choice ids must stay; use a new id and retire this one",
    ),
    "id_malformed": ("编号 {id} 只能用小写字母、数字和连字符", "the id {id} needs lower-case ASCII words and hyphens"),
    "id_repeated": ("编号 {id} 重复", "the id {id} stands twice"),
    "id_vanished": (
        "{id} 已有学生作答，不能直接删除：请写进 retired = [...]",
        "pupils have answered {id}: list it under retired = [...]",
    ),
    "kinds_too_few": ("步骤类型至少 {low} 种，现有 {count} 种", "at least {low} kinds of steps; here are {count}"),
    "language_unknown": ("没有语言 {language}", "there is no language {language}"),
    "lesson_missing": ("没有课程 {id}", "there is no lesson {id}"),
    "lesson_twice": ("{id} 在多个内容目录中重复", "{id} stands in more than one content root"),
    "line_break": ("这里只能写一行", "only one line is allowed here"),
    "link_in_text": ("文字中不能有链接和图片", "no links and no images in texts"),
    "list_empty": ("列表不能为空", "the list must not be empty"),
    "markup_in_plain": ("这里是纯文字，不能用 Markdown", "this is plain text: no Markdown here"),
    "misconception_malformed": ("误区编号 {id} 应像 DR1", "the misconception id {id} should look like DR1"),
    "misconception_missing": ("要写明对应的误区", "name the misconception it catches"),
    "misconception_on_right": ("正确的一项不应写误区", "the right one catches no misconception"),
    "misconception_too_early": ("误区 {id} 从年级 {grade} 起才讲", "misconception {id} is for grade {grade} and up"),
    "misconception_uncovered": (
        "误区 {id} 至少要在某份测验中出现 {low} 题，现在最多 {count} 题",
        "some quiz needs {low} questions that catch {id}; the best has {count}",
    ),
    "misconception_unknown": ("本专题没有误区 {id}", "this theme has no misconception {id}"),
    "number_out_of_range": ("应在 {low} 到 {high} 之间", "must be between {low} and {high}"),
    "overlay_extra": ("原文没有 {field}", "the source has no {field}"),
    "overlay_length": ("应有 {expected} 条，现有 {count} 条", "needs {expected} entries; here are {count}"),
    "overlay_missing": (
        "课与测验要有同样的语言：缺 {language}",
        "lesson and quiz need the same languages: no {language}",
    ),
    "overlay_missing_words": ("缺少译文 {field}", "the translation of {field} is missing"),
    "overlay_orphan": ("找不到原文 {source}", "its source {source} does not exist"),
    "overlay_stale": (
        '译文与原文不符：核对后写 translates = "{digest}"',
        'out of date: look at the source, then write translates = "{digest}"',
    ),
    "question_paragraphs": ("题干只能有一段", "a question is one paragraph"),
    "quiz_missing": ("课程 {id} 没有测验", "the lesson {id} has no quiz"),
    "retired_in_use": ("{id} 已停用，不能再用", "{id} is retired and must not be used again"),
    "right_longest": (
        "{total} 题中有 {count} 题正确项最长（{language}）",
        "the right choice is the longest in {count} of {total} questions ({language})",
    ),
    "right_not_one": ("应恰有一个正确选项，现有 {count} 个", "exactly one choice is right; here are {count}"),
    "root_missing": ("内容目录中没有 courses 文件夹", "this content root has no folder courses"),
    "rows_out_of_range": ("应有 {low}–{high} 项，现有 {count} 项", "needs {low} to {high} entries; here are {count}"),
    "story_without_good": ("故事里至少要有一个 good 选项", "a story needs a choice that is good"),
    "svg_broken": ("SVG 无法解析", "the SVG cannot be parsed"),
    "svg_unsafe": ("SVG 中有不允许的内容：{found}", "not admitted in an SVG: {found}"),
    "text_empty": ("文字为空", "the text is empty"),
    "theme_twice": ("专题 {id} 重复", "the theme {id} stands twice"),
    "theme_unknown": ("themes.toml 中没有专题 {id}", "themes.toml has no theme {id}"),
    "toml_broken": ("TOML 语法错误：{reason}", "broken TOML: {reason}"),
    "type_wrong": ("这里应为{expected}", "this must be {expected}"),
    "value_unknown": ("{value} 不在允许的值之内：{allowed}", "{value} is not one of {allowed}"),
}
TYPES = {
    "bool": ("true 或 false", "true or false"),
    "int": ("整数", "a whole number"),
    "list": ("列表", "a list"),
    "str": ("文字", "a text"),
    "table": ("表", "a table"),
}
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
