"""Question banks of other programs: GIFT and Aiken, as Moodle and others write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from app.domain.questionbanks import QuestionBank
from app.exchange.questions.aiken import read_aiken
from app.exchange.questions.gift import read_gift

LARGEST = 4 * 1024 * 1024


class Format(StrEnum):
    """How a file of questions is laid out."""

    GIFT = "gift"
    AIKEN = "aiken"


READERS: Mapping[Format, Callable[[str], QuestionBank]] = {Format.GIFT: read_gift, Format.AIKEN: read_aiken}


def read_bank(text: str, layout: Format) -> QuestionBank:
    """The questions of a file. Never raises for what the text holds: whatever cannot be taken is reported."""
    return READERS[layout](text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n"))


def layout_of(text: str) -> Format:
    """The layout a file most probably has: only Aiken has lines that begin with `ANSWER:`, and no braces."""
    lines = [line.strip() for line in text.splitlines()]
    return Format.AIKEN if any(line.startswith("ANSWER:") for line in lines) and "{" not in text else Format.GIFT
