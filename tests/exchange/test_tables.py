"""Tables that leave open as text everywhere, and come back as they were."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rosters.marks import is_dangerous, unmarked
from app.exchange import tables
from app.exchange.tables import Column, Sheet, csv_chunks, safe, sheet_name, write_xlsx

SIGNS = list("=+-@＝＋－＠﹣\t\r\n \u3000\u200b\u202e\ufeff'\";,|张a1·<")
TEXTS = st.one_of(st.text(max_size=20), st.text(SIGNS, max_size=10))
# What XML, and with it a workbook, cannot hold; nothing that we keep has these.
IN_WORKBOOKS = TEXTS.filter(lambda text: all(one >= " " and one not in "\ufffe\uffff" for one in text))
HEAD = [Column("甲"), Column("乙")]


def read_csv(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    content = b"".join(csv_chunks(["甲", "乙"], rows))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(rows: Sequence[Sequence[object]], columns: Sequence[Column] = HEAD) -> openpyxl.Workbook:
    target = io.BytesIO()
    write_xlsx(target, [Sheet("名单", columns, rows)])
    return openpyxl.load_workbook(target)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_no_field_of_a_csv_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    header, *found = read_csv(rows)
    assert header == ["甲", "乙"]
    assert not any(is_dangerous(field) for row in found for field in row)
    assert [tuple(map(unmarked, row)) for row in found] == rows


@given(st.text(SIGNS, max_size=10), st.sampled_from(";|\t"))
def test_a_field_holds_together_at_whatever_sign_a_country_splits(text: str, sign: str) -> None:
    content = b"".join(csv_chunks([f"a{sign}{text}"], ())).decode("utf-8-sig")
    assert content.startswith('"')


@given(st.lists(st.tuples(IN_WORKBOOKS, IN_WORKBOOKS), min_size=1, max_size=5))
def test_no_cell_of_a_workbook_is_anything_but_text(rows: list[tuple[str, str]]) -> None:
    cells = list(read_xlsx(rows)["名单"].iter_rows(min_row=2, max_col=2, max_row=len(rows) + 1))
    for row, texts in zip(cells, rows, strict=True):
        for cell, text in zip(row, texts, strict=True):
            assert cell.data_type in ("s", "inlineStr", "n")
            assert cell.value is None or isinstance(cell.value, str)
            assert unmarked(cell.value or "") == text
            assert cell.value is None or cell.number_format == "@"


@pytest.mark.parametrize("text", ["007", "12345678901234567890", "1E5", "2026-01-02", "TRUE", "http://x/"])
def test_what_a_spreadsheet_would_rework_stays_text(text: str) -> None:
    cell = read_xlsx([(text, "")])["名单"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_counts_are_numbers_of_their_own() -> None:
    assert read_csv([(-5, None)])[1] == ["-5", ""]
    assert safe("-5") == "'-5"
    assert safe(0) == "0"


def test_rows_pass_through_one_by_one() -> None:
    taken: list[int] = []

    def rows() -> Sequence[object]:
        for place in range(20_000):
            taken.append(place)
            yield (f"第{place}行", "x" * 10)

    chunks = csv_chunks(["甲", "乙"], rows())  # type: ignore[arg-type]
    next(chunks)
    assert 0 < len(taken) < 5_000
    assert all(len(chunk) < 80_000 for chunk in chunks)


def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    book = read_xlsx([(str(place), "") for place in range(7)])
    assert book.sheetnames == ["名单", "名单 2", "名单 3"]
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert [sheet["A1"].value for sheet in book] == ["甲"] * 3
    assert book["名单 3"]["A2"].value == "6"


def test_a_column_can_offer_choices() -> None:
    sheet = read_xlsx([], [Column("年级", choices=("一年级", "二年级"))])["名单"]
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == ['"一年级,二年级"']


@pytest.mark.parametrize("name", ["", "a/b", "[x]", "x" * 40, "'quoted'"])
def test_every_text_becomes_a_name_for_a_sheet(name: str, tmp_path: Path) -> None:
    target = io.BytesIO()
    write_xlsx(target, [Sheet(sheet_name(name), HEAD, ())], folder=tmp_path)
    assert len(openpyxl.load_workbook(target).sheetnames[0]) <= 31
