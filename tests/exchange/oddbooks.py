"""Odd and broken workbooks: made with openpyxl where it can make them, else from raw XML."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl

from app.exchange.rosters import Limits
from tests.exchange.cases import HAN, HEAD, LI, NAMES, Case
from tests.exchange.packing import packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def book(change: Callable[[Any], object] | None = None, lines: Sequence[Sequence[object]] = (HEAD, LI, HAN)) -> bytes:
    """A workbook of openpyxl with these lines, changed."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "学生"
    for line in lines:
        page.append(list(line))
    if change:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parts(sheet: str, **more: str) -> dict[str, str | bytes]:
    """The smallest workbook there is, from the XML of its one sheet."""
    return {
        "[Content_Types].xml": '<Types xmlns="x"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets><sheet name="S" r:id="a"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="x"><Relationship Id="a" Type="{RELATED}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: sheet,
        **{f"xl/{name}.xml": text for name, text in more.items()},
    }


def inline(*lines: Sequence[str], space: str = MAIN, prefix: str = "", end: str = "") -> str:
    """The XML of a sheet of inline texts whose cells do not say where they are."""
    p = f"{prefix}:" if prefix else ""
    rows = "".join(
        f"<{p}row>"
        + "".join(f'<{p}c t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>' for text in line)
        + f"</{p}row>"
        for line in lines
    )
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    return f'<{p}worksheet {name}="{space}"><{p}sheetData>{rows}</{p}sheetData>{end}</{p}worksheet>'


def raw(sheet: str, **more: str) -> Callable[[], bytes]:
    """The smallest workbook, packed."""
    return lambda: packed(parts(sheet, **more))


def changed(
    change: Callable[[Any], object], lines: Sequence[Sequence[object]] = (HEAD, LI, HAN)
) -> Callable[[], bytes]:
    """A workbook of openpyxl, changed."""
    return lambda: book(change, lines)


def of(*lines: Sequence[object]) -> Callable[[], bytes]:
    """A workbook of openpyxl with these lines."""
    return lambda: book(None, lines)


def put(**cells: object) -> Callable[[Any], None]:
    """Set cells of the first sheet."""

    def change(made: Any) -> None:
        for place, value in cells.items():
            made.active[place] = value

    return change


def merge(place: str) -> Callable[[Any], object]:
    """Merge cells of the first sheet."""
    return lambda made: made.active.merge_cells(place)


def another(name: str, lines: Sequence[Sequence[object]], state: str = "visible") -> Callable[[Any], None]:
    """Add a sheet."""

    def change(made: Any) -> None:
        page = made.create_sheet(name)
        page.sheet_state = state
        for line in lines:
            page.append(list(line))

    return change


TEXT, NUMBER = "text", "number"
TYPED = [
    Case(
        "numbers for text",
        of([*HEAD, "学号"], ["李雷", 3, 2.0, 20260007]),
        names=["李雷"],
        cells={(2, "grade"): ("3", NUMBER), (2, "room"): ("2", NUMBER), (2, "local_id"): ("20260007", NUMBER)},
    ),
    Case(
        "student number as a number",
        of(["姓名", "学籍号"], ["李雷", 1.4090220150101123e17]),
        names=["李雷"],
        cells={(2, "number"): ("140902201501011200", NUMBER)},
    ),
    Case(
        "date for a class",
        of(HEAD, ["李雷", "一年级", date(2026, 1, 2)]),
        names=["李雷"],
        cells={(2, "room"): ("2026-01-02", "date")},
    ),
    Case("date for a name", of(HEAD, [date(2026, 1, 2), "一年级", "1班"]), names=["2026-01-02"]),
    Case(
        "truth for a class",
        of(HEAD, ["李雷", "一年级", True]),
        names=["李雷"],
        cells={(2, "room"): ("TRUE", "boolean")},
    ),
    Case("error in a cell", changed(put(C2="#N/A")), names=NAMES, cells={(2, "room"): ("#N/A", "error")}),
    Case(
        "formula never calculated",
        changed(put(C2='="1"&"班"')),
        names=["韩梅梅"],
        faults=[("formula_without_value", 2, "班级")],
        notices=["formulas"],
    ),
    Case(
        "formula with its value",
        raw(
            inline(HEAD, LI)
            .replace("<row>", "<row>", 1)
            .replace(
                "</sheetData>",
                '<row><c t="str"><f>A2</f><v>韩梅梅</v></c><c><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c>'
                "</row></sheetData>",
            )
        ),
        names=NAMES,
        notices=["formulas"],
        cells={(3, "grade"): ("2", NUMBER), (3, "room"): ("", TEXT)},
    ),
    Case(
        "year 1904",
        changed(
            lambda made: setattr(made, "epoch", openpyxl.utils.datetime.CALENDAR_MAC_1904),
            [HEAD, ["李雷", "1", date(2026, 9, 1)]],
        ),
        names=["李雷"],
        cells={(2, "room"): ("2026-09-01", "date")},
    ),
    Case("name of 500 characters in a workbook", of(HEAD, ["王" * 500, "1", "1"]), names=["王" * 500]),
    Case(
        "3000 characters in a cell of a workbook",
        of(HEAD, LI, ["王" * 3000, "1", "1"]),
        names=["李雷"],
        faults=[("cell_too_long", 3, "姓名")],
    ),
    Case("rare characters", of(HEAD, ["𠮷\U00030eddꀀ", "1", "1"]), names=["𠮷\U00030eddꀀ"]),
]

