"""A line is checked as a whole: everything that is wrong with it is said at once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.grades import Stage
from app.domain.imports import Dialect
from app.domain.rosters.checking import Identity, Rules, check, identity
from app.domain.rosters.lines import Cell, Fault, Field, Kind, Line, Wanted
from app.domain.rosters.numbers import number_hash, number_token, student_code

KEY = b"k" * 32
SCHOOL = "2114000001"
NUMBER = "G11010519491231002X"
PUPIL = UUID("01939a5e-7c00-7000-8000-000000000001")
RULES = Rules(KEY, {SCHOOL: "63", "2114000002": "54"}.get, date(2026, 11, 20))
GOOD = {
    Field.SCHOOL_CODE: SCHOOL,
    Field.LOCAL_ID: "2021001",
    Field.NAME: "张三",
    Field.GRADE: "三年级",
    Field.ROOM: "一班",
}


def line(cells: dict[Field, str | Cell] | None = None, **more: str | Cell) -> Line:
    """A good line, with other cells in the place of some of its own."""
    texts: dict[Field, str | Cell] = {**GOOD, **(cells or {}), **{Field(name): text for name, text in more.items()}}
    made = {name: text if isinstance(text, Cell) else Cell(text, name.value) for name, text in texts.items()}
    return Line(7, "名单", 9, made)


def wanted(rules: Rules = RULES, **cells: str | Cell) -> Wanted:
    found = check(line(**cells), rules)
    assert isinstance(found, Wanted), found
    return found


def faults(rules: Rules = RULES, **cells: str | Cell) -> list[tuple[str, str]]:
    found = check(line(**cells), rules)
    assert isinstance(found, tuple), found
    assert all(one.sheet == "名单" and one.line == 9 and one.position == 7 for one in found)
    return [(one.column, one.code) for one in found]


def test_a_good_line_is_wanted_as_it_stands() -> None:
    expected = Wanted(7, "名单", 9, SCHOOL, "张三", None, 3, "1", local_id="2021001")
    assert wanted() == expected
    assert wanted(stage="小学") == replace(expected, stage=Stage.PRIMARY)


def test_each_identity_is_read() -> None:
    assert wanted(student_id=student_code(PUPIL)).student_id == PUPIL
    hashed = number_hash(KEY, NUMBER)
    assert wanted(number=NUMBER).number_hash == hashed
    assert wanted(number=number_token(KEY, hashed)).number_hash == hashed
    assert wanted(local_id='="0012"').local_id == "0012"
    assert wanted(local_id="'0012").local_id == "0012"
    assert wanted(local_id=Cell("20210001.0", "学号", Kind.NUMBER)).local_id == "20210001"


def test_the_grade_system_is_that_of_the_school() -> None:
    assert wanted(grade="初一").grade == 7
    assert wanted(school_code="2114000002", grade="初一").grade == 6


def test_a_line_without_a_school_is_of_the_school_that_sends_it() -> None:
    assert wanted(replace(RULES, default_school_code=SCHOOL), school_code="").school_code == SCHOOL
    assert faults(school_code="") == [("school_code", "school_code_missing")]


def test_everything_wrong_is_said_at_once() -> None:
    found = faults(
        school_code="9999999999",
        number="G1",
        local_id="x" * 65,
        name="123",
        grade="九十年级",
        room="1月2日",
        status="飞走",
    )
    assert sorted(found) == [
        ("grade", "grade_unknown"),
        ("local_id", "local_id_long"),
        ("name", "name_digits"),
        ("number", "number_malformed"),
        ("room", "class_is_date"),
        ("school_code", "school_unknown"),
        ("status", "status_unknown"),
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"local_id": ""}, ("", "no_identity")),
        ({"number": Cell("140902201203045670", "学籍号", Kind.NUMBER)}, ("学籍号", "number_lost_digits")),
        ({"number": Cell("2012-03-04", "学籍号", Kind.DATE)}, ("学籍号", "number_not_text")),
        ({"number": "FLN-AAAA"}, ("number", "token_unreadable")),
        ({"student_id": "FLAAAA"}, ("student_id", "student_id_malformed")),
        ({"local_id": Cell("1409022012030456", "学号", Kind.NUMBER)}, ("学号", "local_id_lost_digits")),
        ({"local_id": "1.4E+17"}, ("local_id", "local_id_lost_digits")),
        ({"local_id": "a\x00"}, ("local_id", "local_id_malformed")),
        ({"name": Cell("TRUE", "姓名", Kind.BOOLEAN)}, ("姓名", "name_not_text")),
        ({"name": ""}, ("name", "name_missing")),
        ({"grade": ""}, ("grade", "grade_missing")),
        ({"room": ""}, ("room", "class_missing")),
        ({"room": Cell("2026-01-02", "班级", Kind.DATE)}, ("班级", "class_is_date")),
        ({"room": Cell("#N/A", "班级", Kind.ERROR)}, ("班级", "class_not_text")),
        ({"room": Cell("3.1", "班级", Kind.NUMBER)}, ("班级", "class_lost_zero")),
        ({"grade": Cell("#REF!", "年级", Kind.ERROR)}, ("年级", "grade_not_text")),
        ({"room_local_id": "c" * 65}, ("room_local_id", "class_id_long")),
        ({"room": "四(1)班"}, ("room", "class_contradicts")),
    ],
)
def test_a_fault_names_its_column(cells: dict[str, str | Cell], expected: tuple[str, str]) -> None:
    assert faults(**cells) == [expected]


def test_a_column_that_the_file_does_not_have_has_no_name() -> None:
    found = check(Line(1, "", 2, {Field.NAME: Cell("张三", "姓名")}), replace(RULES, default_school_code=SCHOOL))
    assert isinstance(found, tuple)
    assert [(one.column, one.code) for one in found] == [
        ("", "no_identity"),
        ("", "grade_missing"),
        ("", "class_missing"),
    ]


@pytest.mark.parametrize("word", ["转出", "离校", "退学", "毕业", "tobedeleted", "死亡"])
def test_who_leaves_needs_no_class(word: str) -> None:
    assert wanted(status=word, grade="", room="").is_leaving


@pytest.mark.parametrize("word", ["", "在读", "休学", "借读", "active"])
def test_who_rests_stays(word: str) -> None:
    assert not wanted(status=word).is_leaving


def test_a_line_of_our_own_export_may_have_no_class() -> None:
    assert wanted(student_id=student_code(PUPIL), grade="", room="").grade is None
    assert faults(student_id=student_code(PUPIL), room="") == [("room", "class_missing")]
    assert wanted(room_local_id="c-1", room="").room is None


def test_a_national_number_in_the_local_column_is_not_kept() -> None:
    for text in (NUMBER, NUMBER.lower()):
        found = wanted(local_id=text)
        assert found.local_id is None
        assert found.number_hash == number_hash(KEY, NUMBER)
    assert faults(local_id="L140902201203040001", number=NUMBER) == [("local_id", "number_differs")]
    assert faults(local_id=NUMBER[1:]) == [("local_id", "number_malformed")]


def test_oneroster_may_call_something_else_an_identifier() -> None:
    rules = replace(RULES, dialect=Dialect.ONEROSTER)
    assert wanted(rules, number="77-A").number_hash is None
    assert faults(rules, number="G110105194912310021") == [("number", "number_check_digit")]


def test_a_faulty_line_still_says_whom_it_means() -> None:
    broken = line(name="", grade="?", number=NUMBER, local_id="7")
    assert isinstance(check(broken, RULES), tuple)
    assert identity(broken, RULES) == Identity(SCHOOL, None, number_hash(KEY, NUMBER), "7")
    nobody = identity(line(number="G1", local_id="", school_code="1"), RULES)
    assert nobody == Identity()
    assert not nobody.is_known


def test_no_fault_repeats_a_number() -> None:
    for name in Field:
        found = check(line({name: NUMBER[:-1] + "1"}), RULES)
        for one in found if isinstance(found, tuple) else ():
            assert isinstance(one, Fault)
            assert "1949" not in repr(one)
    assert "1949" not in repr(line(number=NUMBER))
    assert "kkk" not in repr(RULES)


CELLS = st.builds(
    Cell,
    st.one_of(
        st.text(max_size=30),
        st.text("0123456789GJLXx班级年一二三十初高大小中(（.-'= \u200b", max_size=24),
        st.sampled_from([*GOOD.values(), NUMBER, "转出", "2021级3班", "FLN-AAAA", "1月2日", "小学"]),
    ),
    st.just("列"),
    st.sampled_from(Kind),
)


@given(st.dictionaries(st.sampled_from(Field), CELLS), st.sampled_from(Dialect))
def test_whatever_stands_in_a_line_is_judged(cells: dict[Field, Cell], dialect: Dialect) -> None:
    rules = replace(RULES, dialect=dialect, default_school_code=SCHOOL)
    read = Line(1, "", 2, cells)
    found = check(read, rules)
    whom = identity(read, rules)
    if isinstance(found, Wanted):
        assert whom.is_known
        assert found.grade is None or -2 <= found.grade <= 17
        assert found.room is None or len(found.room) <= 20
        assert len(found.name) <= 50
        assert check(read, rules) == found
    else:
        assert found
        facts = json.dumps([dict(fault.facts) for fault in found], ensure_ascii=False)
        assert not re.search(r"\d{6}", facts)
