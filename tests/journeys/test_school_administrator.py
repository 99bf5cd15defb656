"""A school administrator's journey: the school by grade and class, and the deeds that change its figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.journeys import tables
from tests.journeys.demo import Demo
from tests.journeys.test_class_teacher import ORDER, STATES
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LATIN = frozenset({"Long-term", "sick", "leave"})  # a reason somebody typed


def states(visitor: Visitor) -> dict[str, int]:
    """The four figures above the page's list."""
    return tables.counts(visitor.page.locator("section[aria-labelledby=at-a-glance] .states__key li"))


def line_of(visitor: Visitor, state: str) -> Locator:
    """The first pupil in this state."""
    lines = visitor.page.locator(".roster").first.locator("tbody tr")
    name = lines.filter(has=visitor.page.locator(f".tag--{state}")).first.locator("th").inner_text()
    return lines.filter(has_text=name).first


def test_grades_and_classes_add_up(visitor: Visitor, demo: Demo) -> None:
    visitor.latin = LATIN
    visitor.log_in(demo.login("school"))
    visitor.look()
    assert list(states(visitor)) == ORDER
    roster = visitor.page.locator("section[aria-labelledby=at-a-glance] p:last-child data").get_attribute("value")
    assert sum(states(visitor).values()) == int(roster or 0)
    *grades, whole = tables.rows(visitor.page.locator("table.matrix"))
    for part in ("numerator", "denominator"):
        of_grades = [int(row[1][part][1]) for row in grades]
        of_classes = [[int(cell[part][1]) for cell in row[2:] if cell["value"]] for row in grades]
        assert [sum(row) for row in of_classes] == of_grades
        assert sum(of_grades) == int(whole[1][part][1])
    visitor.page.locator("select#campaign").select_option(index=1)
    visitor.follow(visitor.page.locator("form.filters button"))
    visitor.page.wait_for_url("**campaign=**")
    visitor.look()


def test_a_pupil_is_excused_and_counted_again(visitor: Visitor, demo: Demo) -> None:
    visitor.latin = LATIN
    visitor.log_in(demo.login("school"))
    visitor.follow(visitor.page.locator("table.matrix td a").first)
    visitor.look()
    before = states(visitor)
    line = line_of(visitor, "never")
    name = line.locator("th").inner_text()
    line.locator("summary").click()
    visitor.look()
    line.locator("form[action$='/excuse'] input[name=reason]").fill("  ")
    visitor.follow(line.locator("form[action$='/excuse'] button"))
    visitor.page.locator(".field__error").wait_for()
    visitor.was_refused("422")
    visitor.look()
    visitor.page.locator("[aria-invalid] ").fill("骨折住院")
    visitor.follow(visitor.page.locator(".deeds[open] form[action$='/excuse'] button"))
    visitor.page.locator("[role=status]").wait_for()
    visitor.look()
    assert states(visitor) == before | {"never": before["never"] - 1, "excused": before["excused"] + 1}
    order = visitor.page.locator(".roster").first.locator("tbody tr").evaluate_all(STATES)
    assert order == sorted(order, key=ORDER.index)
    assert set(order) >= {"never", "done", "excused"}
    noted = visitor.page.locator("section[aria-labelledby=ledger] tbody tr").first.inner_text()
    assert "骨折住院" in noted
    assert name in noted

    line = visitor.page.locator(".roster tbody tr").filter(has_text="骨折住院").first
    line.locator("summary").click()
    visitor.follow(line.locator("form[action$='/end-excuse'] button"))
    visitor.page.locator("[role=status]").wait_for()
    visitor.look()
    assert states(visitor) == before


def test_a_completion_is_voided_with_a_reason(visitor: Visitor, demo: Demo) -> None:
    visitor.latin = LATIN
    visitor.log_in(demo.login("school"))
    whole = states(visitor)
    visitor.follow(visitor.page.locator("table.matrix td a").first)
    before = states(visitor)
    line = line_of(visitor, "done")
    line.locator("summary").click()
    visitor.look()
    line.locator("input[name=reason]").fill("由同桌代答")
    visitor.follow(line.locator("form[action$='/void'] button"))
    visitor.page.locator("[role=status]").wait_for()
    visitor.look()
    assert states(visitor) == before | {"done": before["done"] - 1, "started": before["started"] + 1}
    assert "由同桌代答" in visitor.page.locator("section[aria-labelledby=ledger] tbody tr").first.inner_text()
    visitor.follow(visitor.page.locator(".crumbs a"))
    assert states(visitor)["done"] == whole["done"] - 1
    visitor.look()
