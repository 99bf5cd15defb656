"""The content of this repository keeps every rule, in both languages."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest

from app.cli.content import sentence
from app.content.checks import check
from app.content.drafts import Collection
from app.content.revisions import publications
from app.domain.beliefs import SENSITIVE_THEMES
from app.domain.library import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES_OF_A_STEP = 60_000


@pytest.fixture(scope="module")
def collection() -> Collection:
    return check([ROOT])


def test_there_is_no_problem(collection: Collection) -> None:
    assert [sentence(problem, "en") for problem in collection.problems] == []


def test_every_lesson_is_there_in_every_language(collection: Collection) -> None:
    for publication in publications(collection).values():
        assert set(publication.lessons) == set(publication.quizzes) == set(LANGUAGES)


def test_a_step_stays_small_on_the_wire(collection: Collection) -> None:
    for publication in publications(collection).values():
        for step in publication.lesson("zh_CN").steps:
            assert len(gzip.compress(step.picture.encode())) < MOST_BYTES_OF_A_STEP


def test_a_theme_about_feelings_is_never_shown_for_a_class_or_school() -> None:
    """Its id stands in SENSITIVE_THEMES, which keeps its beliefs out of the misconception map of small groups."""
    themes = tomllib.loads((ROOT / "courses" / "themes.toml").read_text(encoding="utf-8"))
    about_feelings = {theme_id for theme_id, theme in themes.items() if "心理" in theme["name"]}
    assert about_feelings == SENSITIVE_THEMES
