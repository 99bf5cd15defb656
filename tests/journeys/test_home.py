"""The first pages a visitor sees, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.journeys.accessibility import violations

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("address", ["/", "/login"])
def test_a_visitor_finds_a_page_that_everybody_can_use(page: Page, address: str) -> None:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", listen)
    response = page.goto(address)
    assert response is not None
    assert response.status == 200
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert violations(page) == []
    assert complaints == []