SHAPES = [
    Case("workbook", of(HEAD, LI, HAN), names=NAMES, lines=[2, 3]),
    Case(
        "merged classes",
        changed(merge("C2:C3"), [HEAD, LI, [*HAN[:2], None], ["露西", "二年级", "1班"]]),
        names=["露西"],
        faults=[("merged", 2, "班级"), ("merged", 3, "班级")],
    ),
    Case("merged emptiness below", changed(merge("A4:C9")), names=NAMES),
    Case("merged name and grade", changed(merge("A3:B3")), names=["李雷"], faults=[("merged", 3, "姓名")]),
    Case(
        "merged title",
        changed(merge("A1:C1"), [["某校", None, None], HEAD, LI]),
        names=["李雷"],
        notices=["title_skipped"],
    ),
    Case(
        "merged remarks",
        changed(merge("D2:D3"), [[*HEAD, "说明"], [*LI, "好"], HAN]),
        names=NAMES,
        notices=["columns_not_read"],
    ),
    Case(
        "hidden sheet",
        changed(another("旧", [HEAD, HAN], "hidden"), [HEAD, LI]),
        names=["李雷"],
        notices=["sheet_hidden"],
    ),
    Case(
        "very hidden sheet",
        changed(another("旧", [HEAD], "veryHidden"), [HEAD, LI]),
        names=["李雷"],
        notices=["sheet_hidden"],
    ),
    Case(
        "two sheets", changed(another("二", [["说明"], HEAD, HAN]), [HEAD, LI]), names=NAMES, notices=["title_skipped"]
    ),
    Case(
        "sheet of instructions", changed(another("说明", [["请填写"]])), names=NAMES, notices=["sheet_without_heading"]
    ),
    Case("empty sheets beside", changed(another("Sheet2", [])), names=NAMES),
    Case("empty workbook", of(), refused="empty_file"),
    Case(
        "table that begins in the middle", of([], [], [None, None, *HEAD], [None, None, *LI]), names=["李雷"], lines=[4]
    ),
    Case("cell in the last corner", changed(put(XFD1048576="x")), names=NAMES),
    Case("cells that do not say where they are", raw(inline(HEAD, LI, HAN)), names=NAMES, lines=[2, 3]),
    Case("strict workbook", raw(inline(HEAD, LI, space=STRICT)), names=["李雷"]),
    Case("tags with a prefix", raw(inline(HEAD, LI, HAN, prefix="x")), names=NAMES),
    Case(
        "prefixed merged cells",
        raw(inline(HEAD, LI, HAN, prefix="x", end='<x:mergeCells><x:mergeCell ref="B2:B3"/></x:mergeCells>')),
        faults=[("merged", 2, "年级"), ("merged", 3, "年级")],
    ),
    Case(
        "readings of characters",
        raw(
            f'<worksheet xmlns="{MAIN}"><sheetData>'
            + "".join(
                f'<row r="{at}"><c t="s" r="A{at}"><v>{at - 1}</v></c>'
                f'<c t="inlineStr" r="B{at}"><is><t>班级</t></is></c></row>'
                for at in (1, 2)
            )
            + "</sheetData></worksheet>",
            sharedStrings=f'<sst xmlns="{MAIN}"><si><t>姓名</t><rPh sb="0" eb="1"><t>xing</t></rPh></si>'
            "<si><r><t>李</t></r><r><t>雷</t></r><rPh><t>li</t></rPh></si></sst>",
        ),
        names=["李雷"],
    ),
    Case(
        "escaped characters",
        raw(inline(HEAD, ["李雷_x000D_", "1", "1"], ["韩_x0001_", "1", "1"], ["王_xD83D_", "1", "1"])),
        names=["李雷"],
        faults=[("control_character", 3, "姓名"), ("lost_character", 4, "姓名")],
    ),
    Case(
        "more lines than allowed in a workbook",
        of(HEAD, *[LI] * 40),
        refused="too_many_rows",
        limits=Limits(max_rows=30),
    ),
]

CASES = [*TYPED, *SHAPES]
