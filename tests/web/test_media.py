"""Films under their public address: in parts, kept for ever, for everybody, and from the hosts that are allowed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.films import media_name
from app.services.media import Media
from app.settings import Settings, SettingsError, read_settings
from app.store.engine import Database
from app.web.factory import create_app
from tests.content.filmfiles import captions, mp4, webm
from tests.learner import state_of
from tests.staff import statements

FILM = webm(27)
NAME = media_name(FILM, ".webm")


@pytest.fixture
def viewer(app: Flask, tmp_path: Path) -> FlaskClient:
    """A browser that nobody is signed in with."""
    folder = tmp_path / "root/courses/art/videos"
    folder.mkdir(parents=True)
    (folder / "call.webm").write_bytes(FILM)
    (folder / "other.mp4").write_bytes(mp4(31))
    (folder / "call.en.vtt").write_text(captions(), encoding="utf-8")
    state_of(app).media = Media([tmp_path / "root"])
    return app.test_client()


def test_a_film_is_for_everybody_and_for_ever(viewer: FlaskClient) -> None:
    with statements() as asked:
        answer = viewer.get(f"/media/{NAME}", buffered=True)
    assert asked == []
    assert (answer.status_code, answer.data, answer.mimetype) == (200, FILM, "video/webm")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers
    again = viewer.get(f"/media/{NAME}", buffered=True, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-", 206, FILM),
        ("bytes=10-19", 206, FILM[10:20]),
        ("bytes=-5", 206, FILM[-5:]),
        (f"bytes={len(FILM)}-", 416, None),
        ("bytes=5-1", 416, None),
        ("apples=1-2", 416, None),
    ],
)
def test_a_part_of_a_film(viewer: FlaskClient, asked: str, status: int, expected: bytes | None) -> None:
    answer = viewer.get(f"/media/{NAME}", buffered=True, headers={"Range": asked})
    assert answer.status_code == status
    if expected is not None:
        assert answer.data == expected
        assert answer.headers["Content-Range"].endswith(f"/{len(FILM)}")


def test_captions_and_mp4_have_their_types(viewer: FlaskClient) -> None:
    words = viewer.get(f"/media/{media_name(captions().encode(), '.vtt')}", buffered=True)
    assert words.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert viewer.get(f"/media/{media_name(mp4(31), '.mp4')}", buffered=True).mimetype == "video/mp4"


@pytest.mark.parametrize(
    "name", ["call.webm", "0" * 32 + ".webm", "..%2f..%2fsecret", "%00", NAME.replace(".webm", ".mp4")]
)
def test_there_is_nothing_else(viewer: FlaskClient, name: str) -> None:
    assert viewer.get(f"/media/{name}", buffered=True).status_code == 404


def test_films_play_from_the_hosts_of_the_setting_and_no_other(settings: Settings, database: Database) -> None:
    def policy(**changed: object) -> str:
        app = create_app(replace(settings, **changed), open_database=database)  # type: ignore[arg-type]
        return str(app.test_client().get("/healthz").headers["Content-Security-Policy"])

    assert policy().endswith("media-src 'self'")
    named = policy(media_hosts=frozenset({"films.example.cn", "a.example.cn:8443"}))
    assert named.endswith("media-src 'self' https://a.example.cn:8443 https://films.example.cn")


@pytest.mark.parametrize(
    "hosts", ["*", "'unsafe-inline'", "https://x.cn", "x.cn; script-src *", "x.cn y.cn", "localhost", "x..cn"]
)
def test_only_host_names_may_stand_in_the_setting(tmp_path: Path, hosts: str) -> None:
    with pytest.raises(SettingsError, match="MEDIA_HOSTS"):
        read_settings({"INSTANCE_DIR": str(tmp_path), "MEDIA_HOSTS": hosts})


def test_hosts_are_listed_with_commas(tmp_path: Path) -> None:
    found = read_settings({"INSTANCE_DIR": str(tmp_path), "MEDIA_HOSTS": "films.example.cn, b.example.cn:8443,"})
    assert found.media_hosts == {"films.example.cn", "b.example.cn:8443"}
    assert read_settings({"INSTANCE_DIR": str(tmp_path)}).media_hosts == frozenset()
