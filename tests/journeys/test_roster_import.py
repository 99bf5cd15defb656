"""A school administrator's journey: the list out, put right in a spreadsheet, in again, applied, and taken back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from app.cli.jobs import tools_of
from app.services import jobs
from app.services.handlers import HANDLERS
from app.settings import Settings
from app.store.engine import Database
from tests.clock import Clock
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LATIN = frozenset({"Excel", "OneRoster", "MB", "WPS", "csv", "xlsx", "xls", "zip", "txt", "PDF", "pdf"})
START = "/school/imports/"


@dataclass
class Office:
    """The administrator before the browser, a folder of files, and a worker that is called when its turn comes."""

    visitor: Visitor
    folder: Path
    settings: Settings
    database: Database
    head: list[str]
    lines: list[list[str]]

    def work(self) -> None:
        """Let the worker do what waits, and the page find out."""
        tools = replace(tools_of(self.settings, self.database), clock=self.visitor.clock)
        assert jobs.work_once(tools, HANDLERS)

    def upload(self, name: str, lines: list[list[str]], coverage: str = "school") -> None:
        """Choose a file and have it checked; the preview comes by itself."""
        file = self.folder / name
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows([self.head, *lines])
        page = self.visitor.page
        page.goto(START)
        page.locator("#file").set_input_files(file)
        page.locator(f"input[value={coverage}]").check()
        self.visitor.follow(page.locator("form[data-upload] button"))
        assert page.locator("progress").count() == 1
        self.visitor.look()
        self.work()
        self.wait()

    def wait(self) -> None:
        """Until the page has found out that the work is done."""
        with self.visitor.page.expect_navigation():
            self.visitor.stay(2)

    def figures(self) -> list[int]:
        """Added, changed, moved, left, untouched."""
        shown = self.visitor.page.locator(".sum__value data")
        return [int(value) for value in shown.evaluate_all("all => all.map((one) => one.value)")]

    def cell(self, line: int, heading: str, text: str | None = None) -> str:
        """What stands in a cell, after writing into it."""
        column = self.head.index(heading)
        if text is not None:
            self.lines[line][column] = text
        return self.lines[line][column]


@pytest.fixture
def office(visitor: Visitor, demo: Demo, app: Flask, settings: Settings, database: Database, tmp_path: Path) -> Office:
    visitor.latin = LATIN
    visitor.log_in(demo.login("school"))
    visitor.follow(visitor.page.locator(f".tabs a[href='{START}']"))
    visitor.look()
    with visitor.page.expect_download() as download:
        visitor.page.locator("button[value=csv]").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    return Office(visitor, tmp_path, settings, database, head, lines)


def test_a_list_goes_out_comes_in_and_is_taken_back(office: Office) -> None:
    visitor, page, everybody = office.visitor, office.visitor.page, len(office.lines)
    office.upload("没有改动.csv", office.lines)
    assert office.figures() == [0, 0, 0, 0, everybody]
    visitor.look()
    visitor.follow(page.locator("form[action$='/discard'] button"))
    visitor.look()

    other = "2班" if office.cell(0, "班级") == "1班" else "1班"
    office.cell(0, "班级", other)
    office.cell(1, "姓名", "欧阳新名")
    new = dict.fromkeys(office.head, "") | {"姓名": "李新来", "年级": "一年级", "班级": "1班", "校内学号": "X1"}
    new["学校标识码"] = office.cell(0, "学校标识码")
    office.upload("学籍导出.csv", [*office.lines, list(new.values())])
    assert office.figures() == [1, 1, 1, 0, everybody - 2]
    for name in ("欧阳新名", "李新来", other):
        assert name in visitor.said()
    visitor.look()
    visitor.follow(page.locator("form[action$='/apply'] button"))
    visitor.look()
    office.work()
    office.wait()
    assert office.figures() == [1, 1, 1, 0, everybody - 2]
    visitor.look()

    visitor.follow(page.locator("a[href$='/imports/undo']"))
    visitor.look()
    visitor.follow(page.locator(".decide form button"))
    visitor.look()
    assert page.locator("[role=status]").count() == 1
    assert page.locator("a[href$='/imports/undo']").count() == 0


def test_what_is_wrong_is_told_line_by_line(office: Office) -> None:
    visitor, page = office.visitor, office.visitor.page
    office.cell(7, "班级", "1月2日")
    office.cell(8, "姓名", "")
    office.upload("有错的名单.csv", office.lines)
    visitor.look()
    told = page.locator("table.faults tbody tr").all_inner_texts()
    assert len(told) == 2
    assert "9" in told[0]
    assert "班级" in told[0]
    assert "10" in told[1]
    page.goto(page.url + "faults")
    visitor.look()
    file = office.folder / "照片.pdf"
    file.write_bytes(b"%PDF-1.7\n" + b"x" * 100)
    page.goto(START)
    page.locator("#file").set_input_files(file)
    visitor.follow(page.locator("form[data-upload] button"))
    office.work()
    office.wait()
    assert page.locator(".error-summary").count() == 1
    visitor.look()


def test_a_list_that_is_too_short_is_stopped(office: Office, clock: Clock) -> None:
    visitor, page = office.visitor, office.visitor.page
    short = [line for number, line in enumerate(office.lines) if number % 8]
    gone = len(office.lines) - len(short)
    office.upload("少了学生.csv", short)
    assert office.figures()[3] == gone
    visitor.look()
    assert page.locator("form[action$='/apply']").count() == 0
    page.locator("#typed").fill("1")
    visitor.follow(page.locator(".guard button"))
    visitor.was_refused("422")
    assert page.locator("#typed").input_value() == "1"
    visitor.look()
    page.locator("#typed").fill(str(gone))
    visitor.follow(page.locator(".guard button"))
    visitor.look()
    assert page.locator("form[action$='/apply']").count() == 1
