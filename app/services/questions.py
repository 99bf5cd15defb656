"""Making a quiz file of questions that stand in another program's file."""

from __future__ import annotations

from dataclasses import dataclass

from app.content.scaffolds import quiz_scaffold
from app.domain.questionbanks import QuestionBank
from app.exchange.questions import Format, layout_of, read_bank


@dataclass(frozen=True, slots=True)
class Drafted:
    """A quiz file to be finished by an author, and what was read."""

    toml: str
    bank: QuestionBank


def draft(text: str, layout: Format | None = None) -> Drafted:
    """The questions of a text as a quiz file. The layout is guessed where it is not given."""
    bank = read_bank(text, layout or layout_of(text))
    return Drafted(quiz_scaffold(bank), bank)
