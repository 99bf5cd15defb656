"""Help with reading, in a real browser: each switch at once and for good, loudspeakers, and the weight of a page."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.store.engine import Database
from tests.journeys import lessons
from tests.journeys.demo import Demo
from tests.journeys.test_lessons import pupil_for
from tests.journeys.visitor import Visitor
from tests.learner import wrong

pytestmark = pytest.mark.journey
MOST = 150_000  # bytes of a page of a lesson with everything it loads, as sent (gzip)
SWITCHES = ("pinyin", "aloud", "spacing", "contrast", "calm")
# A browser with one Chinese voice. It says what it is told to in `said`; a test ends each utterance itself.
VOICE = """
  window.said = [];
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  const speech = new EventTarget();
  speech.getVoices = () => [{ name: 'zh', lang: 'zh-CN', localService: true }];
  speech.speak = (one) => { window.said.push(one.text); window.now = one; };
  speech.cancel = () => { window.now = null; };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
"""
# The title and the text of the step, without pinyin and loudspeakers.
SEEN = """() => [...document.querySelectorAll('.step__title, .step__text')].map((part) => {
  const copy = part.cloneNode(true);
  copy.querySelectorAll('rt, .say').forEach((one) => one.remove());
  return copy.textContent;
}).join('').replace(/\\s/g, '')"""
# Words in Chinese characters that are on the screen without their pinyin.
BARE = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement: parent } = walker.currentNode;
    const isSeen = parent.checkVisibility() && !parent.closest('ruby, .visually-hidden');
    if (isSeen && /[\\u4e00-\\u9fff]/.test(data)) found.push(data);
  }
  return found;
}"""
FINISH = (
    "() => { const one = window.now; window.now = null; one?.dispatchEvent(new Event('end')); return Boolean(one); }"
)


def has(visitor: Visitor, name: str) -> bool:
    """Does the page carry this class at its root?"""
    found: bool = visitor.page.evaluate("name => document.documentElement.classList.contains(name)", f"is-{name}")
    return found


def set_to(visitor: Visitor, name: str, *, on: bool) -> None:
    """Turn one switch of the toolbar, which is open."""
    switch = visitor.page.locator(f"#reading-{name}")
    if switch.is_checked() != on:
        visitor.page.locator(f"label[for=reading-{name}]").click()


def small_type(visitor: Visitor) -> float:
    """The size in pixels of the text of the step that is open."""
    size: float = visitor.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.step__text')).fontSize)")
    return size


def test_each_switch_works_at_once_and_stays(arrive: Callable[..., Visitor], demo: Demo) -> None:
    visitor = arrive()
    visitor.page.context.add_init_script(VOICE)
    visitor.log_in(demo.login("student"))
    visitor.look()
    lessons.begin(visitor)
    assert has(visitor, "aloud")
    assert not has(visitor, "pinyin"), "a third-grader asks for it"
    assert small_type(visitor) >= 19
    visitor.page.locator("[data-reading] summary").click()
    for name in SWITCHES:
        set_to(visitor, name, on=True)
        assert has(visitor, name)
        visitor.look()
    assert visitor.page.locator(".step__text rt").first.is_visible()
    before = small_type(visitor)
    visitor.page.locator("label[for=reading-size-2]").click()
    assert small_type(visitor) > before * 1.25
    visitor.look()
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator("[data-reading] form").is_hidden()
    visitor.page.reload()
    assert all(has(visitor, name) for name in (*SWITCHES, "huge"))
    while not lessons.is_at_quiz(visitor):
        lessons.answer(visitor)
        visitor.look()
        lessons.take(visitor)
        if lessons.feedback(visitor).count():
            visitor.look()
        lessons.go_on(visitor)
    visitor.look()
    visitor.page.goto("/student/")
    visitor.look()
    visitor.page.locator("[data-reading] summary").click()
    for name in SWITCHES:
        set_to(visitor, name, on=False)
    visitor.page.reload()
    assert not any(has(visitor, name) for name in SWITCHES)


