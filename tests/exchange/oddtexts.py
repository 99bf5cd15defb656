"""Odd and broken CSV files."""

from __future__ import annotations

from collections.abc import Callable

from app.exchange.rosters import Limits
from tests.exchange.cases import HAN, HEAD, LI, NAMES, WU, Case, csv_of

GOOD = csv_of(HEAD, LI, HAN)
TEXT = GOOD.decode()


def given(data: bytes) -> Callable[[], bytes]:
    """Bytes that are made already."""
    return lambda: data


ENCODINGS = [
    Case("csv in utf-8", given(GOOD), names=NAMES, lines=[2, 3]),
    Case("csv in utf-8 with mark", given(TEXT.encode("utf-8-sig")), names=NAMES, lines=[2, 3]),
    Case("csv in gb18030", given(csv_of(HEAD, LI, HAN, encoding="gb18030")), names=NAMES, notices=["encoding_guessed"]),
    Case(
        "csv in gb18030 with a rare character",
        given(csv_of(HEAD, WU, encoding="gb18030")),
        names=["吴𠮷·阿依"],
        notices=["encoding_guessed"],
    ),
    Case("unicode text of excel", given(csv_of(HEAD, LI, HAN, separator="\t", encoding="utf-16")), names=NAMES),
    Case("utf-16 big endian with mark", given(b"\xfe\xff" + TEXT.encode("utf-16-be")), names=NAMES, lines=[2, 3]),
    Case("utf-16 without mark", given(TEXT.encode("utf-16-le")), names=NAMES, notices=["encoding_guessed"]),
    Case("utf-16 big endian without mark", given(TEXT.encode("utf-16-be")), names=NAMES, notices=["encoding_guessed"]),
    Case("utf-32", given(TEXT.encode("utf-32")), refused="encoding", facts={"line": 1}),
    Case("utf-8 with a broken byte", given(GOOD + "王".encode() + b"\xff,\n"), refused="encoding", facts={"line": 4}),
    Case("utf-8 cut inside a character", given(GOOD[:-3]), refused="encoding", facts={"line": 3}),
    Case(
        "gb18030 with a broken byte",
        given(csv_of(HEAD, LI, encoding="gb18030") + b"\xff\xff,a\n"),
        refused="encoding",
        facts={"line": 3},
    ),
    Case(
        "utf-16 with half a pair",
        given(TEXT.encode("utf-16") + b"\x00\xd8a\x00"),
        refused="encoding",
        facts={"line": 4},
    ),
    Case(
        "a character lost before",
        given(csv_of(HEAD, LI, ["王\ufffd", "一年级", "1班"])),
        names=["李雷"],
        faults=[("lost_character", 3, "姓名")],
    ),
]

