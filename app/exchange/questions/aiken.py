"""Aiken: the question, its choices `A.` or `A)`, then `ANSWER: A`. https://docs.moodle.org/en/Aiken_format"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.domain.questionbanks import FoundQuestion, Option, Passed, QuestionBank
from app.exchange.questions.words import one_line

_CHOICE = re.compile(r"\s*([A-Z])[.)．）、]\s*(.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*[:：]\s*(.*?)\s*\Z")
CHOICES = (2, 6)


@dataclass(slots=True)
class _Block:
    """What stands between two answers."""

    line: int = 0
    text: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)


def read_aiken(text: str) -> QuestionBank:
    """The questions of an Aiken file. Line ends must be `\\n`."""
    found: list[FoundQuestion] = []
    refused: list[Passed] = []
    block = _Block()
    for number, line in enumerate(text.split("\n"), start=1):
        answer, choice = _ANSWER.match(line), _CHOICE.match(line)
        if answer:
            outcome = _question(block, answer[1], number)
            if isinstance(outcome, Passed):
                refused.append(outcome)
            else:
                found.append(outcome)
            block = _Block()
        elif choice and block.text:
            block.choices.append((choice[1], one_line(choice[2])))
        elif line.strip():
            if block.choices:
                refused.append(Passed(block.line, "answer_missing"))
                block = _Block()
            block.line = block.line or number
            block.text.append(line)
    if block.text:
        refused.append(Passed(block.line, "answer_missing"))
    return QuestionBank(tuple(found), tuple(refused))


def _question(block: _Block, answer: str, line: int) -> FoundQuestion | Passed:
    letters = [letter for letter, _text in block.choices]
    if not block.text:
        return Passed(line, "question_missing")
    if not CHOICES[0] <= len(letters) <= CHOICES[1]:
        return Passed(
            block.line, "choices_out_of_range", {"count": len(letters), "low": CHOICES[0], "high": CHOICES[1]}
        )
    if len(set(letters)) < len(letters):
        return Passed(block.line, "choice_twice")
    if answer not in letters:
        return Passed(line, "answer_unknown", {"answer": answer[:20]})
    options = tuple(Option(text, right=letter == answer) for letter, text in block.choices)
    if not all(option.text for option in options):
        return Passed(block.line, "choice_empty")
    return FoundQuestion(block.line, "", one_line(" ".join(block.text)), options)
