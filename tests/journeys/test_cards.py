"""From a printed card, or a PIN on the device of the class, to the first lesson."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.exchange import cards
from app.exchange.cards import Face, Words
from app.exchange.fonts import Fonts
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


@pytest.fixture
def faces(monkeypatch: pytest.MonkeyPatch) -> list[Face]:
    """What stands on the cards that are printed, as a camera would read it."""
    seen: list[Face] = []
    draw = cards.draw

    def watched(printed: Sequence[Face], words: Words, fonts: Fonts) -> bytes:
        seen[:] = printed
        return draw(printed, words, fonts)

    monkeypatch.setattr(cards, "draw", watched)
    return seen


def to_class(teacher: Visitor, demo: Demo) -> None:
    """Log in and open the first class."""
    teacher.log_in(demo.login("teacher"))
    teacher.follow(teacher.page.locator(".card a.button--primary").first)


def print_cards(teacher: Visitor) -> bytes:
    """Two clicks from the page of the class: the page about cards, and the button on it."""
    teacher.follow(teacher.page.locator("main .jumps a[href$='/cards']"))
    teacher.look()
    with teacher.page.expect_download() as started:
        teacher.page.locator("main form button").click()
    assert started.value.suggested_filename.isascii()
    return Path(started.value.path()).read_bytes()


def test_cards_are_printed_and_one_opens_the_tasks(
    arrive: Callable[..., Visitor], demo: Demo, faces: list[Face]
) -> None:
    teacher, pupil, late = arrive(), arrive(), arrive()
    to_class(teacher, demo)
    assert print_cards(teacher).startswith(b"%PDF-")
    first = faces[0]
    pupil.page.goto(first.address)
    pupil.page.wait_for_url("**/student/")
    pupil.look()
    assert first.name in pupil.said()
    pupil.page.go_back()
    assert first.address.partition("#")[2] not in pupil.page.url

    with teacher.page.expect_download():
        teacher.page.locator("main form button").click()
    late.page.goto(first.address)
    late.page.locator("[role=alert]").wait_for()
    late.was_refused("422")
    assert late.page.url.endswith("/card")
    late.look()
    late.open("/card")
    late.page.locator("#card").fill(faces[0].address.upper())  # as a scanner with caps lock types it
    late.follow(late.page.locator("main form button"))
    assert late.page.url.endswith("/student/")


def test_the_class_device_from_names_to_tasks_and_back(
    arrive: Callable[..., Visitor], demo: Demo, faces: list[Face]
) -> None:
    device = arrive()
    to_class(device, demo)
    print_cards(device)
    device.page.go_back()
    device.follow(device.page.locator("main .jumps a[href$='/devices']"))
    device.look()
    device.follow(device.page.locator("main form button").first)
    assert device.page.url.endswith("/device")
    device.look()
    child = faces[0]
    device.follow(device.page.locator(".tile").filter(has_text=child.name).first)
    device.look()
    wrong = "0" if child.secret[0] != "0" else "1"
    for digit in wrong + child.secret[1:3]:
        device.page.locator(".keypad button").filter(has_text=digit).click()
    device.follow(device.page.locator(".keypad button").filter(has_text=child.secret[3]))
    device.page.locator("[role=alert]").wait_for()
    device.was_refused("422")
    device.look()
    for digit in child.secret[:3]:
        device.page.locator(".keypad button").filter(has_text=digit).click()
    device.follow(device.page.locator(".keypad button").filter(has_text=child.secret[3]))
    assert device.page.url.endswith("/student/")
    assert child.name in device.said()
    device.follow(device.page.locator("header form button"))
    assert device.page.url.endswith("/device")
    device.open("/login")
    assert device.page.locator("main a[href='/device']").is_visible()


@pytest.mark.parametrize("screen", ["phone"])
def test_without_a_script_the_card_is_pasted_and_the_pin_typed(
    arrive: Callable[..., Visitor], demo: Demo, faces: list[Face]
) -> None:
    device, pupil = arrive(java_script_enabled=False), arrive(java_script_enabled=False)
    to_class(device, demo)
    print_cards(device)
    device.page.go_back()
    device.follow(device.page.locator("main .jumps a[href$='/devices']"))
    device.follow(device.page.locator("main form button").first)
    device.follow(device.page.locator(".tile").filter(has_text=faces[0].name).first)
    assert device.page.locator(".keypad").count() == 0
    device.page.locator("#pin").fill(faces[0].secret)
    device.follow(device.page.locator("main form button"))
    assert device.page.url.endswith("/student/")
    pupil.page.goto(faces[1].address)
    pupil.page.locator("#card").fill(faces[1].address)
    pupil.follow(pupil.page.locator("main form button"))
    assert faces[1].name in pupil.said()