SEPARATORS = [
    Case("semicolons", given(csv_of(HEAD, LI, HAN, separator=";")), names=NAMES),
    Case("tabs", given(csv_of(HEAD, LI, HAN, separator="\t")), names=NAMES),
    Case(
        "line that names the separator",
        given(b"sep=;\r\n" + csv_of(HEAD, LI, separator=";")),
        names=["李雷"],
        lines=[3],
        notices=["title_skipped"],
    ),
    Case("line ends of old macs", given(TEXT.replace("\r\n", "\r").encode()), names=NAMES, lines=[2, 3]),
    Case("mixed line ends", given(TEXT.replace("\r\n", "\n", 1).encode()), names=NAMES, lines=[2, 3]),
    Case("no line end at the end", given(TEXT.rstrip().encode()), names=NAMES, lines=[2, 3]),
    Case("everything quoted", given(b'"\xe5\xa7\x93\xe5\x90\x8d","grade"\n"A","1"\n"B","2"\n'), names=["A", "B"]),
    Case(
        "quotation mark never closed",
        given('姓名,年级\n甲,1\n"乙,1\n丙,1\n丁,1\n'.encode()),
        names=["甲", "丙", "丁"],
        lines=[2, 4, 5],
        faults=[("quote", 3, "")],
    ),
    Case(
        "quotation mark never closed at the end",
        given('姓名,年级\n甲,1\n"乙,1'.encode()),
        names=["甲"],
        faults=[("quote", 3, "")],
    ),
    Case(
        "quotation mark never closed before 200 lines",
        given(('姓名,年级\n"乙,1\n' + "丙,1\n" * 200).encode()),
        names=["丙"] * 200,
        faults=[("quote", 2, "")],
    ),
    Case("quotation mark inside a name", given('姓名,年级\n王"小"明,1\n丙,1\n'.encode()), names=['王"小"明', "丙"]),
    Case(
        "text behind a quoted value",
        given('姓名,年级\n"王"小明,1\n丙,1\n'.encode()),
        names=["丙"],
        lines=[3],
        faults=[("quote", 2, "")],
    ),
    Case(
        "line end inside a cell",
        given('姓名,年级,说明\n甲,1,"a\nb"\n乙,1,\n'.encode()),
        names=["甲", "乙"],
        lines=[2, 4],
        notices=["columns_not_read"],
    ),
    Case(
        "comma too many",
        given("姓名,年级,班级\n王,小明,1,1班\n丙,1,1班\n".encode()),
        names=["丙"],
        faults=[("too_many_cells", 2, "")],
    ),
    Case("commas at the end of all lines", given("姓名,年级,班级\n丙,1,1班,,\n".encode()), names=["丙"]),
    Case(
        "last line cut off",
        given("姓名,年级,班级\n甲,1,1班\n乙".encode()),
        names=["甲", "乙"],
        cells={(3, "room"): ("", "text")},
    ),
    Case(
        "NUL in a cell",
        given("姓名,年级\n王\0明,1\n丙,1\n".encode()),
        names=["丙"],
        faults=[("control_character", 2, "姓名")],
    ),
    Case(
        "1 MB of one cell",
        given(f"姓名,年级\n甲,1\n{'王' * 350_000},1\n乙,1\n".encode()),
        names=["甲", "乙"],
        lines=[2, 4],
        faults=[("line_too_long", 3, "")],
    ),
    Case(
        "3000 characters in a cell",
        given(csv_of(HEAD, ["王" * 3000, "1", "1"], HAN)),
        names=["韩梅梅"],
        faults=[("cell_too_long", 2, "姓名")],
    ),
    Case("name of 500 characters", given(csv_of(HEAD, ["王" * 500, "1", "1"])), names=["王" * 500]),
]

