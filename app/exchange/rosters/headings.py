"""Which columns of a table we read, by the names that registers and schools give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.rosters.lines import Field
from app.exchange.rosters.limits import Unreadable

_SEAT = "班内学号"
"""In the register it counts the pupils of a class: it identifies nobody in a school, and is read only where nothing
else could identify them."""
_ALIASES: Mapping[Field, tuple[str, ...]] = {
    Field.SCHOOL_CODE: ("学校标识码 学校机构标识码 学校标识代码 schoolcode", "学校代码 学校编码 学校编号 schoolid"),
    Field.STUDENT_ID: ("平台编号 平台学生编号 platformid studentplatformid",),
    Field.NUMBER: (
        "学籍号 全国学籍号 国家学籍号 全国统一学籍号 学生学籍号 学籍主号 studentnumber nationalstudentnumber",
        "学籍标识 registertoken",
    ),
    Field.LOCAL_ID: (
        "学籍辅号",
        "校内学号 学生编号 学生学号 localid studentid",
        "学号",
        _SEAT,
    ),
    Field.NAME: ("姓名 学生姓名 name studentname fullname",),
    Field.STAGE: ("学段 所在学段 stage schoolstage",),
    Field.GRADE: ("年级 所在年级 年级名称 就读年级 当前年级 grade gradelevel",),
    Field.ROOM: (
        "班级 所在班级 班级名称 就读班级 当前班级 行政班 年级班级 班级全称 class classname classroom",
        "班号 班级编号 班级代码 班级号",
    ),
    Field.ROOM_LOCAL_ID: ("班级标识 班级标识码 classid classlocalid",),
    Field.STATUS: (
        "变动 变动情况 变动类型 异动 异动类型 change",
        "学籍状态",
        "学生状态",
        "状态 status",
        "在校状态",
        "就读状态",
    ),
}
"""Names in folded form. Earlier groups win where a table has several columns of one field: the local number beside the
national one (学籍辅号) is meant to be unique in a school, a 学号 mostly is."""

_BY_NAME = {
    name: (field, rank)
    for field, groups in _ALIASES.items()
    for rank, names in enumerate(groups)
    for name in names.split()
}
# Our own exports and copies with remarks have these beside what is read.
OURS = frozenset(("学校名称", "备注", "工作表", "行号", "schoolname", "remarks", "sheet", "line"))
ID_NUMBERS = frozenset(
    (
        "身份证件号",
        "身份证件号码",
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "学生身份证号",
        "证件号码",
        "证件号",
        "idnumber",
        "idcard",
    )
)
"""Columns that are never read: the law asks for the least data, and a class list needs no identity document."""

_PLACES = frozenset({Field.GRADE, Field.ROOM, Field.NUMBER, Field.LOCAL_ID, Field.STUDENT_ID})
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NOISE = re.compile(r"[\s*_\-:·.、,/\u200b-\u200f\u2060\ufeff]+")
_EXPLAINS = ("必填", "选填", "可选", "非必填", "填写", "文本", "示例", "required", "optional")
_LONGEST = 60


def fold(heading: str) -> str:
    """A heading without width, case, blanks, stars and bracketed notes: `姓 名*（必填）` is `姓名`."""
    text = unicodedata.normalize("NFKC", heading[:_LONGEST]).casefold()
    return _NOISE.sub("", _NOTE.sub("", text)) or _NOISE.sub("", text.strip("()[]【】"))


def shown(text: str) -> str:
    """A heading as it may appear in a message: one line, at most 40 characters."""
    return " ".join(text.split())[:40]


def meaning(heading: str) -> tuple[Field, int] | None:
    """The field that a heading names, and its rank among the names of this field (0 is the best)."""
    return _BY_NAME.get(fold(heading)) if heading else None


def letter(column: int) -> str:
    """The letter of a column, counted from 0, as spreadsheet programs show it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Passed:
    """A column of a field that another column speaks for."""

    heading: str
    taken: str
    field: Field


