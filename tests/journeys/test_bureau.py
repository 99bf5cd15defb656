"""A bureau's journey: its leaderboard, the way down to a class, the file, and making the board public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.standings import SMALL_CELL
from app.store.engine import Database
from app.store.schema import School, Student
from tests.journeys import tables
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

COUNTY, CITY, PROVINCE = 0, 2, 3
XINZHOU = "140900"
BOARD = "#board-table"
RATES = (3, 2, 4, 5)  # columns on the screen, in the file's order: reached, completed, mastered, retained
Row = list[dict[str, Any]]


def figures_of(row: Row, first: int) -> list[str]:
    """A row's figures as the file has them. `first` is the column of the first figure on the screen."""
    cells = row[first:]
    if len(cells) == 1:  # too few pupils to show
        return [""] * 11
    in_order = [cells[column - 2] for column in RATES]
    counts = [cells[4]["value"][0], cells[5]["value"][0], cells[0]["denominator"][0]]
    return counts + [cell["numerator"][0] for cell in in_order] + [cell["shown"][0] for cell in in_order]


def as_line(row: Row) -> list[str]:
    """A row of a board as its line in the file should be."""
    rank, name, *cells = row
    if len(cells) == 1:
        return ["", name["text"], *figures_of(row, 2), cells[0]["text"]]
    notes = name["tags"] + rank["titles"]
    return ["".join(rank["shown"]), name["text"], *figures_of(row, 2), "; ".join(notes)]


def check_board(visitor: Visitor) -> None:
    """Figures that agree with each other, charts that are drawn, a file that equals the screen."""
    page = visitor.page
    visitor.look()
    shown = tables.rows(page.locator(BOARD))
    *units, total = [row for row in shown if len(row) == 8]
    for column in RATES:
        assert all(row[column]["denominator"] == row[2]["denominator"] for row in units)
    if len(units) == len(shown) - 1:  # nothing is hidden
        assert sum(int(row[2]["numerator"][0]) for row in units) == int(total[2]["numerator"][0])
        assert sum(int(row[6]["value"][0]) for row in units) == int(total[6]["value"][0])
    ranks = [int(row[0]["value"][0]) for row in units if row[0]["value"]]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    canvases = page.locator("canvas[data-table]")
    assert canvases.count() == 2
    for canvas in canvases.all():
        assert tables.is_drawn(canvas)
    file = tables.downloaded(visitor, page.locator("a[href$='board.csv']"))
    assert file[1:] == [as_line(row) for row in shown]


def test_from_the_province_down_to_a_class_and_no_name_anywhere(
    visitor: Visitor, demo: Demo, database: Database
) -> None:
    page = visitor.page
    visitor.log_in(demo.login("bureau", PROVINCE))
    check_board(visitor)
    visitor.follow(page.locator(f"{BOARD} tbody th a", has_text="忻州市"))
    check_board(visitor)
    visitor.follow(page.locator(f"{BOARD} tbody th a", has_text="五台县"))
    check_board(visitor)
    school = page.locator(f"{BOARD} tbody th a").first
    school_name = school.inner_text()
    visitor.follow(school)
    visitor.look()
    assert school_name in visitor.heading()
    assert page.locator(".crumbs a").count() == 3
    shown = tables.rows(page.locator("table.data"))
    file = tables.downloaded(visitor, page.locator("a[href$='board.csv']"))
    assert [line[2:13] for line in file[1:]] == [figures_of(row, 1) for row in shown]
    assert all(int(row[-2]["value"][0]) >= SMALL_CELL for row in shown if len(row) == 7)
    with database.read() as session:
        here = select(School.id).where(School.name == school_name).scalar_subquery()
        names = session.scalars(select(Student.name).where(Student.school_id == here)).all()
    assert len(names) > 20
    text = page.locator("main").inner_text()
    assert [name for name in names if name in text] == []
    assert page.locator("main a[href*='student'], main a[href*='classrooms']").count() == 0


def test_k_th_of_n_is_the_same_from_below_and_from_above(arrive: Callable[..., Visitor], demo: Demo) -> None:
    city, county = arrive(), arrive()
    city.log_in(demo.login("bureau", CITY))
    check_board(city)
    rows = [row for row in tables.rows(city.page.locator(BOARD))[:-1] if row[0]["value"]]
    ranks = {row[1]["text"]: row[0]["value"][0] for row in rows}
    county.log_in(demo.login("bureau", COUNTY))
    check_board(county)
    figures = county.page.locator(".board__headline data").evaluate_all("all => all.map((one) => one.value)")
    assert ranks["五台县"] in figures
    assert str(len(rows)) in figures
    assert "忻州市" in county.page.locator(".board__headline").inner_text()
    foreign = city.page.locator(f"{BOARD} tbody th a", has_text="忻府区").get_attribute("href") or ""
    county.open(foreign, status=404)


@pytest.mark.parametrize("screen", ["desktop"])
def test_a_board_is_public_only_while_its_bureau_wants_it(arrive: Callable[..., Visitor], demo: Demo) -> None:
    bureau, visitor = arrive(), arrive()
    bureau.log_in(demo.login("bureau", CITY))
    button = bureau.page.locator("#publishing form button")
    slug = (bureau.page.locator("#publishing form").get_attribute("action") or "").split("/")[3]
    address = f"/leaderboards/{slug}/{XINZHOU}/"
    visitor.open(address, status=404)
    assert visitor.page.request.get("/leaderboards/").text().count("<table") == 0
    bureau.follow(button)
    bureau.page.locator("form[action$='/withdraw']").wait_for()
    bureau.look()
    visitor.open("/leaderboards/")
    visitor.follow(visitor.page.locator("main table a"))
    assert visitor.page.url.endswith(address)
    visitor.look()
    shown = tables.rows(visitor.page.locator(BOARD))
    assert shown == tables.rows(bureau.page.locator(BOARD))
    assert visitor.page.locator(f"{BOARD} a").count() == 0
    assert all(tables.is_drawn(canvas) for canvas in visitor.page.locator("canvas").all())
    file = tables.downloaded(visitor, visitor.page.locator("a[href$='.csv']"))
    assert file[1:] == [as_line(row) for row in shown]
    bureau.follow(button)
    bureau.page.locator("form[action$='/publish']").wait_for()
    arrive().open(address, status=404)
