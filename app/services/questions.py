"""Making a quiz file of questions that stand in another program's file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.content.scaffolds import quiz_scaffold
from app.domain.grades import Band
from app.domain.questionbanks import QuestionBank
from app.exchange.questions import Format, layout_of, read_bank
from app.exchange.questions.workbooks import read_workbook


@dataclass(frozen=True, slots=True)
class Drafted:
    """A quiz file to be finished by an author, and what was read."""

    toml: str
    bank: QuestionBank


def draft(text: str, layout: Format | None = None, band: Band = Band.J) -> Drafted:
    """The questions of a text as a quiz file for a band. The layout is guessed where it is not given."""
    bank = read_bank(text, layout or layout_of(text))
    return Drafted(quiz_scaffold(bank, band=band), bank)


def draft_workbook(file: Path, band: Band = Band.J) -> Drafted:
    """The questions of a spreadsheet as a quiz file for a band. Raises Unreadable for a file that is none."""
    bank = read_workbook(file)
    return Drafted(quiz_scaffold(bank, band=band), bank)
