"""Revisions: what is published can be stored as JSON and read back, and its digest names all of it."""

from __future__ import annotations

import json

import pytest

from app.content.revisions import (
    body_digest,
    from_body,
    publications,
    theme_from_body,
    theme_to_body,
    themes,
    to_body,
)
from app.domain.library import LANGUAGES, Publication
from tests.content.sample import Root


@pytest.fixture
def published(root: Root) -> Publication:
    root.translate()
    return publications(root.check())["water-p34"]


def test_a_publication_survives_storage(published: Publication) -> None:
    body = json.loads(json.dumps(to_body(published)))
    assert from_body(published.lesson_id, published.digest, body) == published
    assert body_digest(body) == published.digest
    assert len(published.digest) == 64


def test_a_theme_survives_storage(root: Root) -> None:
    root.translate()
    theme = themes(root.check())["water"]
    assert theme_from_body(json.loads(json.dumps(theme_to_body(theme)))) == theme
    assert set(theme.names) == set(LANGUAGES)


def test_every_language_is_published(published: Publication) -> None:
    assert set(published.lessons) == set(published.quizzes) == set(published.misconceptions) == set(LANGUAGES)
    assert published.misconception("zh_CN", "DR1").crit


def test_prose_is_rendered_and_plain_text_is_not(published: Publication) -> None:
    story, card = published.lesson("zh_CN").steps[:2]
    assert story.choices[0].consequence == "<p>小杰滑进了<strong>深坑</strong>。</p>"
    assert story.choices[0].text == "一起去"
    assert card.text.startswith("<ul>\n<li>第一条</li>")
    assert card.picture.startswith('<svg viewBox="0 0 320 180" role="img" aria-label="河边的孩子">')
    question = published.quiz("zh_CN").questions[0]
    assert (question.text, question.explanation) == ("你怎么做？", "<p>先找大人。</p>")
    assert question.choices[0].feedback == ""


def test_critical_misconceptions_reach_the_quiz(published: Publication) -> None:
    assert published.quiz("en").crit_misconceptions == {"DR1"}


def test_the_digest_changes_with_every_word_and_only_then(root: Root, published: Publication) -> None:
    assert publications(root.check())["water-p34"].digest == published.digest
    root.edit("courses/water/p34.toml", "seconds = 8", "seconds = 9")
    assert publications(root.check())["water-p34"].digest != published.digest


def test_a_body_of_another_format_is_refused(published: Publication) -> None:
    with pytest.raises(ValueError, match="format 0"):
        from_body("water-p34", published.digest, {**to_body(published), "format": 0})
