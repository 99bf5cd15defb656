"""Stage, grade and class out of the many ways in which schools write them."""

from __future__ import annotations

import pytest

from app.domain.grades import Stage
from app.domain.rosters.gradewords import grade_text, holds, read_grade, read_stage, stage_text
from app.domain.rosters.labels import fold_label, room_text
from app.domain.rosters.places import Seat, Wrong, seat_of

YEAR = 2026
K, P, J, S, V, U = Stage


def seat(stage: str = "", grade: str = "", room: str = "", system: str = "63") -> Seat:
    found = seat_of(stage, grade, room, system, YEAR)
    assert isinstance(found, Seat), found
    return found


def wrong(stage: str = "", grade: str = "", room: str = "", system: str = "63") -> list[str]:
    found = seat_of(stage, grade, room, system, YEAR)
    assert isinstance(found, tuple), found
    assert all(isinstance(one, Wrong) for one in found)
    return [f"{one.field}:{one.code}" for one in found]


@pytest.mark.parametrize(
    ("text", "room"),
    [
        *(
            (text, "1")
            for text in ("一班", "1班", "(1)班", "（１）班", "01班", "１班", "1", "001", "第1班", "1 班", "Class 1")
        ),
        *((text, "2") for text in ("２班", "三(2)班", "三（2）班", "三年级二班", "3.2", "3-2", "三年级2班", "三二班")),
        ("十班", "10"),
        ("十二班", "12"),
        ("廿三班", "23"),
        ("301", "1"),
        ("312班", "12"),
        ("平行1班", "平行1"),
        ("小太阳班", "小太阳"),
        ("三年级实验班", "实验"),
    ],
)
def test_many_ways_to_write_a_class_of_grade_three(text: str, room: str) -> None:
    assert seat("", "三年级", text) == Seat(None, 3, room)


@pytest.mark.parametrize(
    ("text", "stage", "grade"),
    [
        ("托班", K, -2),
        ("小小班", K, -2),
        ("小班", K, -2),
        ("中班", K, -1),
        ("大班", K, 0),
        ("学前班", K, 0),
        ("一年级", None, 1),
        ("小学三年级", P, 3),
        ("小六", P, 6),
        ("初一", J, 7),
        ("初中一年级", J, 7),
        ("七年级", None, 7),
        ("九年级", None, 9),
        ("预初", J, 6),
        ("高一", None, 10),
        ("高中三年级", S, 12),
        ("中职一年级", V, 10),
        ("职高二", V, 11),
        ("大一", U, 13),
        ("大五", U, 17),
        ("本科三年级", U, 15),
        ("专科一年级", U, 13),
        ("12", None, 12),
        ("３", None, 3),
        ("Grade 3", None, 3),
        ("G3", None, 3),
        ("PK", None, -1),
        ("KG", None, 0),
        ("01", None, 1),
        ("2021级", None, 6),
    ],
)
def test_every_name_of_a_grade(text: str, stage: Stage | None, grade: int) -> None:
    assert seat("", text, "实验") == Seat(stage, grade, "实验")


@pytest.mark.parametrize(
    ("stage", "grade", "room", "expected"),
    [
        ("", "", "初一3班", Seat(J, 7, "3")),
        ("", "", "高二（10）班", Seat(None, 11, "10")),
        ("", "", "高一十班", Seat(None, 10, "10")),
        ("", "", "大一班", Seat(K, 0, "1")),
        ("", "", "小一班", Seat(K, -2, "1")),
        ("", "", "中（2）班", Seat(K, -1, "2")),
        ("", "", "学前1班", Seat(K, 0, "1")),
        ("", "大一", "大一3班", Seat(U, 13, "3")),
        ("", "", "2021级3班", Seat(None, 6, "3")),
        ("初中", "", "2025级3班", Seat(J, 8, "3")),
        ("", "八年级", "2025级3班", Seat(None, 8, "3")),
        ("初中", "三年级", "三(1)班", Seat(J, 9, "1")),
        ("", "初三", "三年级1班", Seat(J, 9, "1")),
        ("", "初三", "301", Seat(J, 9, "1")),
        ("中职", "高一", "1班", Seat(V, 10, "1")),
        ("高中", "2", "1班", Seat(S, 11, "1")),
        ("大学", "3", "计算机1班", Seat(U, 15, "计算机1")),
        ("九年一贯制学校", "七年级", "1", Seat(None, 7, "1")),
        ("", "高一", "1001", Seat(None, 10, "1")),
    ],
)
def test_cells_help_each_other(stage: str, grade: str, room: str, expected: Seat) -> None:
    assert seat(stage, grade, room) == expected


