"""Questions in spreadsheets: what is taken, what is refused and where, and files that are none."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.content.scaffolds import quiz_scaffold
from app.domain.questionbanks import QuestionBank
from app.exchange.questions.workbooks import LIMITS, TemplateWords, read_workbook, write_template
from app.exchange.rosters.limits import Unreadable

HEADINGS = ["题目", "正确答案", "错误答案1", "反馈1", "误区1", "错误答案2", "反馈2", "误区2", "解析", "致命"]
ROW = [
    "着火了怎么走？",
    "走楼梯",
    "坐电梯",
    "电梯会停。",
    "FI1",
    "躲柜子里",
    "没人找得到你。",
    "fi2",
    "走楼梯最快。",
    "是",
]


def book(path: Path, *rows: list[object], title: str = "题目") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def old_book(path: Path, *rows: list[object]) -> Path:
    made = xlwt.Workbook()
    sheet = made.add_sheet("x")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(line, column, value)
    made.save(str(path))
    return path


def text_file(path: Path, *rows: list[object]) -> Path:
    path.write_text("\n".join(",".join(str(cell) for cell in row) for row in rows), encoding="utf-8-sig")
    return path


def faults(bank: QuestionBank) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in bank.refused]


@pytest.mark.parametrize(
    ("make", "name"), [(book, "q.xlsx"), (old_book, "q.xls"), (text_file, "q.csv")], ids=["xlsx", "xls", "csv"]
)
def test_a_row_is_a_question(tmp_path: Path, make: object, name: str) -> None:
    bank = read_workbook(make(tmp_path / name, HEADINGS, ROW))  # type: ignore[operator]
    (question,) = bank.questions
    assert (bank.refused, bank.notes) == ((), ())
    assert (question.line, question.text, question.explanation) == (2, "着火了怎么走？", "走楼梯最快。")
    assert question.crit
    assert [(one.text, one.right, one.misconception) for one in question.options] == [
        ("走楼梯", True, ""),
        ("坐电梯", False, "FI1"),
        ("躲柜子里", False, "FI2"),
    ]
    assert question.options[1].feedback == "电梯会停。"


def test_it_becomes_a_quiz_file(tmp_path: Path) -> None:
    quiz = quiz_scaffold(read_workbook(book(tmp_path / "q.xlsx", HEADINGS, ROW)))
    assert "crit = true" in quiz
    assert 'misconception = "FI1"' in quiz


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        (0, "", (2, "题目", "question_missing")),
        (1, " ", (2, "正确答案", "right_missing")),
        (5, "", (2, "错误答案2", "wrong_without_text")),
        (5, "走楼梯", (2, "", "choice_twice")),
        (2, "x" * 2001, (2, "错误答案1", "cell_too_long")),
        (3, "a\x1fb", (2, "反馈1", "control_character")),
    ],
)
def test_what_is_refused_has_its_row_and_column(
    tmp_path: Path, column: int, value: str, fault: tuple[int, str, str]
) -> None:
    row = [*ROW[:column], value, *ROW[column + 1 :]]
    bank = read_workbook(text_file(tmp_path / "q.csv", HEADINGS, row, ROW))
    assert faults(bank) == [fault]
    assert [question.line for question in bank.questions] == [3]


def test_a_question_without_a_wrong_answer(tmp_path: Path) -> None:
    bank = read_workbook(book(tmp_path / "q.xlsx", HEADINGS, ["问", "答"]))
    assert faults(bank) == [(2, "错误答案1", "wrong_missing")]


def test_dates_errors_and_formulas_are_refused(tmp_path: Path) -> None:
    from_date = book(tmp_path / "q.xlsx", HEADINGS, [ROW[0], "=1/0", *ROW[2:]])
    assert faults(read_workbook(from_date)) == [(2, "正确答案", "cell_formula")]
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append(ROW)
    sheet["B2"] = 45000
    sheet["B2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "d.xlsx")
    assert faults(read_workbook(tmp_path / "d.xlsx")) == [(2, "正确答案", "cell_date")]


def test_numbers_are_answers_too(tmp_path: Path) -> None:
    bank = read_workbook(book(tmp_path / "q.xlsx", HEADINGS, ["火警电话？", 119, 110, "这是报警。", "FI1"]))
    assert [option.text for option in bank.questions[0].options] == ["119", "110"]


def test_notes_say_what_was_left_out(tmp_path: Path) -> None:
    row = [*ROW[:4], "误区一", *ROW[5:9], "也许"]
    bank = read_workbook(book(tmp_path / "q.xlsx", HEADINGS, row))
    notes = [(one.line, one.column, one.code) for one in bank.notes]
    assert notes == [(2, "误区1", "misconception_malformed"), (2, "致命", "crit_unknown")]
    assert not bank.questions[0].crit


def test_titles_other_columns_and_english_headings(tmp_path: Path) -> None:
    heads = ["No.", "Question", "Right Answer", "Wrong answer 1", "Feedback1"]
    bank = read_workbook(book(tmp_path / "q.xlsx", ["Our bank"], [], heads, [1, "q", "a", "b", "why"]))
    assert [question.text for question in bank.questions] == ["q"]


@pytest.mark.parametrize("rows", [[["题目", "正确答案"], ["q", "a"]], [["x"]]])
def test_without_headings_nothing_is_guessed(tmp_path: Path, rows: list[list[object]]) -> None:
    bank = read_workbook(book(tmp_path / "q.xlsx", *rows))
    assert (bank.questions, faults(bank)) == ((), [(1, "", "heading_missing")])


def test_the_template_can_be_filled_in(tmp_path: Path) -> None:
    words = TemplateWords("题目", "说明", ("怎样写",), {"question": "=1+1", "right": "例子"})
    target = io.BytesIO()
    write_template(target, words)
    path = tmp_path / "t.xlsx"
    path.write_bytes(target.getvalue())
    bank = read_workbook(path)
    assert (bank.questions, bank.refused) == ((), ())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 x", "other_format"),
        (b"PK\x03\x04" + bytes(200), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "other_format"),
        (bytes(range(1, 32)) * 40, "unknown_format"),
    ],
)
def test_files_that_are_none(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as refusal:
        read_workbook(path)
    assert refusal.value.code == code


def test_a_package_of_another_kind_is_no_workbook(tmp_path: Path) -> None:
    """Rosters come as packages of CSV files; questions do not."""
    import_path = tmp_path / "q.zip"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("users.csv", "a,b\n1,2")
    import_path.write_bytes(made.getvalue())
    with pytest.raises(Unreadable, match="other_format"):
        read_workbook(import_path)


def test_too_many_rows(tmp_path: Path) -> None:
    path = text_file(tmp_path / "q.csv", HEADINGS, *([ROW] * (LIMITS.max_rows + 1)))
    with pytest.raises(Unreadable, match="too_many_rows"):
        read_workbook(path)


@given(start=st.integers(0, 6000), length=st.integers(1, 200), change=st.binary(max_size=8))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_piece_changed(tmp_path: Path, start: int, length: int, change: bytes) -> None:
    path = book(tmp_path / "q.xlsx", HEADINGS, ROW)
    raw = path.read_bytes()
    path.write_bytes(raw[:start] + change + raw[start + length :])
    with suppress(Unreadable):
        assert all(one.line for one in read_workbook(path).refused)


@given(rows=st.lists(st.lists(st.text(max_size=12), max_size=12), max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "q.csv"
    lines = [",".join(HEADINGS), *(",".join(row) for row in rows)]
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    with suppress(Unreadable):
        assert "\x00" not in quiz_scaffold(read_workbook(path))
