"""Questions in a spreadsheet (.xlsx, .xls, .csv): one row a question, and the empty workbook to write them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.questionbanks import FoundQuestion, Option, Passed, QuestionBank
from app.domain.rosters.lines import Kind
from app.exchange.rosters import reader, wire
from app.exchange.rosters.limits import MIB, Limits
from app.exchange.tables import Column, Sheet, write_xlsx

WRONG = (1, 2, 3)
QUESTION, RIGHT, EXPLANATION, CRIT = "question", "right", "explanation", "crit"
LIMITS = Limits(
    max_bytes=4 * MIB,
    max_unpacked=64 * MIB,
    max_rows=1_000,
    max_columns=60,
    cpu_seconds=30,
    memory=512 * MIB,
    seconds=45,
)
MODULE = "app.exchange.questions.child"
YES = frozenset({"是", "yes", "true", "1", "y", "x", "√", "✓", "对"})
NO = frozenset({"", "否", "no", "false", "0", "n", "×", "不"})
_SEARCHED = 15
_NAMES = {
    QUESTION: ("题目", "question"),
    RIGHT: ("正确答案", "right answer"),
    EXPLANATION: ("解析", "explanation"),
    CRIT: ("致命", "crit"),
    **{f"wrong-{n}": (f"错误答案{n}", f"wrong answer {n}") for n in WRONG},
    **{f"feedback-{n}": (f"反馈{n}", f"feedback {n}") for n in WRONG},
    **{f"misconception-{n}": (f"误区{n}", f"misconception {n}") for n in WRONG},
}
_MEANINGS = {"".join(name.split()): key for key, names in _NAMES.items() for name in names}
_MISCONCEPTION = re.compile(r"[A-Z]{1,4}[0-9]{1,3}\Z")
_REFUSED_KINDS = {Kind.DATE.value: "cell_date", Kind.ERROR.value: "cell_error", "formula": "cell_formula"}
_FLAWS = frozenset({"cell_too_long", "control_character", "lost_character"})


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with the heading of its column. `kind` is '' for text."""

    text: str
    heading: str
    kind: str = ""


_Row = Mapping[str, _Cell]


def read_workbook(file: Path, limits: Limits = LIMITS) -> QuestionBank:
    """The questions of a spreadsheet. Raises Unreadable for a file that cannot be read as one at all.

    The file is read in a confined child process. What cannot be taken is reported with its row and column.
    """
    table = _Table()
    with reader.messages(file, limits=limits, module=MODULE) as found:
        for message in found:
            if message[0] == wire.SHEET:
                table.begin()
            elif message[0] == wire.LINE:
                table.take(message[1], message[2])
            elif message[0] == wire.FAULT:
                table.refused.append(Passed(message[3] or 0, "row_broken"))
    if not table.has_heading:
        table.refused.insert(0, Passed(1, "heading_missing"))
    return QuestionBank(tuple(table.questions), tuple(table.refused), tuple(table.notes))


class _Table:
    """Goes through the rows of all sheets: those below a row of headings are questions."""

    def __init__(self) -> None:
        self.questions: list[FoundQuestion] = []
        self.refused: list[Passed] = []
        self.notes: list[Passed] = []
        self.has_heading = False
        self._columns: dict[int, tuple[str, str]] = {}
        self._seen = 0

    def begin(self) -> None:
        """A sheet begins: its headings are still to come."""
        self._columns = {}
        self._seen = 0

    def take(self, number: int, values: Sequence[Any]) -> None:
        """Take a row: titles above the headings are passed over, and so is a sheet that has none."""
        self._seen += 1
        if not self._columns:
            if self._seen <= _SEARCHED:
                self._columns = _headings(values)
                self.has_heading = self.has_heading or bool(self._columns)
            return
        row = {
            self._columns[column][0]: _Cell(text, self._columns[column][1], kind)
            for column, text, kind in values
            if column in self._columns
        }
        if row:
            self._question(number, row)

    def _question(self, number: int, row: _Row) -> None:
        faults = [Passed(number, code, {}, cell.heading) for cell in row.values() if (code := _fault(cell))]
        if not faults:
            faults = [Passed(number, code, {}, _NAMES[key][0]) for key, code in _missing(row)]
        options = _options(row)
        if not faults and len({option.text for option in options}) < len(options):
            faults = [Passed(number, "choice_twice")]
        if faults:
            self.refused.extend(faults)
            return
        self.questions.append(
            FoundQuestion(
                number,
                "",
                _text(row, QUESTION),
                tuple(self._checked(number, row, place, option) for place, option in enumerate(options)),
                _text(row, EXPLANATION),
                self._crit(number, row),
            )
        )

    def _checked(self, number: int, row: _Row, place: int, option: Option) -> Option:
        """The option without a misconception that is none; that is told."""
        if not option.misconception or _MISCONCEPTION.match(option.misconception):
            return option
        heading = next((cell.heading for cell in row.values() if cell.text == option.misconception), "")
        self.notes.append(Passed(number, "misconception_malformed", {"found": option.misconception[:40]}, heading))
        return Option(option.text, option.right, option.feedback)

    def _crit(self, number: int, row: _Row) -> bool:
        said = _folded(_text(row, CRIT))
        if said not in YES | NO:
            self.notes.append(Passed(number, "crit_unknown", {"found": said[:40]}, row[CRIT].heading))
        return said in YES


