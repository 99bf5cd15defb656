"""`flask content import`: questions from a spreadsheet or another program's file, as a first version of a quiz file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

import click

from app.cli.content import content
from app.domain.grades import Band
from app.domain.questionbanks import Passed
from app.exchange.questions import LARGEST, Format
from app.exchange.questions.workbooks import TemplateWords, write_template
from app.exchange.rosters.limits import Unreadable
from app.services import questions as service

__all__ = ["content", "import_questions"]

SENTENCES = {
    "answer_missing": "this question has no answer; write `ANSWER:` with a letter below its choices",
    "answer_unknown": "the answer is '{answer}', which is none of the choices",
    "answers_missing": "there are no answers in braces { } here",
    "braces_broken": "the braces { } or the marks = and ~ in them do not fit; escape them in the text with a backslash",
    "cell_date": "the spreadsheet has made a date of it; format the cell as text and type it again",
    "cell_error": "the cell shows an error of the spreadsheet",
    "cell_formula": "the cell holds a formula that was never calculated; paste its value",
    "cell_too_long": "the text is too long for a question",
    "choice_empty": "a choice has no text",
    "choice_twice": "two choices are the same",
    "choices_out_of_range": "needs {low} to {high} choices; here are {count}",
    "control_character": "the text holds an invisible control character",
    "crit_unknown": "'{found}' is neither yes nor no; crit was left out",
    "essay": "questions with free text are not taken; give it choices",
    "heading_missing": "no row has the headings 题目, 正确答案 and 错误答案1 (question, right answer, wrong answer 1); "
    "see --template",
    "lost_character": "a character was lost when the file was saved",
    "matching": "matching questions are not taken; make a question of each pair",
    "misconception_malformed": "'{found}' is no id of a misconception (like DR1); it was left out",
    "numerical": "numerical questions are not taken; give it choices",
    "question_missing": "there is an answer without a question",
    "right_not_one": "exactly one choice must be right; here are {count}",
    "right_missing": "the right answer is missing",
    "row_broken": "the row cannot be read",
    "short_answer": "questions with a typed answer are not taken; give it wrong choices too",
    "tags_left_out": "HTML was left out of the text",
    "weights": "a choice counts {weight} %; only questions with one right choice are taken",
    "wrong_missing": "there is no wrong answer",
    "wrong_without_text": "there is feedback or a misconception, but no wrong answer beside it",
}


SHEET = "sheet"
SHEETS = frozenset({".xlsx", ".xls", ".csv", ".xlsm"})
UNREADABLE = {
    "damaged": "it is damaged, or no workbook",
    "empty_file": "it is empty",
    "encoding": "it is neither UTF-8 nor GB 18030 (line {line})",
    "encrypted": "it is protected by a password; save it without",
    "file_too_large": "it is larger than {limit} MiB; split it",
    "macros": "it holds macros; save it as .xlsx",
    "other_format": "it is something else ({kind}); save it as .xlsx",
    "too_heavy": "reading it takes too much; split it",
    "too_many_rows": "it has more than {limit} rows; split it",
    "unknown_format": "it is no spreadsheet",
}
TEMPLATE = TemplateWords(
    "题目",
    "说明",
    (
        "一行一题。正确答案一格，错误答案一到三个；K、P12 学段一题两三个选项，P34 三个，P56 以上四个。",
        "每个错误答案写反馈（为什么错）和误区编号（例如 DR1，见 courses/专题/misconceptions.toml）。",
        "解析：做完以后人人看到的一两句话。致命：答错会危及生命的题选“是”。",
        "写好后：flask content import 题库.xlsx --band P34 --output quizzes/专题/p34.toml。没有收的，会说明行和列。",
        "下面是一个例子：",
    ),
    {
        "question": "同学掉进河里了，你先做什么？",
        "right": "大声喊大人来",
        "wrong-1": "和同学手拉手去拉他",
        "feedback-1": "一个人站不稳，一串人都会被拉进水里。",
        "misconception-1": "DR1",
        "wrong-2": "马上跳下去救",
        "feedback-2": "好心也会变成两个人都遇险。",
        "misconception-2": "DR2",
        "explanation": "未成年人不下水救人。大声喊大人，扔能浮的东西。",
        "crit": "是",
    },
)


@content.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "layout", type=click.Choice([*Format, SHEET]), help="Guessed where it is not given.")
@click.option("--band", type=click.Choice([str(band) for band in Band], case_sensitive=False), default=str(Band.J))
@click.option("--output", type=click.Path(path_type=Path), help="A new file; without it, the quiz is printed.")
@click.option("--template", type=click.Path(path_type=Path), metavar="FILE", help="Write an empty workbook instead.")
def import_questions(
    file: Path | None, layout: str | None, band: str, output: Path | None, template: Path | None
) -> None:
    """Make a quiz file of a spreadsheet (.xlsx, .xls, .csv; see --template), a GIFT or an Aiken FILE.

    What was not taken is said with its line, in a spreadsheet with row and column; exit 1 if any was.
    """
    if (file is None) == (template is None):
        raise click.UsageError("Give a FILE to import, or --template FILE.")
    if template is not None:
        _write_new(template, lambda target: write_template(target, TEMPLATE))
        return
    assert file is not None  # noqa: S101 - narrows a type, checks nothing about input
    drafted = _draft(file, layout, Band(band.upper()))
    if output is None:
        sys.stdout.write(drafted.toml)
    elif drafted.bank.questions:
        _write_new(output, lambda target: target.write(drafted.toml.encode()))
    for passed in sorted((*drafted.bank.refused, *drafted.bank.notes), key=lambda one: one.line):
        place = f"{file}:{passed.line}: {passed.column}: " if passed.column else f"{file}:{passed.line}: "
        click.echo(f"{place}{_say(passed)}", err=True)
    click.echo(f"taken: {len(drafted.bank.questions)}; not taken: {_rows(drafted.bank.refused)}", err=True)
    if drafted.bank.refused:
        raise SystemExit(1)


def _draft(file: Path, layout: str | None, band: Band) -> service.Drafted:
    if layout == SHEET or (layout is None and file.suffix.lower() in SHEETS):
        try:
            return service.draft_workbook(file, band)
        except Unreadable as error:
            words = UNREADABLE.get(error.code, f"it cannot be read ({error.code})").format(**error.facts)
            raise click.ClickException(f"{file}: {words}.") from error
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file} is larger than {LARGEST // 1024 // 1024} MiB; split it.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    return service.draft(text, Format(layout) if layout else None, band)


def _write_new(path: Path, write: Callable[[BinaryIO], object]) -> None:
    try:
        with path.open("xb") as target:
            write(target)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already; nothing was written.") from error


def _rows(refused: Iterable[Passed]) -> int:
    """Number of questions refused: one may have more than one fault."""
    return len({passed.line for passed in refused})


def _say(passed: Passed) -> str:
    return SENTENCES[passed.code].format(**passed.facts)
