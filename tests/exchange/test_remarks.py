"""The copy with remarks shows the lines and what is wrong, and no student number."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rosters.lines import Cell, Field, Line
from app.domain.rosters.numbers import number_hash, number_token
from app.exchange.remarks import RemarksWords, keep, kept, masked_number, write_remarks
from app.exchange.rosters import opened

KEY = b"k" * 32
NUMBER = "G11010519491231002X"
WORDS = RemarksWords("备注", "备注", "工作表", "行号", "***")


def line(position: int, **cells: str) -> Line:
    return Line(position, "名单", position + 1, {Field(name): Cell(text, name) for name, text in cells.items()})


LINES = [
    line(1, name="张三", number=NUMBER, grade="三年级", room="1班"),
    line(2, name="李四", number="G140902201203045670", grade="三年级", room="1月2日"),
    line(3, name=NUMBER, local_id=f"学号{NUMBER}", grade="=1+1"),
]


def copy(lines: list[Line], remarks: dict[int, str]) -> bytes:
    target = io.BytesIO()
    found = kept(keep(lines, KEY))
    write_remarks(target, ((one, remarks.get(one.position, "")) for one in found), WORDS)
    return target.getvalue()


def test_lines_keep_their_place_and_get_their_remark() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(copy(LINES, {2: "班级成了日期。"})))["备注"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("备注", "工作表", "行号")
    assert [row[:3] for row in rows[1:]] == [(None, "名单", "2"), ("班级成了日期。", "名单", "3"), (None, "名单", "4")]
    assert sheet["A3"].fill.fgColor.rgb != sheet["A2"].fill.fgColor.rgb


def test_no_number_leaves_wherever_it_was_typed() -> None:
    content = copy(LINES, {})
    texts = [
        str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(content))["备注"] for cell in row if cell.value
    ]
    assert not any("1949" in text or "2012" in text for text in texts)
    assert number_token(KEY, number_hash(KEY, NUMBER)) in texts
    assert texts.count("***") == 2
    assert "学号***" in texts
    assert "'=1+1" in texts


def test_the_copy_imports_back_as_the_same_pupil(tmp_path: Path) -> None:
    file = tmp_path / "copy.xlsx"
    file.write_bytes(copy(LINES[:1], {1: "看看"}))
    with opened(file) as roster:
        (found,) = roster.lines()
    assert isinstance(found, Line)
    assert found.text(Field.NAME) == "张三"
    assert found.text(Field.NUMBER) == number_token(KEY, number_hash(KEY, NUMBER))


def test_a_token_is_kept_and_a_foreign_one_is_not() -> None:
    token = number_token(KEY, number_hash(KEY, NUMBER))
    assert masked_number(token, KEY, "***") == token
    assert masked_number(token, b"o" * 32, "***") == "***"
    assert masked_number("", KEY, "***") == ""


@given(st.lists(st.text(max_size=30), max_size=20), st.integers(1, 50))
def test_kept_lines_come_back_in_whatever_pieces(names: list[str], size: int) -> None:
    lines = [line(place, name=name) for place, name in enumerate(names)]
    content = b"".join(keep(lines, KEY))
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    found = list(kept(pieces))
    assert [(one.position, one.line) for one in found] == [(one.position, one.line) for one in lines]
    short = [(one.cells, name) for one, name in zip(found, names, strict=True) if len(name) < 15]
    assert all(name.replace("\x00", "") in cells for cells, name in short)


def test_a_large_file_is_kept_in_pieces() -> None:
    lines = (line(place, name=f"{place:06d}" * 3 + "张三") for place in range(60_000))
    chunks = list(keep(lines, KEY))
    assert len(chunks) > 1
    assert sum(1 for _ in kept(chunks)) == 60_000
