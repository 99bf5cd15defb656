"""Films of video steps: what a file says of itself, its captions, and what the check demands of a lesson with one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.content import revisions
from app.content.captions import fault_in_captions
from app.content.checks import check
from app.content.containers import seconds_of, suffix_of
from app.content.films import LARGEST, read_films
from app.content.problems import Problem
from app.domain.library import Publication
from app.settings import ROOT
from tests.content.filmfiles import captions, mp4, webm
from tests.content.sample import FIELDS, Root

VIDEOS = "courses/art/videos"
STEP = f"""
[[step]]
id = "film"
kind = "video"
{FIELDS.strip()}
transcript = "她先走到安全的地方。"
video = {{ SOURCE, length = 27 }}

[[step]]
id = "tonight"
"""


def with_film(root: Root, source: str = 'file = "call.webm"', film: bytes | None = None) -> Root:
    """The sample lesson with a film of 27 seconds before its last step."""
    root.edit("courses/water/p34.toml", '[[step]]\nid = "tonight"\n', STEP.replace("SOURCE", source).lstrip())
    root.write(f"{VIDEOS}/call.webm", webm(27) if film is None else film)
    root.write(f"{VIDEOS}/call.zh_CN.vtt", captions())
    return root


def published(root: Root, **options: object) -> Publication:
    """What the sample lesson becomes."""
    collection = check([root.path], **options)  # type: ignore[arg-type]
    assert collection.problems == []
    return revisions.publications(collection)["water-p34"]


@pytest.mark.parametrize(
    ("data", "suffix", "seconds"),
    [
        (webm(27), ".webm", 27.0),
        (webm(12.5, scale=500_000), ".webm", 12.5),
        (webm(27, unknown=True), ".webm", 27.0),
        (mp4(31), ".mp4", 31.0),
        (mp4(31, is_long=True), ".mp4", 31.0),
        (webm(27)[:30], ".webm", None),
        (mp4(31)[:70], ".mp4", None),
        (webm(float("nan")), ".webm", None),
        (b"GIF89a", None, None),
        (b"", None, None),
    ],
)
def test_a_file_says_what_it_is_and_how_long(data: bytes, suffix: str | None, seconds: float | None) -> None:
    assert suffix_of(data) == suffix
    assert seconds_of(data) == (None if seconds is None else pytest.approx(seconds))


@given(some.sampled_from([webm(27), mp4(31)]), some.data())
def test_no_broken_file_breaks_the_reader(whole: bytes, data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(whole) - 1))
    broken = whole[:place] + data.draw(some.binary(max_size=12)) + whole[place + data.draw(some.integers(0, 9)) :]
    assert seconds_of(broken) is None or seconds_of(broken) > 0  # type: ignore[operator]


@given(some.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for head in (b"", b"\x1a\x45\xdf\xa3webm", b"\x00\x00\x00\x10ftyp"):
        seconds_of(head + data)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (captions(), None),
        ("WEBVTT a title\r\n\r\n1\r\n00:01.000 --> 00:02.000\r\n好\r\n", None),
        ("WEBVTT\n\nNOTE who wrote it\n\n\n00:01.000 --> 00:00:02.000\n两行\n字\n", None),
        ("", ("captions_header", 1)),
        ("WEBVTT\n", ("captions_header", 1)),
        ("00:01.000 --> 00:02.000\n好", ("captions_header", 1)),
        (captions(("0:01", "00:02.000", "好")), ("captions_timing", 3)),
        ("WEBVTT\n\nname\n好\n", ("captions_timing", 4)),
        ("WEBVTT\n\nname\n", ("captions_timing", 4)),
        (captions(("00:01.000", "00:02.000 align:left", "好")), ("captions_timing", 3)),
        (captions(("00:02.000", "00:01.000", "好")), ("captions_order", 3)),
        (captions(("00:05.000", "00:06.000", "后"), ("00:01.000", "00:02.000", "先")), ("captions_order", 6)),
        (captions(("00:20.000", "00:29.000", "好")), ("captions_order", 3)),
        (captions(("00:01.000", "00:02.000", "<b>好</b>")), ("captions_words", 4)),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", ("captions_words", 4)),
    ],
)
def test_captions_are_plain_and_in_order(text: str, fault: tuple[str, int] | None) -> None:
    found = fault_in_captions(text, 27)
    assert (found and (found.code, found.line)) == fault


@given(some.text(alphabet="WEBVT\n\r 0123:.->好<NOTE", max_size=80))
def test_no_text_breaks_the_reader_of_captions(text: str) -> None:
    fault_in_captions("WEBVTT\n\n" + text, 27)


def test_a_film_is_published_under_its_digest(root: Root) -> None:
    step = published(with_film(root)).lesson("zh_CN").steps[-2]
    digest = hashlib.sha256(webm(27)).hexdigest()[:32]
    words = hashlib.sha256(captions().encode()).hexdigest()[:32]
    assert step.video is not None
    assert step.video.address == f"/media/{digest}.webm"
    assert [(one.language, one.address) for one in step.video.captions] == [("zh_CN", f"/media/{words}.vtt")]
    assert "<p>" in step.transcript


def test_a_changed_film_is_another_revision_and_comes_back_from_the_database(root: Root) -> None:
    first = published(with_film(root))
    root.write(f"{VIDEOS}/call.webm", webm(27) + b"\x00")
    second = published(root)
    assert first.digest != second.digest
    assert revisions.from_body("water-p34", second.digest, revisions.to_body(second)) == second


def test_captions_in_the_language_of_the_page_come_first(root: Root) -> None:
    with_film(root).translate()
    assert root.codes() == ["captions_missing"]
    root.write(f"{VIDEOS}/call.en.vtt", captions(("00:01.000", "00:02.000", "First walk to a safe place.")))
    publication = published(root)
    for language, order in (("zh_CN", ["zh_CN", "en"]), ("en", ["en", "zh_CN"])):
        video = publication.lesson(language).steps[-2].video
        assert video is not None
        assert [one.language for one in video.captions] == order


@pytest.mark.parametrize(
    ("film", "codes"),
    [
        (webm(40), ["film_length"]),
        (webm(27.8), []),
        (webm(27)[:40], ["film_length"]),
        (mp4(27), ["film_broken", "film_missing"]),
        (b"MZ", ["film_broken", "film_missing"]),
        (webm(27) + bytes(LARGEST), ["film_missing", "film_too_big"]),
    ],
)
def test_a_file_that_is_no_such_film_is_refused(root: Root, film: bytes, codes: list[str]) -> None:
    assert sorted(with_film(root, film=film).codes()) == codes


def test_only_films_and_captions_lie_there(root: Root) -> None:
    root.write(f"{VIDEOS}/notes.txt", "x")
    root.write(f"{VIDEOS}/Call 119.webm", webm(27))
    root.write(f"{VIDEOS}/call.fr.vtt", captions())
    assert root.codes() == ["film_name"] * 3


def test_a_lesson_needs_its_file_its_captions_and_another_beginning(root: Root) -> None:
    with_film(root, 'file = "other.webm"')
    assert sorted(root.codes()) == ["captions_missing", "film_missing"]
    text = (root.path / "courses/water/p34.toml").read_text(encoding="utf-8")
    head, first, rest = text.split("[[step]]\n", 2)
    film = STEP.replace("SOURCE", 'file = "call.webm"').replace('"film"', '"early"').split("[[step]]\n")[1]
    root.write("courses/water/p34.toml", "[[step]]\n".join([head, film, first, rest]))
    assert "film_first" in root.codes()


def test_captions_are_checked_against_the_film(root: Root) -> None:
    with_film(root)
    file = root.write(f"{VIDEOS}/call.zh_CN.vtt", captions(("00:01.000", "01:02.000", "太长了")))
    (problem,) = root.check().problems
    assert (problem.file, problem.code, problem.line) == (str(file), "captions_order", 3)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://films.example.cn/fire/call.webm", None),
        ("https://films.example.cn:8443/fire/call.webm", "film_host"),
        ("https://other.example.cn/call.webm", "film_host"),
        ("http://films.example.cn/call.webm", "film_address"),
        ("https://user@films.example.cn/call.webm", "film_address"),
        ("https://films.example.cn/call.webm?token=1", "film_address"),
        ("https://films.example.cn/watch", "film_address"),
        ("https://[", "film_address"),
        ("javascript:alert(1)", "film_address"),
    ],
)
def test_an_address_must_be_on_a_host_that_the_installation_allows(root: Root, address: str, code: str | None) -> None:
    with_film(root, f'address = "{address}"')
    codes = {problem.code for problem in check([root.path], media_hosts=["films.example.cn"]).problems}
    assert codes - {"captions_missing"} == ({code} if code else set())
    if code is None:
        step = published(root, media_hosts=["films.example.cn"]).lesson("zh_CN").steps[-2]
        assert step.video is not None
        assert step.video.address == address
        assert [one.language for one in step.video.captions] == ["zh_CN"]
        assert root.codes() == ["film_host"], "without a setting no host is allowed"


def test_of_two_roots_the_first_wins(tmp_path: Path) -> None:
    for name, seconds in (("first", 10), ("second", 20)):
        folder = tmp_path / name / VIDEOS
        folder.mkdir(parents=True)
        (folder / "call.webm").write_bytes(webm(seconds))
    found = read_films([tmp_path / "first", tmp_path / "second"], [])
    assert found.films["call.webm"].seconds == pytest.approx(10)


def test_our_own_films_are_sound() -> None:
    problems: list[Problem] = []
    films = read_films([ROOT], problems)
    assert problems == []
    for name, film in films.films.items():
        assert (ROOT / VIDEOS / name).stat().st_size < 600_000, "a film that a phone loads in a village"
        assert film.seconds
        for (stem, _language), words in films.captions.items():
            if f"{stem}.webm" == name:
                assert fault_in_captions(words.text, round(film.seconds)) is None
