"""Steps that take their time: a practice with a timer, and a video."""

from __future__ import annotations

from dataclasses import replace

from app.content.documents import Document
from app.content.lines import Place
from app.content.tables import Table, note_repeated
from app.domain.lessons import Cue, Step, Video

DURATION = (5, 60)
CUES = (2, 6)
LENGTH = (5, 600)


def read_practice(row: Table, step: Step) -> Step:
    """The step with its timer and cues."""
    duration = row.number("duration", *DURATION)
    cues = tuple(_cue(table, duration) for table in row.rows("cue", *CUES))
    note_repeated(row.document, (*row.place, "cue"), [cue.id for cue in cues])
    return replace(step, duration=duration, cues=cues)


def read_video(row: Table, step: Step) -> Step:
    """The step with its film and the words for those who cannot see or hear it."""
    transcript = row.prose("transcript")
    table = row.table("video")
    if table is None:
        return replace(step, transcript=transcript)
    file, address = table.name("file", required=False), table.name("address", required=False)
    video = Video(table.number("length", *LENGTH), file, address)
    table.close()
    if bool(file) == bool(address):
        table.note("", "video_source")
    return replace(step, video=video, transcript=transcript)


def check_practice(document: Document, place: Place, step: Step) -> None:
    """The cues follow one another, and nobody can be through before the timer is."""
    moments = [cue.at for cue in step.cues]
    if moments != sorted(set(moments)):
        document.note(place, "cues_unordered")
    if step.seconds < step.duration:
        document.note((*place, "seconds"), "stay_too_short", low=step.duration)


def _cue(table: Table, duration: int) -> Cue:
    cue = Cue(table.identifier(), table.number("at", 0, duration - 1), table.plain("text"))
    table.close()
    return cue
