"""Films of video steps: own files below courses/art/videos, or addresses on hosts that the installation allows.

A file is published under an address made of its digest, so that whoever has it once need never ask again, and a
changed film is another film.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, urlsplit

from app.content.captions import fault_in_captions
from app.content.containers import seconds_of, suffix_of
from app.content.documents import Document, read_text
from app.content.lines import Place
from app.content.problems import Problem
from app.content.tables import is_identifier
from app.domain.lessons import Lesson, Track, Video
from app.domain.library import LANGUAGES, SOURCE_LANGUAGE, WRITTEN_LANGUAGES

FOLDER = "courses/art/videos"
FILMS = (".webm", ".mp4")
CAPTIONS = ".vtt"
LARGEST = 20 * 1024 * 1024
# How far the length in the lesson may be from what the file says, in seconds.
TOLERANCE = 1.0
ADDRESS = "/media/"


@dataclass(frozen=True, slots=True)
class Film:
    """A film file: where it is published, and its length in seconds where the file tells it."""

    address: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A file of captions: where it lies, what it says and where it is published."""

    path: Path
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Films:
    """All films of all content roots by file name, and captions by (name without suffix, language)."""

    films: Mapping[str, Film] = field(default_factory=dict)
    captions: Mapping[tuple[str, str], CaptionFile] = field(default_factory=dict)


def media_name(data: bytes, suffix: str) -> str:
    """The last part of the address of a file: half of its SHA-256, and its suffix."""
    return hashlib.sha256(data).hexdigest()[:32] + suffix


def media_files(roots: Sequence[Path]) -> Iterator[Path]:
    """Every file that may be published, in the order of the roots; of two with one name the first root's counts."""
    seen: set[str] = set()
    for root in roots:
        for path in sorted((root / FOLDER).glob("*")):
            is_wanted = path.suffix in (*FILMS, CAPTIONS) and path.is_file() and path.name not in seen
            if is_wanted and path.stat().st_size <= LARGEST:
                seen.add(path.name)
                yield path


def read_films(roots: Sequence[Path], problems: list[Problem]) -> Films:
    """Read the folder of films; what does not belong there, or is not what its name says, is noted."""
    films: dict[str, Film] = {}
    captions: dict[tuple[str, str], CaptionFile] = {}
    for path in (path for root in roots for path in sorted((root / FOLDER).glob("*"))):
        stem, _, language = path.stem.partition(".")
        if path.suffix == CAPTIONS and is_identifier(stem) and language in LANGUAGES:
            text = read_text(path, problems)
            if text is not None:
                captions.setdefault((stem, language), CaptionFile(path, text, ADDRESS + _name_of(path)))
        elif path.suffix in FILMS and is_identifier(path.stem):
            film = _film(path, problems)
            if film is not None:
                films.setdefault(path.name, film)
        else:
            problems.append(Problem(str(path), "film_name"))
    return Films(films, captions)


def check_films(document: Document, lesson: Lesson, films: Films, hosts: Collection[str]) -> None:
    """The films of a lesson exist, are as long as it says, and have captions in every language of the lesson."""
    path = document.path
    spoken = [one for one in WRITTEN_LANGUAGES if one != SOURCE_LANGUAGE and path.with_suffix(f".{one}.toml").is_file()]
    for number, step in enumerate(lesson.steps):
        if step.video is None:
            continue
        place: Place = ("step", number)
        if number == 0:
            document.note(place, "film_first")
        _check_source(document, (*place, "video"), step.video, films, hosts)
        if not _stem(step.video):
            continue
        for language in (SOURCE_LANGUAGE, *spoken):
            found = films.captions.get((_stem(step.video), language))
            if found is None:
                name = f"{_stem(step.video)}.{language}{CAPTIONS}"
                document.note((*place, "video"), "captions_missing", name=name)
            elif fault := fault_in_captions(found.text, step.video.length):
                document.problems.append(Problem(str(found.path), fault.code, line=fault.line))


def with_films(lesson: Lesson, films: Films, language: str) -> Lesson:
    """The lesson with the addresses of its films and their captions."""
    if all(step.video is None for step in lesson.steps):
        return lesson
    steps = tuple(
        replace(step, video=_published(step.video, films, language)) if step.video else step for step in lesson.steps
    )
    return replace(lesson, steps=steps)


def _published(video: Video, films: Films, language: str) -> Video:
    """The video with its addresses; captions in the language of the page come first, then the source language's."""
    film = films.films.get(video.file)
    order = sorted(LANGUAGES, key=lambda one: (one != language, one != SOURCE_LANGUAGE))
    found = [(one, films.captions.get((_stem(video), one))) for one in order]
    tracks = tuple(Track(one, captions.address) for one, captions in found if captions)
    return replace(video, address=film.address if film else video.address, captions=tracks)


def _check_source(document: Document, place: Place, video: Video, films: Films, hosts: Collection[str]) -> None:
    if video.address:
        parts = _parts(video.address)
        is_plain = parts.scheme == "https" and not parts.username and not parts.query and not parts.fragment
        if not is_plain or PurePosixPath(parts.path).suffix not in FILMS:
            document.note((*place, "address"), "film_address")
        elif parts.netloc not in hosts:
            document.note((*place, "address"), "film_host", host=parts.netloc)
        return
    film = films.films.get(video.file)
    if film is None:
        if video.file:
            document.note((*place, "file"), "film_missing", name=video.file)
    elif film.seconds is None or abs(film.seconds - video.length) > TOLERANCE:
        seconds = "?" if film.seconds is None else f"{film.seconds:.1f}"
        document.note((*place, "length"), "film_length", seconds=seconds)


def _stem(video: Video) -> str:
    return PurePosixPath(video.file or _parts(video.address).path).stem


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # an address that is none, such as https://[
        return urlsplit("")


def _film(path: Path, problems: list[Problem]) -> Film | None:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError:
        problems.append(Problem(str(path), "file_unreadable"))
        return None
    if size > LARGEST:
        problems.append(Problem(str(path), "film_too_big", facts={"megabytes": LARGEST // 1024**2}))
        return None
    if suffix_of(data) != path.suffix:
        problems.append(Problem(str(path), "film_broken"))
        return None
    return Film(ADDRESS + media_name(data, path.suffix), seconds_of(data))


def _name_of(path: Path) -> str:
    return media_name(path.read_bytes(), path.suffix)
