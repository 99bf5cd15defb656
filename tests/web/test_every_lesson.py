"""Every lesson opens in every language: each step and the sheet. The preview renders them all."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.cli.content import words_of
from app.domain.library import LANGUAGES
from app.services.previews import Desk
from app.settings import ROOT
from app.web.preview.factory import create_preview
from tests.learner import real_library

TAGS = {"zh_CN": "zh-Hans-CN", "zh_TW": "zh-Hant-TW", "en": "en"}
PICTURE = '<svg viewBox="0 0 320 180" role="img"'
LESSONS = sorted(f"{file.parent.name}-{file.stem}" for file in ROOT.glob("quizzes/*/*.toml") if "." not in file.stem)


@pytest.fixture(scope="module")
def reader() -> FlaskClient:
    """Somebody who reads all lessons."""
    return create_preview(Desk((ROOT,)), words_of).test_client()


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_a_lesson_opens_in_every_language(reader: FlaskClient, lesson_id: str) -> None:
    publication = real_library().current(lesson_id)
    assert publication
    for language in LANGUAGES:
        for number in range(1, len(publication.lesson(language).steps) + 1):
            page = reader.get(f"/pupil/{lesson_id}/{number}", query_string={"lang": language})
            assert page.status_code == 200
            assert f'<html lang="{TAGS[language]}"' in page.text
            assert PICTURE in page.text
            assert "{" not in page.text.partition("<main")[2]
        sheet = reader.get(f"/pupil/{lesson_id}/quiz", query_string={"lang": language})
        assert sheet.status_code == 200
        assert sheet.text.count("<legend") >= publication.quiz(language).draw
