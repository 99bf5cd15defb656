"""The file behind the address of a film: found by its digest, in any content root, also when it came later."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.films import LARGEST, media_name
from app.services.media import LOOK_AGAIN_SECONDS, Media
from tests.content.filmfiles import captions, webm


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The films of a content root."""
    found = tmp_path / "courses/art/videos"
    found.mkdir(parents=True)
    (found / "call.webm").write_bytes(webm(27))
    (found / "call.zh_CN.vtt").write_text(captions(), encoding="utf-8")
    return found


def test_films_and_captions_are_found_by_what_they_hold(folder: Path, tmp_path: Path) -> None:
    media = Media([tmp_path / "nothing", tmp_path])
    assert media.find(media_name(webm(27), ".webm")) == folder / "call.webm"
    assert media.find(media_name(captions().encode(), ".vtt")) == folder / "call.zh_CN.vtt"


@pytest.mark.parametrize("name", ["call.webm", "", ".webm", "0" * 32 + ".webm", "../../../secret", "..", "\x00"])
def test_nothing_else_is_found(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "notes.txt").write_text("x")
    media = Media([tmp_path])
    assert media.find(name) is None
    assert media.find(media_name(b"x", ".txt")) is None


def test_a_film_is_found_once_it_is_there_but_not_looked_for_all_the_time(folder: Path, tmp_path: Path) -> None:
    watch = Watch()
    media = Media([tmp_path], watch)
    new = media_name(webm(40), ".webm")
    assert media.find(new) is None
    (folder / "new.webm").write_bytes(webm(40))
    assert media.find(new) is None
    watch.seconds += LOOK_AGAIN_SECONDS
    assert media.find(new) == folder / "new.webm"


def test_a_file_that_changed_is_no_longer_that_film(folder: Path, tmp_path: Path) -> None:
    watch = Watch()
    media = Media([tmp_path], watch)
    old, new = media_name(webm(27), ".webm"), media_name(webm(270), ".webm")
    assert media.find(old)
    (folder / "call.webm").write_bytes(webm(270))
    (folder / "call.zh_CN.vtt").unlink()
    watch.seconds += LOOK_AGAIN_SECONDS
    assert media.find(old) is None
    assert media.find(new) == folder / "call.webm"
    assert media.find(media_name(captions().encode(), ".vtt")) is None


def test_the_same_film_in_two_places_is_one(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other/courses/art/videos"
    other.mkdir(parents=True)
    (other / "copy.webm").write_bytes(webm(27))
    assert Media([tmp_path / "other"]).find(media_name(webm(27), ".webm")) == other / "copy.webm"


def test_what_is_too_large_is_not_served(folder: Path, tmp_path: Path) -> None:
    large = webm(27) + bytes(LARGEST)
    (folder / "large.webm").write_bytes(large)
    assert Media([tmp_path]).find(media_name(large, ".webm")) is None