def _headings(values: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """Which column means what, with its heading; {} for a row that is no row of headings."""
    found = {
        column: (_MEANINGS[meaning], text)
        for column, text, _kind in reversed(values)
        if (meaning := "".join(_folded(text).split())) in _MEANINGS
    }
    names = {name for name, _heading in found.values()}
    return found if {QUESTION, RIGHT, "wrong-1"} <= names else {}


def _fault(cell: _Cell) -> str:
    if cell.kind in _FLAWS:
        return cell.kind
    return _REFUSED_KINDS.get(cell.kind, "")


def _missing(row: _Row) -> list[tuple[str, str]]:
    """What a question cannot do without, as (column, code)."""
    found = []
    if not _text(row, QUESTION):
        found.append((QUESTION, "question_missing"))
    if not _text(row, RIGHT):
        found.append((RIGHT, "right_missing"))
    if not any(_text(row, f"wrong-{n}") for n in WRONG):
        found.append(("wrong-1", "wrong_missing"))
    for n in WRONG:
        if not _text(row, f"wrong-{n}") and (_text(row, f"feedback-{n}") or _text(row, f"misconception-{n}")):
            found.append((f"wrong-{n}", "wrong_without_text"))
    return found


def _options(row: _Row) -> list[Option]:
    wrong = [
        Option(text, False, _text(row, f"feedback-{n}"), _text(row, f"misconception-{n}").upper())
        for n in WRONG
        if (text := _text(row, f"wrong-{n}"))
    ]
    return [Option(_text(row, RIGHT), True), *wrong]


def _text(row: _Row, key: str) -> str:
    """The text of a cell on one line: our quizzes have no line breaks inside a choice."""
    return " ".join(row[key].text.split()) if key in row else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """The caller's words: names of the two sheets, lines of explanation, and an example row by column."""

    sheet: str
    help_sheet: str
    about: Sequence[str]
    example: Mapping[str, str]


def write_template(target: BinaryIO, words: TemplateWords, *, is_chinese: bool = True) -> None:
    """An empty workbook with our columns, and a second sheet that explains them with an example."""
    order = [QUESTION, RIGHT, *(f"{part}-{n}" for n in WRONG for part in ("wrong", "feedback", "misconception"))]
    order += [EXPLANATION, CRIT]
    names = {key: _NAMES[key][0 if is_chinese else 1] for key in order}
    columns = [
        Column(names[key], _width(key), (("是", "否") if is_chinese else ("yes", "no")) if key == CRIT else ())
        for key in order
    ]
    explained = [(names[key], words.example.get(key, "")) for key in order]
    about: list[Sequence[object]] = [*((line,) for line in words.about), (), *explained]
    write_xlsx(
        target, [Sheet(words.sheet, columns, ()), Sheet(words.help_sheet, [Column("", 40), Column("", 60)], about)]
    )


def _width(key: str) -> int:
    return 12 if key == CRIT or key.startswith("misconception") else 30
