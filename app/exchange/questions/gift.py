"""GIFT, Moodle's text format for questions. https://docs.moodle.org/en/GIFT_format

Taken are questions with one right choice among several (`=`, `~`) and true-false ones; everything else is refused with
its line. Weights of 100 % and 0 % are read as right and wrong, other weights make a question one of several answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.questionbanks import FoundQuestion, Option, Passed, QuestionBank
from app.exchange.questions.words import one_line, without_tags

CHOICES = (2, 6)
TRUE, FALSE = "对", "错"
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_MARKUP = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#|\Z)", re.IGNORECASE)
# A backslash and the character behind it stand for that character; hidden in a private plane while the text is cut.
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HIDDEN = {character: chr(0xF0000 + place) for place, character in enumerate("~=#{}:\\n")}
_SHOWN = {hidden: "\n" if character == "n" else character for character, hidden in _HIDDEN.items()}


@dataclass(slots=True)
class _Reading:
    """What comes together while a file is read."""

    found: list[FoundQuestion] = field(default_factory=list)
    refused: list[Passed] = field(default_factory=list)
    notes: list[Passed] = field(default_factory=list)


class _Refused(Exception):
    """This question cannot be taken."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def read_gift(text: str) -> QuestionBank:
    """The questions of a GIFT file. Line ends must be `\\n`."""
    reading = _Reading()
    for line, block in _blocks(text):
        try:
            reading.found.append(_question(line, _ESCAPED.sub(lambda one: _HIDDEN[one[1]], block), reading))
        except _Refused as refusal:
            reading.refused.append(Passed(line, refusal.code, refusal.facts))
    return QuestionBank(tuple(reading.found), tuple(reading.refused), tuple(reading.notes))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """(Line, text) of everything between blank lines; comments and categories are left out."""
    begun, lines = 0, []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip() and not line.lstrip().startswith("$CATEGORY:"):
            begun = begun or number
            lines.append(line)
        elif not line.strip() and lines:
            yield begun, "\n".join(lines)
            begun, lines = 0, []


def _question(line: int, block: str, reading: _Reading) -> FoundQuestion:
    opened, closed = block.find("{"), block.rfind("}")
    if opened < 0:
        raise _Refused("answers_missing")
    if closed < opened or block.count("{") > 1 or block.count("}") > 1:
        raise _Refused("braces_broken")
    head, body, tail = block[:opened], block[opened + 1 : closed], block[closed + 1 :]
    title = _TITLE.match(head.strip())
    if title:
        head = head.strip()[title.end() :]
    stem = head.rstrip() + (" ____ " + tail.strip() if tail.strip() else "")
    answers, _, explanation = body.partition("####")
    options = _options(answers.strip(), line, reading)
    question = FoundQuestion(
        line,
        _plain(title[1] if title else "", line, reading),
        _plain(stem, line, reading),
        options,
        _plain(explanation, line, reading),
    )
    if not question.text:
        raise _Refused("question_missing")
    return question


def _options(answers: str, line: int, reading: _Reading) -> tuple[Option, ...]:
    if not answers:
        raise _Refused("essay")
    if answers.startswith("#"):
        raise _Refused("numerical")
    if _TRUTH.match(answers):
        return _truth(answers, line, reading)
    if not answers.startswith(("=", "~")):
        raise _Refused("braces_broken")
    options = tuple(_option(part, line, reading) for part in re.split(r"(?=[=~])", answers) if part)
    if all(option.right for option in options):
        raise _Refused("short_answer")
    if sum(option.right for option in options) != 1:
        raise _Refused("right_not_one", count=sum(option.right for option in options))
    if not CHOICES[0] <= len(options) <= CHOICES[1]:
        raise _Refused("choices_out_of_range", count=len(options), low=CHOICES[0], high=CHOICES[1])
    if not all(option.text for option in options):
        raise _Refused("choice_empty")
    if len({option.text for option in options}) < len(options):
        raise _Refused("choice_twice")
    return options


def _option(part: str, line: int, reading: _Reading) -> Option:
    right, rest = part.startswith("="), part[1:].strip()
    if right and "->" in rest:
        raise _Refused("matching")
    weight = _WEIGHT.match(rest)
    if weight:
        if float(weight[1]) not in (0.0, 100.0):
            raise _Refused("weights", weight=weight[1])
        right, rest = float(weight[1]) == 100.0, rest[weight.end() :]
    text, _, feedback = rest.partition("#")
    return Option(_plain(text, line, reading), right, _plain(feedback, line, reading))


def _truth(answers: str, line: int, reading: _Reading) -> tuple[Option, ...]:
    """`{T#feedback for who is wrong#feedback for who is right}`."""
    parts = [part.strip() for part in answers.split("#")]
    holds = parts[0].upper().startswith("T")
    wrong, right = ([*parts[1:], "", ""])[:2]
    said = {True: _plain(right, line, reading), False: _plain(wrong, line, reading)}
    return (Option(TRUE, holds, said[holds]), Option(FALSE, not holds, said[not holds]))


def _plain(text: str, line: int, reading: _Reading) -> str:
    """One line of plain words; HTML is left out, and said so once for each question."""
    text = _MARKUP.sub("", text, count=1)
    for hidden, shown in _SHOWN.items():
        text = text.replace(hidden, shown)
    words, had_tags = without_tags(text) if "<" in text else (one_line(text), False)
    if had_tags and not (reading.notes and reading.notes[-1] == Passed(line, "tags_left_out")):
        reading.notes.append(Passed(line, "tags_left_out"))
    return words