@dataclass(slots=True)
class Heading:
    """The heading row of a table: at `line`, its `texts` by column, and the `columns` we read. `last` is the line of
    the second heading row where there is one."""

    line: int
    last: int
    texts: dict[int, str]
    columns: dict[Field, int]
    passed: list[Passed]

    @property
    def width(self) -> int:
        """How many columns the heading spans."""
        return max(self.texts, default=-1) + 1

    def text(self, name: Field) -> str:
        """The heading of a field, as it stands in the file."""
        return shown(self.texts[self.columns[name]])


def is_heading(texts: Mapping[int, str]) -> bool:
    """Whether a row names at least a pupil's name and one thing that places or identifies the pupil."""
    return _suffices(_fields(texts))


def names_columns(texts: Mapping[int, str]) -> bool:
    """Whether a row holds nothing but headings that we know and explanations of how to fill them in."""
    folded = [fold(text) for text in texts.values() if text]
    known = sum(text in _BY_NAME for text in folded)
    explained = sum(text.startswith(_EXPLAINS) for text in folded)
    return bool(folded) and (known + explained) * 2 > len(folded)


def recognised(texts: Mapping[int, str]) -> tuple[list[str], list[str]]:
    """Of a row that is no heading: the texts that we know as headings, and what is missing (`name`, `place`)."""
    fields = _fields(texts)
    found = [shown(text) for text in texts.values() if meaning(text)]
    missing = [] if Field.NAME in fields else ["name"]
    return found, missing if fields & _PLACES else [*missing, "place"]


def find(
    line: int, texts: Mapping[int, str], below: tuple[int, Mapping[int, str]] | None, sheet: str
) -> Heading | None:
    """The heading that starts at a row, with the row below it where that belongs to it too.

    Raises Unreadable(heading_twice) if two columns have the same meaning and nothing says which one is meant.
    """
    own = {column: text for column, text in texts.items() if text}
    is_first = is_heading(own)
    last = line
    if below and (names_columns(below[1]) if is_first else _completes(own, below[1])):
        last = below[0]
        own |= {column: text for column, text in below[1].items() if meaning(text) and not meaning(own.get(column, ""))}
    if last == line and not is_first:
        return None
    columns, passed = _assign(own, line, sheet)
    return Heading(line, last, own, columns, passed)


def _fields(texts: Mapping[int, str]) -> set[Field]:
    return {found[0] for text in texts.values() if (found := meaning(text))}


def _suffices(fields: set[Field]) -> bool:
    return Field.NAME in fields and bool(fields & _PLACES)


def _completes(above: Mapping[int, str], below: Mapping[int, str]) -> bool:
    """Whether two rows that are no headings alone are one together (a heading over two rows with merged cells)."""
    first, second = _fields(above), _fields(below)
    return bool(first) and bool(second) and not _suffices(second) and _suffices(first | second)


def _assign(texts: Mapping[int, str], line: int, sheet: str) -> tuple[dict[Field, int], list[Passed]]:
    """The column of each field, and the columns that a better one made superfluous."""
    ranked: dict[Field, list[tuple[int, int]]] = {}
    for column, text in sorted(texts.items()):
        if found := meaning(text):
            ranked.setdefault(found[0], []).append((found[1], column))
    columns, passed = {}, []
    for name, candidates in ranked.items():
        (rank, column), *others = sorted(candidates)
        if others and others[0][0] == rank:
            both = (column, others[0][1])
            raise Unreadable(
                "heading_twice",
                sheet=sheet,
                line=line,
                field=name.value,
                headings=[shown(texts[at]) for at in both],
                columns=[letter(at) for at in both],
            )
        columns[name] = column
        passed += [Passed(shown(texts[at]), shown(texts[column]), name) for _, at in others]
    identity, local = columns.get(Field.NUMBER, columns.get(Field.STUDENT_ID)), columns.get(Field.LOCAL_ID)
    if identity is not None and local is not None and fold(texts[local]) == _SEAT:
        del columns[Field.LOCAL_ID]
        passed.append(Passed(shown(texts[local]), shown(texts[identity]), Field.LOCAL_ID))
    return columns, passed
