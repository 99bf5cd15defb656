"""Recordings beside a lesson: found by their name, refused by what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content import recordings
from app.content.films import media_name
from app.content.revisions import from_body, publications, to_body
from app.services.media import Media
from tests.content.sample import Root

MP3 = b"ID3\x04" + bytes(40)
OGG = b"OggS" + bytes(40)
HERE = "courses/art/audio/water-p34/"


def test_a_recording_is_published_with_its_lesson(root: Root) -> None:
    root.write(HERE + "invitation.zh_CN.mp3", MP3)
    root.write(HERE + "invitation.go.en.ogg", OGG)
    assert root.codes() == []
    published = publications(root.check())["water-p34"]
    assert published.recordings == {
        "zh_CN/invitation": "/media/" + media_name(MP3, ".mp3"),
        "en/invitation.go": "/media/" + media_name(OGG, ".ogg"),
    }
    assert from_body("water-p34", published.digest, to_body(published)) == published
    assert Media([root.path]).find(media_name(OGG, ".ogg")) == root.path / HERE / "invitation.go.en.ogg"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("invitation.zh_CN.wav", MP3, "recording_name"),
        ("invitation.mp3", MP3, "recording_name"),
        ("invitation.fr.mp3", MP3, "recording_name"),
        ("invitation.zh_CN.mp3", OGG, "recording_broken"),
        ("invitation.zh_CN.mp3", b"", "recording_broken"),
        ("elsewhere.zh_CN.mp3", MP3, "recording_unknown"),
        ("invitation.nobody.zh_CN.mp3", MP3, "recording_unknown"),
        ("../other-p34/invitation.zh_CN.mp3", MP3, "recording_unknown"),
    ],
)
def test_what_is_no_recording_of_the_lesson_is_named(root: Root, name: str, data: bytes, code: str) -> None:
    path = root.write(HERE + name, data)
    (problem,) = root.check().problems
    assert (problem.code, Path(problem.file).resolve()) == (code, path.resolve())


def test_a_huge_recording_is_neither_taken_nor_sent(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST", 20)
    root.write(HERE + "invitation.zh_CN.mp3", MP3)
    assert root.codes() == ["recording_too_big"]
    assert list(recordings.recording_files([root.path])) == []
