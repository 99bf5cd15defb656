"""The first version of a content file, written by the machine for an author to finish."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from app.content.bands import SIZES
from app.content.tables import is_identifier
from app.domain.grades import Band
from app.domain.questionbanks import FoundQuestion, QuestionBank


def quiz_scaffold(bank: QuestionBank, taken: Collection[str] = (), band: Band = Band.J) -> str:
    """A quiz file with the questions of a bank; `taken` ids are not given again.

    What the bank does not tell (the misconception behind a wrong choice, feedback, an explanation) stands as empty
    text, which `flask content check` then asks for, place by place.
    """
    used = set(taken)
    parts = [f"draw = {SIZES[band].draw[0]}"]
    for number, question in enumerate(bank.questions, start=1):
        question_id = _free_id(question.title, number, used)
        used.add(question_id)
        parts.append("\n".join(_question(question, question_id)))
    return "\n\n".join(parts) + "\n"


def _free_id(title: str, number: int, used: set[str]) -> str:
    if is_identifier(title) and title not in used:
        return title
    while f"question-{number}" in used:
        number += 1
    return f"question-{number}"


def _question(question: FoundQuestion, question_id: str) -> Iterator[str]:
    yield "[[question]]"
    yield f"id = {_text(question_id)}"
    if question.crit:
        yield "crit = true"
    yield f"text = {_text(question.text)}"
    yield f"explanation = {_text(question.explanation)}"
    for letter, option in zip("abcdef", question.options, strict=False):
        yield "[[question.choice]]"
        yield f"id = {_text(letter)}"
        yield f"text = {_text(option.text)}"
        if option.right:
            yield "right = true"
        else:
            yield f"misconception = {_text(option.misconception)}"
        if option.feedback or not option.right:
            yield f"feedback = {_text(option.feedback)}"


def _text(text: str) -> str:
    """A basic string of TOML. JSON's are the same, but for the one control character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