@pytest.mark.parametrize("screen", ["phone"])
def test_reading_aloud_says_what_is_seen_and_once(arrive: Callable[..., Visitor], demo: Demo) -> None:
    visitor = arrive()
    page = visitor.page
    page.context.add_init_script(VOICE)
    visitor.log_in(demo.login("student"))
    lessons.begin(visitor)
    assert page.evaluate("said") == [], "nothing is read without being asked"
    block = page.locator(".step__text")
    button = block.locator("> .say")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "is-read" in (block.get_attribute("class") or "")
    while page.evaluate(FINISH):
        pass
    said = "".join(page.evaluate("said"))
    shown = page.evaluate(SEEN)
    assert said.replace("\n", "").replace(" ", "") == shown
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator(".is-read").count() == 0
    whole = page.locator("[data-say-all]")
    page.evaluate("said.length = 0")
    whole.click()
    while page.evaluate(FINISH):
        assert page.locator(".is-read").count() <= 1
    assert len(page.evaluate("said")) > 3
    hidden = page.evaluate(SEEN.replace(".step__title, .step__text", ".choice__consequence"))
    assert hidden[:12] not in "".join(page.evaluate("said")), "what follows from a choice is a surprise"
    whole.click()
    page.keyboard.press("Escape")
    assert page.locator(".is-read").count() == 0
    assert page.evaluate("window.now") is None
    lessons.answer(visitor)
    lessons.take(visitor)
    lessons.go_on(visitor)
    assert page.locator(".step__text > .say").count() == 1, "the next step has its own"


@pytest.mark.parametrize("screen", ["phone"])
def test_without_a_voice_there_are_no_loudspeakers(visitor: Visitor, demo: Demo) -> None:
    visitor.page.context.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    visitor.log_in(demo.login("student"))
    lessons.begin(visitor)
    assert visitor.page.locator(".say").count() == 0
    assert visitor.page.locator("[data-say-all]").is_hidden()
    visitor.page.locator("[data-reading] summary").click()
    assert visitor.page.locator("[data-voiceless]").is_visible()
    visitor.look()


@pytest.mark.parametrize("screen", ["phone"])
def test_without_javascript_the_toolbar_is_a_form(arrive: Callable[..., Visitor], demo: Demo) -> None:
    visitor = arrive(java_script_enabled=False)
    visitor.log_in(demo.login("student"))
    visitor.page.locator("[data-reading] summary").click()
    visitor.page.locator("label[for=reading-contrast]").click()
    visitor.follow(visitor.page.locator("[data-reading] form button"))
    assert "is-contrast" in (visitor.page.locator("html").get_attribute("class") or "")
    assert visitor.page.url.endswith("/student/")
    assert visitor.page.locator(".say").count() == 0


@pytest.mark.parametrize("screen", ["phone"])
def test_a_page_with_pinyin_is_light(visitor: Visitor, demo: Demo) -> None:
    sizes: dict[str, int] = {}
    visitor.page.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))
    visitor.log_in(demo.login("student"))
    sizes.clear()
    visitor.page.goto(visitor.page.locator(".card--task a.button--primary").first.get_attribute("href") or "")
    visitor.page.wait_for_load_state("networkidle")
    assert "<ruby>" in visitor.page.content()
    assert 0 < sum(sizes.values()) < MOST, sizes


@pytest.mark.parametrize("screen", ["phone"])
def test_where_pinyin_is_on_no_word_stands_without(visitor: Visitor, app: Flask, database: Database) -> None:
    who, task = pupil_for(database, "fire-k")
    page = visitor.page
    visitor.log_in(who)
    page.goto(f"/student/tasks/{task}/")
    assert has(visitor, "pinyin")
    kinds = set()
    while not lessons.is_at_quiz(visitor):
        kinds.add(lessons.kind(visitor))
        assert page.evaluate(BARE) == []
        lessons.answer(visitor)
        for start in page.locator("[data-practice-start]").all():
            start.click()
            assert page.evaluate(BARE) == []
            visitor.stay(60)
            expect(page.locator("[data-practice-end]")).not_to_be_empty()
        assert page.evaluate(BARE) == []
        lessons.take(visitor)
        assert page.evaluate(BARE) == []
        lessons.go_on(visitor)
    assert kinds >= {"practice", "hotspot", "story"}, "the words of a script are in these"
    page.context.set_offline(True)
    lessons.fill_in(visitor, app, wrong)
    page.locator(".sheet__actions button").click()
    page.locator("[role=alert]").wait_for()
    visitor.was_refused("ERR_INTERNET_DISCONNECTED")
    assert page.evaluate(BARE) == []
    page.context.set_offline(False)
    lessons.hand_in(visitor)
    assert page.evaluate(BARE) == []
