"""A short lesson with a film and a practice in it, made by hand, so that no test waits for an author."""

from __future__ import annotations

from dataclasses import replace

from app.domain.lessons import Cue, Step, StepKind, Track, Video
from app.domain.library import Library, Publication, Theme
from tests.services import learning

LENGTH = 60
DURATION = 20


def publication() -> Publication:
    """The lesson of `learning` with a film of a minute as its second step and a practice as its third."""
    whole = learning.publication()
    lesson = whole.lessons["zh_CN"]
    tracks = (Track("zh_CN", "/media/1.vtt"), Track("en", "/media/2.vtt"))
    video = Video(LENGTH, "call.webm", "/media/0.webm", tracks)
    film = Step("film", StepKind.VIDEO, 5, "看一看", "x", "", "", video=video, transcript="<p>她先走到安全的地方。</p>")
    cues = (Cue("down", 0, "趴下"), Cue("go", 8, "往前爬"))
    crawl = Step("crawl", StepKind.PRACTICE, DURATION, "练一练", "x", "", "", duration=DURATION, cues=cues)
    steps = (lesson.steps[0], film, crawl, *lesson.steps[1:])
    return replace(whole, lessons={"zh_CN": replace(lesson, steps=steps)}, digest="f1" * 32)


def library() -> Library:
    """This lesson alone."""
    found = publication()
    themes = {"fire": Theme("fire", {"zh_CN": "消防"}, "", 1)}
    return Library({found.digest: found}, {found.lesson_id: found.digest}, themes)
