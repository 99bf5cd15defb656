"""Questions as another program's file holds them, before an author has made ours of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """One answer offered, with the feedback the file gives for it, and the id of the misconception it catches."""

    text: str
    right: bool
    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A single-choice question. `line` is where it begins in the file; `title` may be empty, and is no id of ours."""

    line: int
    title: str
    text: str
    options: tuple[Option, ...]
    explanation: str = ""
    crit: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A question, or a part of one, that could not be taken as it stands, and why (a code with its facts).

    `column` is the heading of the cell in a spreadsheet.
    """

    line: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    column: str = ""


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """What a file gave: the questions taken, those refused, and what was left out of the ones taken."""

    questions: tuple[FoundQuestion, ...]
    refused: tuple[Passed, ...]
    notes: tuple[Passed, ...] = ()
