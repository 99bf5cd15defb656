"""`flask content import`: questions from other programs' files, as a first version of a quiz file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.cli.content import content
from app.domain.questionbanks import Passed
from app.exchange.questions import LARGEST, Format
from app.services import questions as service

__all__ = ["content", "import_questions"]

SENTENCES = {
    "answer_missing": "this question has no answer; write `ANSWER:` with a letter below its choices",
    "answer_unknown": "the answer is '{answer}', which is none of the choices",
    "answers_missing": "there are no answers in braces { } here",
    "braces_broken": "the braces { } or the marks = and ~ in them do not fit; escape them in the text with a backslash",
    "choice_empty": "a choice has no text",
    "choice_twice": "two choices are the same",
    "choices_out_of_range": "needs {low} to {high} choices; here are {count}",
    "essay": "questions with free text are not taken; give it choices",
    "matching": "matching questions are not taken; make a question of each pair",
    "numerical": "numerical questions are not taken; give it choices",
    "question_missing": "there is an answer without a question",
    "right_not_one": "exactly one choice must be right; here are {count}",
    "short_answer": "questions with a typed answer are not taken; give it wrong choices too",
    "tags_left_out": "HTML was left out of the text",
    "weights": "a choice counts {weight} %; only questions with one right choice are taken",
}


@content.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "layout", type=click.Choice(list(Format)), help="Guessed where it is not given.")
@click.option("--output", type=click.Path(path_type=Path), help="A new file; without it, the quiz is printed.")
def import_questions(file: Path, layout: Format | None, output: Path | None) -> None:
    """Make a quiz file of a GIFT or Aiken FILE. What was not taken is said with its line; exit 1 if any was."""
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file} is larger than {LARGEST // 1024 // 1024} MiB; split it.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8.") from error
    drafted = service.draft(text, layout)
    if output is None:
        sys.stdout.write(drafted.toml)
    else:
        try:
            with output.open("x", encoding="utf-8") as target:
                target.write(drafted.toml)
        except FileExistsError as error:
            raise click.ClickException(f"{output} is there already; nothing was written.") from error
    for passed in sorted((*drafted.bank.refused, *drafted.bank.notes), key=lambda one: one.line):
        click.echo(f"{file}:{passed.line}: {_say(passed)}", err=True)
    click.echo(f"taken: {len(drafted.bank.questions)}; not taken: {len(drafted.bank.refused)}", err=True)
    if drafted.bank.refused:
        raise SystemExit(1)


def _say(passed: Passed) -> str:
    return SENTENCES[passed.code].format(**passed.facts)
