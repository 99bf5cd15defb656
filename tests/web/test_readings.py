"""Pinyin above the characters: only in text, one syllable each, and nothing else on the page changes."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from app.content.readings import reading
from app.web.readings import with_pinyin
from tests import pages
from tests.learner import Learner, real_library

LESSON = "fire-p56"
MARKUP = st.recursive(
    st.text(alphabet="长大一不火 了，。!{}&<>\"'abc119", max_size=8).map(lambda text: str(escape(text))),
    lambda inner: st.tuples(st.sampled_from(["p", "li", "strong", "em"]), st.lists(inner, max_size=3)).map(
        lambda part: f"<{part[0]}>{''.join(part[1])}</{part[0]}>"
    ),
    max_leaves=6,
)


def test_each_character_has_its_syllable() -> None:
    assert with_pinyin("<p><strong>长</strong>大了 119！</p>", "zhǎng dà le") == (
        '<p><strong><ruby>长<rt aria-hidden="true">zhǎng</rt></ruby></strong>'
        '<ruby>大<rt aria-hidden="true">dà</rt>了<rt aria-hidden="true">le</rt></ruby> 119！</p>'
    )


@pytest.mark.parametrize("sound", ["", "zhǎng", "zhǎng dà le", "zhǎng dà le ma"])
def test_a_reading_that_does_not_fit_is_left_out(sound: str) -> None:
    assert with_pinyin("<p>长大</p>", sound) == "<p>长大</p>"


def test_a_reading_cannot_bring_markup() -> None:
    assert "<img" not in with_pinyin("长", "<img/src=x>")


def test_facts_and_attributes_stay_whole() -> None:
    assert with_pinyin("打 {fire} <i title='火'>火</i>", "dǎ huǒ").count("<rt") == 2
    assert "{fire} <i title='火'>" in with_pinyin("打 {fire} <i title='火'>火</i>", "dǎ huǒ")


@given(MARKUP)
def test_without_its_pinyin_the_page_is_as_before(markup: str) -> None:
    assert pages.without_pinyin(with_pinyin(markup, reading(markup, {}))) == markup


def test_a_step_and_its_sheet_carry_the_sounds(learner: Learner) -> None:
    publication = real_library().revisions[real_library().heads[LESSON]]
    page = learner.open()
    step = publication.lesson("zh_CN").steps[0]
    first, sound = step.title[0], publication.readings[step.title].split()[0]
    assert f'<ruby>{first}<rt aria-hidden="true">{sound}</rt>' in page
    assert html.unescape(step.title) in pages.without_pinyin(page)
    assert "<ruby" in learner.to_quiz()


def test_other_languages_have_none(learner: Learner) -> None:
    for language in ("en", "zh_TW"):
        page = learner.client.get(f"{learner.path}?lang={language}").text
        assert "<ruby" not in page
        assert 'name="pinyin"' not in page


def test_what_is_read_aloud_names_no_missing_part(learner: Learner) -> None:
    page = learner.open()
    said = re.findall(r'data-say="([^"]+)"', page)
    assert said
    assert all(f'id="{name}"' in page for name in said)