ROWS = [
    Case("no bytes", given(b""), refused="empty_file"),
    Case("only blanks", given(b" \r\n\t\r\n"), refused="empty_file"),
    Case("only a mark", given(b"\xef\xbb\xbf"), refused="empty_file"),
    Case("only empty cells", given(b",,,\r\n,,,\r\n"), refused="empty_file"),
    Case("only a heading", given(csv_of(HEAD)), names=[]),
    Case(
        "empty lines between",
        given(csv_of(HEAD, LI, ["", "", ""], ["  ", "\u3000", "\u200b"], HAN)),
        names=NAMES,
        lines=[2, 5],
    ),
    Case(
        "titles above",
        given(csv_of(["某某小学学生名册", "", ""], ["2026 年 9 月"], [""], HEAD, LI)),
        names=["李雷"],
        lines=[5],
        notices=["title_skipped"],
    ),
    Case("fifteen titles", given(csv_of(*[["说明"]] * 15, HEAD, LI)), refused="no_heading"),
    Case(
        "second heading in English",
        given(csv_of(HEAD, ["name", "grade", "class"], LI)),
        names=["李雷"],
        lines=[3],
        notices=["second_heading_skipped"],
    ),
    Case(
        "line of explanations",
        given(csv_of(HEAD, ["必填", "必填，如三年级", "选填"], LI)),
        names=["李雷"],
        notices=["second_heading_skipped"],
    ),
    Case(
        "heading over two lines",
        given(csv_of(["姓名", "学籍信息", ""], ["", "年级", "班级"], LI)),
        names=["李雷"],
        lines=[3],
        notices=["second_heading_skipped"],
        cells={(3, "room"): ("1班", "text")},
    ),
    Case(
        "heading repeated",
        given(csv_of(HEAD, LI, HEAD, HAN, HEAD)),
        names=NAMES,
        lines=[2, 4],
        notices=["heading_repeated"],
    ),
    Case("no heading", given(csv_of(LI, HAN)), refused="no_heading", facts={"found": [], "needed": ["name", "place"]}),
    Case(
        "names only",
        given(csv_of(["姓名", "性别"], ["李雷", "男"])),
        refused="no_heading",
        facts={"found": ["姓名"], "needed": ["place"]},
    ),
    Case(
        "two columns of names",
        given(csv_of(["姓名", "班级", "学生姓名"], ["李雷", "1", "李雷"])),
        refused="heading_twice",
        facts={"field": "name", "columns": ["A", "C"], "headings": ["姓名", "学生姓名"], "line": 1},
    ),
    Case(
        "two local numbers",
        given(csv_of(["姓名", "班内学号", "学籍辅号"], ["李雷", "7", "20260007"])),
        names=["李雷"],
        notices=["column_passed_over"],
        cells={(2, "local_id"): ("20260007", "text")},
    ),
    Case(
        "number inside the class beside the register's",
        given(csv_of(["姓名", "班级", "班内学号", "学籍号"], ["李雷", "1", "7", "G1"], ["韩梅梅", "2", "7", "G2"])),
        names=NAMES,
        notices=["column_passed_over"],
        cells={(2, "number"): ("G1", "text")},
    ),
    Case(
        "number inside the class alone",
        given(csv_of(["姓名", "班内学号"], ["李雷", "7"])),
        names=["李雷"],
        cells={(2, "local_id"): ("7", "text")},
    ),
    Case(
        "identity numbers",
        given(csv_of(["姓名", "班级", "身份证件号", "性别"], ["李雷", "1", "11010120150101123X", "男"])),
        names=["李雷"],
        notices=["id_number_not_read", "columns_not_read"],
    ),
    Case(
        "decorated headings",
        given(csv_of(["＊姓 名（必填）", "所在\n年级*", "【选填】班级：", "全国学籍号"], [*LI, "G1"])),
        names=["李雷"],
        lines=[3],
        cells={(3, "number"): ("G1", "text"), (3, "room"): ("1班", "text")},
    ),
    Case(
        "251 columns",
        given(csv_of([*HEAD, *(f"列{at}" for at in range(250))], LI)),
        names=["李雷"],
        notices=["columns_beyond", "columns_not_read"],
    ),
    Case(
        "more lines than allowed",
        given(csv_of(HEAD, *[LI] * 40)),
        refused="too_many_rows",
        facts={"limit": 30},
        limits=Limits(max_rows=30),
    ),
    Case(
        "more bytes than allowed",
        given(csv_of(HEAD, *[LI] * 40)),
        refused="file_too_large",
        limits=Limits(max_bytes=99),
    ),
    Case(
        "two schools in one file",
        given(csv_of(["学校标识码", *HEAD], ["2133000001", *LI], ["2133000002", *HAN])),
        names=NAMES,
        cells={(2, "school_code"): ("2133000001", "text"), (3, "school_code"): ("2133000002", "text")},
    ),
    Case("the same pupil twice", given(csv_of(HEAD, LI, LI)), names=["李雷", "李雷"], lines=[2, 3]),
    Case(
        "numbers kept from Excel",
        given('姓名,学号\n甲,"=""0012"""\n乙,="0013"\n丙,\t0014\n'.encode()),
        names=["甲", "乙", "丙"],
        cells={(2, "local_id"): ("0012", "text"), (3, "local_id"): ("0013", "text"), (4, "local_id"): ("0014", "text")},
    ),
    Case(
        "texts that our exports make harmless",
        given(csv_of(HEAD, ["'=cmd", "'-1", "'@x"], ["'s Gravenzande", "1", "1"])),
        names=["'=cmd", "'s Gravenzande"],
        cells={(2, "grade"): ("'-1", "text"), (2, "room"): ("'@x", "text")},
    ),
    Case(
        "formulas in CSV are text",
        given(csv_of(HEAD, ['=HYPERLINK("http://x";"y")', "1", "1"])),
        names=['=HYPERLINK("http://x";"y")'],
    ),
]

CASES = [*ENCODINGS, *SEPARATORS, *ROWS]
