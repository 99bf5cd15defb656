"""The files to fill in are read by our own reader, and say nothing before they are filled in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from app.domain.imports import Dialect
from app.domain.rosters.lines import Field, Line
from app.domain.rosters.places import Seat, seat_of
from app.exchange import templates
from app.exchange.rosters import opened
from app.exchange.templates import HEADINGS, TemplateWords

WORDS = TemplateWords("名单", "填写说明", ["每行一名学生。"], dict.fromkeys(Field, "说明"))


def workbook() -> bytes:
    target = io.BytesIO()
    templates.write_register(target, WORDS)
    return target.getvalue()


def filled() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = book["名单"]
    values = {
        "学校标识码": "2114000001",
        "姓名": "张三",
        "学段": "小学",
        "年级": "三年级",
        "班级": "1班",
        "校内学号": "007",
    }
    for cell in sheet[1]:
        sheet.cell(2, cell.column, values.get(cell.value, ""))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content: bytes, folder: Path) -> list[object]:
    file = folder / "roster"
    file.write_bytes(content)
    with opened(file) as roster:
        return list(roster.lines())


def test_a_filled_workbook_is_read(tmp_path: Path) -> None:
    (line,) = read(filled(), tmp_path)
    assert isinstance(line, Line)
    assert {name: line.text(name) for name in (Field.NAME, Field.LOCAL_ID, Field.GRADE, Field.SCHOOL_CODE)} == {
        Field.NAME: "张三",
        Field.LOCAL_ID: "007",
        Field.GRADE: "三年级",
        Field.SCHOOL_CODE: "2114000001",
    }


def test_an_empty_template_holds_no_pupil(tmp_path: Path) -> None:
    target = io.BytesIO()
    templates.write_register_csv(target)
    assert read(workbook(), tmp_path) == []
    assert read(target.getvalue(), tmp_path) == []


def test_every_choice_of_a_grade_can_be_read() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook()))["名单"]
    lists = [one.formula1.strip('"').split(",") for one in sheet.data_validations.dataValidation]
    assert len(lists) == 3
    assert all(len(",".join(one)) <= 255 for one in lists)
    for grade in lists[1]:
        assert isinstance(seat_of("", grade, "1班", "63", 2026), Seat), grade


def test_all_cells_to_fill_in_are_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook()))["名单"]
    ranges = [(one.min, one.max) for one in sheet.column_dimensions.values() if one.number_format == "@"]
    assert all(any(first <= cell.column <= last for first, last in ranges) for cell in sheet[1])
    assert "平台编号" not in [cell.value for cell in sheet[1]]


def test_the_package_is_what_oneroster_asks_for(tmp_path: Path) -> None:
    target = io.BytesIO()
    templates.write_oneroster(target, "说明")
    with zipfile.ZipFile(target) as package:
        assert set(package.namelist()) >= {f"{name}.csv" for name in ("manifest", "orgs", "users", "roles", "classes")}
    file = tmp_path / "roster.zip"
    file.write_bytes(target.getvalue())
    with opened(file) as roster:
        assert roster.dialect is Dialect.ONEROSTER
        assert list(roster.lines()) == []
        assert [notice.code for notice in roster.notices] == ["oneroster_files_not_read"]


def test_each_field_has_a_heading_of_its_own() -> None:
    assert set(HEADINGS) == set(Field)
    assert len(set(HEADINGS.values())) == len(HEADINGS)