def test_the_five_four_system_moves_the_junior_school_down() -> None:
    assert seat("", "初一", "1", "54").grade == 6
    assert seat("", "初四", "1", "54").grade == 9
    assert seat("初中", "一年级", "1", "54") == Seat(J, 6, "1")
    assert seat("小学", "六年级", "1", "54") == Seat(P, 6, "1")
    # Shanghai counts 初一 from the seventh year; a second cell settles it.
    assert seat("", "七年级", "初一1班", "54") == Seat(J, 7, "1")
    assert wrong("", "初四", "1") == ["grade:grade_unknown"]


@pytest.mark.parametrize(
    ("stage", "grade", "room", "codes"),
    [
        ("", "三年级", "四(1)班", ["room:class_contradicts"]),
        ("", "四年级", "301", ["room:class_contradicts"]),
        ("", "三年级", "小一班", ["room:class_contradicts"]),
        ("", "大一", "大一班", ["room:class_contradicts"]),
        ("小学", "初一", "1班", ["stage:stage_contradicts"]),
        ("小学", "三年级", "初三1班", ["room:class_contradicts"]),
        ("", "", "301", ["room:class_number_high"]),
        ("", "", "2025级3班", ["room:grade_ambiguous"]),
        ("", "2025级", "3", ["grade:grade_ambiguous"]),
        ("", "研一", "1班", ["grade:grade_beyond"]),
        ("", "UG", "1班", ["grade:grade_ungraded"]),
        ("", "张三", "1班", ["grade:grade_unknown"]),
        ("私塾", "三年级", "1班", ["stage:stage_unknown"]),
        ("", "三年级", "三年级", ["room:class_unknown"]),
        ("", "三年级", "班", ["room:class_unknown"]),
        ("", "三年级", "0班", ["room:class_unknown"]),
        ("", "三年级", "--", ["room:class_unknown"]),
        ("", "三年级", "<b>班", ["room:class_unknown"]),
        ("", "三年级", "=1+1", ["room:class_unknown"]),
        ("", "三年级", "9999", ["room:class_number_high"]),
        ("", "三年级", "太阳" * 11, ["room:class_label_long"]),
        *(
            ("", "三年级", date, ["room:class_is_date"])
            for date in ("1月2日", "2026-01-02", "2026/1/2", "2-Jan", "Jan-02")
        ),
        ("私塾", "张三", "1月2日", ["stage:stage_unknown", "grade:grade_unknown", "room:class_is_date"]),
    ],
)
def test_what_cannot_be_told_is_said(stage: str, grade: str, room: str, codes: list[str]) -> None:
    assert wrong(stage, grade, room) == codes


def test_a_number_typed_into_the_wrong_column_is_never_repeated() -> None:
    number = "G140902201203045670"
    for cells in ((number, "三年级", "1"), ("", number, "1"), ("", "三年级", number)):
        found = seat_of(*cells, "63", YEAR)
        assert isinstance(found, tuple)
        assert all(not any(part in str(one.facts) for part in ("1409", "2012", "5670")) for one in found)


@pytest.mark.parametrize("system", ["63", "54"])
@pytest.mark.parametrize("stage", Stage)
def test_what_we_write_we_read(stage: Stage, system: str) -> None:
    for grade in (one for one in range(-2, 18) if holds(stage, one)):
        assert read_stage(stage_text(stage)) is stage
        assert read_grade(grade_text(stage, grade), stage, system, YEAR).best == grade
        for number, label in ((1, None), (99, None), (301, None), (101, "小太阳"), (102, "实验班")):
            room = label and fold_label(label)
            found = seat(stage_text(stage), grade_text(stage, grade), room_text(number, label), system)
            assert found == Seat(stage, grade, room or str(number))
